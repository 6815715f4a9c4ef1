"""What the tests of HTML pages share: a page after the markup steps, and a field as its policy decides it."""

from __future__ import annotations

from typing import Any

from pipeline.decide import authors, credits, plain, title
from pipeline.model import Document, Hint, RawDocument
from pipeline.steps import body, decode, figures, structured

SENTENCE = "The council met on Tuesday evening and agreed after a long debate on a plan for the harbour. "
POLICIES = {
    **title.POLICIES, **authors.POLICIES, **plain.POLICIES, "crossheads": credits.POLICIES["crossheads"]
}  # fmt: skip


def page(html: str | bytes, url: str | None = None, charset: str | None = None) -> Document:
    """A page after the markup steps."""
    payload = html.encode() if isinstance(html, str) else html
    hints = (Hint("url", url, "test"),) if url else ()
    raw = RawDocument("a.html", 0, len(payload), payload, "html", None, "text/html", charset, hints)
    document = decode.decode(raw)
    for step in (structured.step, figures.step, body.step):
        step(document)
    return document


def decided(document: Document, field: str) -> Any:
    return POLICIES[field](document, document.candidates(field)).value
