"""Home-made XML whose elements stand deep within each other costs no more for each level."""

from __future__ import annotations

from pipeline.model import RawDocument
from tests.readers_kit import fates, hints, items

DEEP = 60


def test_a_deep_record_is_read_in_time() -> None:
    deep = "".join(f"<a{n}>" for n in range(DEEP)) + "x" + "".join(f"</a{n}>" for n in reversed(range(DEEP)))
    record = f"<item><title>Ferry</title><text>A ferry ran aground.</text><other>{deep}</other></item>"
    [found] = fates(items(f"<items>{record}</items>".encode(), "mem:f.xml"))
    assert isinstance(found, RawDocument)
    assert hints(found)["title"] == ["Ferry"]
