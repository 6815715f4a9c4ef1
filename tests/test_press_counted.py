"""LexisNexis in documents (RTF, DOCX): articles below counters."""

from __future__ import annotations

import pytest

from pipeline.model import RawDocument, Rejected
from tests.documents_kit import Show, docx, p, pdf, rtf
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


def _shown(lines: list[str], number: int, head: str = "") -> list[Show]:
    """A page: its number, the headline, paper and day beside it, and set off from these the text."""
    top: list[Show] = [(480, 780, 10, "R", f"Page {number}"), (50, 768, 10, "R", head)]
    return [
        *top[: 2 if head else 1],
        *((50, 720 - 12 * at, 10, "R", line) for at, line in enumerate(lines) if line),
    ]


def test_counted_articles_of_a_pdf() -> None:
    words = "north south east west upper lower inner outer old new far near long short wide".split()
    text = [
        f"The ferry sailed to the {a} quay and the {b} one, and many saw it." for a in words for b in "ab"
    ]
    pages = []
    for n in range(1, 4):
        own = ("Anna", "Bent", "Carl")[n - 1]
        text = [f"{own} sailed to the {a} quay and to {b}, and many saw it." for a in words for b in "xy"]
        above = [
            f"{n} of 3 DOCUMENTS",
            "",
            "Copyright 2015 Harbour Papers LLC",
            "",
            "The Harbour Gazette",
            "",
            "July 1, 2015 Wednesday",
            "Met 2 Edition",
            "",
            "SECTION: NEWS; Pg. A01",
            "",
            f"HEADLINE: Ferry {n} returns",
            "",
            "BODY:",
        ]
        pages.append(_shown(above + text[:15], 2 * n - 1))
        pages.append(
            _shown(text[15:], 2 * n, f"Ferry {n} returns The Harbour Gazette July 1, 2015 Wednesday")
        )
    found = fates(items(pdf(pages)))
    assert len(found) == 3
    for n, article in enumerate(found, 1):
        assert isinstance(article, RawDocument)
        assert hint(article, "title") == [f"Ferry {n} returns"]
        assert hint(article, "publisher") == ["The Harbour Gazette"]
        assert (hint(article, "edition"), hint(article, "page")) == (["Met 2 Edition"], ["A01"])
        body = article.payload.decode()
        assert "Gazette" not in body and "Page" not in body
        assert body.count("sailed to the") == 30
