"""What the tests of whole pages and texts share: the article that the library makes of one."""

from __future__ import annotations

import pipeline
from pipeline.model import Article

FILL = (
    "The river has risen by two metres since Sunday, and the people of the valley wait for the rain to end. "
    "Nobody was hurt, the mayor said at noon, but the old bridge will stay closed until engineers have seen it. "
)
"""Two sentences of an article: no test is about them."""


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
