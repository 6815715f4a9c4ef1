"""Gold pages without what machines read: how much of an article a reader's page alone tells.

The sites of a gold set are few, and most of them describe their articles in data for search engines. With the data cut
out, and with classes and other marks too, the same pages stand for the many that have none.
"""

from __future__ import annotations

import re
from typing import Any, Final

DATA, MARKS = "data", "marks"
_DATA: Final = re.compile(r"<meta\b(?![^>]*(?:charset|http-equiv))[^>]*>|<script\b.*?</script>", re.I | re.S)
_TAG: Final = re.compile(r"<[a-zA-Z][^>]*>")
_MARK: Final = re.compile(
    r"\s(?:class|id|itemprop|rel|itemtype|datetime|title|data-[\w-]+)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)",
    re.I,
)


def bare(record: dict[str, Any], without: str) -> dict[str, Any]:
    """A gold record of a page ``without`` its ``data`` (meta tags, scripts, its address), or its ``marks`` as well
    (classes, ids, microdata, times and titles of elements)."""
    html = _DATA.sub("", record["html"])
    if without == MARKS:
        html = _TAG.sub(lambda tag: _MARK.sub("", tag[0]), html)
    return {**record, "html": html, "url": None}
