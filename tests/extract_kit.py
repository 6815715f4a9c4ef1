"""What the tests of whole pages and texts share: the article that the library makes of one."""

from __future__ import annotations

import pipeline
from pipeline.model import Article


def article(content: str, url: str | None = "https://paper.example/a/river-rises") -> Article:
    """The article of a page."""
    return _article(content, "text/html", url)


def text(content: str, url: str | None = None) -> Article:
    """The article of a plain text."""
    return _article(content, "text/plain", url)


def _article(content: str, media_type: str, url: str | None) -> Article:
    found = pipeline.extract(content, url=url, media_type=media_type)
    assert isinstance(found, Article)
    return found
