"""Issues as Delpher describes them: articles in files of their own, and the pages that they are on."""

from __future__ import annotations

from pathlib import Path

from pipeline.model import Failure, RawDocument, Rejected
from tests.newsxml_kit import article, blocks, sample
from tests.readers_kit import hints
from tests.test_reader_mets import block, made, page, put

DIDL = sample("didl")
TEXT = (
    '<?xml version="1.0"?>'
    "<text><title>BINNENLAND.</title><p>De nieuwe brug is open.</p><p>Zij kostte veel.</p></text>"
)


def test_an_issue_of_delpher(tmp_path: Path) -> None:
    alto = page(block("b1", "De nieuwe brug"), block("b2", "is open."))
    put(tmp_path, {"didl.xml": DIDL, "1_0001_articletext.xml": TEXT, "1_001_alto.xml": alto})
    found, advert = made(tmp_path / "didl.xml")
    assert [text for _, text in blocks(found)] == ["De nieuwe brug is open.", "Zij kostte veel."]
    assert hints(found) == {
        "title": ["BINNENLAND."], "ocr_confidence": ["0.8000"], "source_id": ["ddd:1:mpeg21:a0001"], "page": ["1"],
        "url": ["https://kranten.example/resolve?urn=ddd:1:mpeg21:a0001"], "publisher": ["De Fjordbode"],
        "published": ["1876-12-01"], "language": ["nl"], "edition": ["14"],
    }  # fmt: skip
    assert advert.reason == "advertisement"
    for name in ("1_0001_articletext.xml", "1_001_alto.xml"):
        (taken,) = made(tmp_path / name)
        assert isinstance(taken, Rejected) and taken.reason == "page-of-issue" and "didl.xml" in taken.detail
    (tmp_path / "1_001_alto.xml").rename(tmp_path / "x")
    assert (
        "ocr_confidence" not in hints(made(tmp_path / "didl.xml")[0])
        and len(made(tmp_path / "didl.xml")) == 2
    )
    (tmp_path / "x").rename(tmp_path / "1_001_alto.xml")
    (tmp_path / "1_0001_articletext.xml").unlink()
    found, _, failure = made(tmp_path / "didl.xml")
    assert [text for _, text in blocks(found)] == ["De nieuwe brug", "is open."] and article(found).truncated
    assert isinstance(failure, Failure) and "1_0001_articletext.xml (not there)" in failure.detail
    assert isinstance(made(tmp_path / "1_001_alto.xml")[0], RawDocument)
