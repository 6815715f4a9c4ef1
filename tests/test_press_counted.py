"""LexisNexis in documents (RTF, DOCX): articles below counters."""

from __future__ import annotations

import pytest

from pipeline.model import RawDocument, Rejected
from tests.documents_kit import docx, p, rtf
from tests.readers_kit import fates, items
from tests.test_press_exports import hint, one

COUNTED = [
    "Download Request: All Documents: 1-2",
    "",
    "1 of 2 DOCUMENTS",
    "",
    "Copyright 2015 Harbour Papers LLC d/b/a",
    "Harbour Papers Digital",
    "All Rights Reserved",
    "",
    "The Harbour Gazette",
    "",
    "July 1, 2015 Wednesday",
    "Met 2 Edition",
    "",
    "SECTION: NEWS; Pg. A01",
    "",
    "HEADLINE: Ferry returns after nine years",
    "",
    "BYLINE: Jane Doe",
    "",
    "BODY:",
    "",
    "The ferry that was taken out of service nine years ago sailed again yesterday.",
    "",
    "LOAD-DATE: July 2, 2015",
    "",
    "2 of 2 DOCUMENTS",
    "",
    "Copyright 2015 Valley Independent",
    "Valley Independent (Clinton)",
    "",
    "Distributed by Paper Wire Agency",
    "",
    "May 22, 2015 Friday",
    "",
    "HEADLINE: Bridge opens",
    "",
    "BODY:",
    "",
    "The bridge over the river was opened on Saturday, and many came to see it.",
    "",
    "LOAD-DATE: May 23, 2015",
]


@pytest.mark.parametrize("kind", ["rtf", "docx"])
def test_counted_articles_of_a_document(kind: str) -> None:
    data = docx(*map(p, COUNTED)) if kind == "docx" else rtf(r"\par ".join(COUNTED))
    cover, ferry, bridge = fates(items(data))
    assert isinstance(cover, Rejected) and cover.reason == "cover"
    assert isinstance(ferry, RawDocument) and isinstance(bridge, RawDocument)
    assert hint(ferry, "title") == ["Ferry returns after nine years"]
    assert hint(ferry, "publisher") == ["The Harbour Gazette"]
    assert hint(ferry, "rights") == [
        "Copyright 2015 Harbour Papers LLC d/b/a Harbour Papers Digital; All Rights Reserved"
    ]
    assert (hint(ferry, "published"), hint(ferry, "page")) == (["July 1, 2015 Wednesday"], ["A01"])
    assert hint(bridge, "title") == ["Bridge opens"]
    assert hint(bridge, "publisher") == ["Valley Independent (Clinton)"]
    assert dict(bridge.extra)["distributor"] == "Distributed by Paper Wire Agency"
    assert (
        bridge.payload.decode()
        == "The bridge over the river was opened on Saturday, and many came to see it."
    )


def test_a_document_that_quotes_a_counter_is_one_article() -> None:
    text = [
        "How a database shows its articles",
        "1 of 3 DOCUMENTS",
        "stands above each of them, and it is often wrong.",
    ]
    assert "1 of 3 DOCUMENTS" in one(docx(*map(p, text))).payload.decode()
