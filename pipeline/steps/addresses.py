"""Dates in the address of a page, and in the names of a file and its folders: evidence of the day or month of
publication, not of more."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pipeline.languages import dates
from pipeline.languages.calendar import Parts
from pipeline.model import Candidate, DateValue, Document
from pipeline.steps.archived import original

_IN_FILE: Final = 0.3
"""How far a date in the name of a file is trusted: that of a scan or a download looks the same."""

_URL_DAY = re.compile(
    r"(?<!\d)(?P<y>(?:16|17|18|19|20)\d\d)(?P<sep>[/_.-]?)(?P<m>0[1-9]|1[0-2])(?P=sep)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
)
_URL_LOOSE = re.compile(r"/(?P<y>(?:19|20)\d\d)/(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])(?=[/.]|$)")
_URL_SPLIT = re.compile(r"/(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])/(?P<d>0[1-9]|[12]\d|3[01])(?=[/.]|$)")
_URL_NAMED = re.compile(
    r"/(?P<y>(?:19|20)\d\d)/(?P<m>[a-z]{3,9})/(?P<d>3[01]|[12]\d|0?[1-9])(?=[/.]|$)", re.I
)
_URL_MONTH = re.compile(r"/(?P<y>(?:19|20)\d\d)[/-](?P<m>0[1-9]|1[0-2])(?=[/.]|$)")


def of_page(document: Document) -> list[Candidate]:
    """The date that the page's address carries: evidence of the day or month of publication, not of more."""
    for url in dict.fromkeys([document.url, *(str(c.value) for c in document.candidates("canonical_url"))]):
        path = re.split(r"[?#]", original(url or "")[0])[0].partition("//")[2].partition("/")[2]
        value = _in_path("/" + path, "url") if path else None
        if value:
            return [Candidate("published", value, "url", url or "", value.confidence)]
    return []


def of_file(document: Document) -> list[Candidate]:
    """The date in the names of the file and its folders; of several the nearest to the article."""
    path = f"{document.raw.source}/{document.raw.member or ''}".rstrip("/")
    parts = path.split("/")
    for at in range(len(parts) - 1, -1, -1):
        value = _in_path("/" + "/".join(parts[at:]), "path")
        if value:
            value = replace(value, confidence=_IN_FILE)
            return [Candidate("published", value, "path", path, _IN_FILE)]
    return []


def _in_path(path: str, source: str) -> DateValue | None:
    if match := _URL_SPLIT.search(path) or _URL_DAY.search(path) or _URL_LOOSE.search(path):
        clear = match.groupdict().get("sep", "/") != ""
        parts = Parts(int(match["y"]), int(match["m"]), int(match["d"]))
        return dates.make(parts, source=source, confidence=0.5 if clear else 0.4)
    if match := _URL_NAMED.search(path):
        return dates.parse(f"{match['d']} {match['m']} {match['y']}", source=source, confidence=0.5)
    if match := _URL_MONTH.search(path):
        return dates.make(Parts(int(match["y"]), int(match["m"])), source=source, confidence=0.35)
    return None
