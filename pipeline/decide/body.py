"""Which body candidate is the article's, and whether the page holds an article at all."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pipeline.languages import load
from pipeline.languages.folding import fold
from pipeline.languages.words import dense
from pipeline.model import RUNNING, Block, Decision, Document

_SENTENCE: Final = re.compile(r"[.!?…։؟。！？।][\"'”’»)\]]*(?:\s|$)|[。！？।]")
_SHORT_PAGE: Final = 1_500
_LEAST_TEXT: Final = 60
_LINES_OF_A_LIST: Final = 8
_LONG_LINE: Final = 120
_LEAST_RUNNING: Final = 250
_LONGEST_LIST: Final = 10_000
_LINK_SHARE: Final = 0.7
_NO_RUNNING: Final = "the page has words, but no running text was found in it"
_SHOWN: Final = {
    "video": "the page shows a video, with no running text beside it",
    "gallery": "the page shows pictures, with no running text beside them",
}
_ARTICLE_RULES: Final = ("json-ld headline", "json-ld datePublished", "meta article:published_time")


def choose(document: Document) -> Decision:
    """The most trusted body candidate that has text: a tuple of Blocks (empty: none was found)."""
    candidates = [candidate for candidate in document.candidates("body") if candidate.value]
    if not candidates:
        return Decision(())
    winner = max(candidates, key=lambda candidate: candidate.confidence)
    return Decision(tuple(winner.value), winner)


def reject(document: Document, blocks: list[Block]) -> tuple[str, str] | None:
    """Why this is no article, as (reason, sentence), or None.

    Reasons: ``empty`` (no text at all), ``error-page``, ``navigation`` (a list of links), ``video`` and ``gallery``
    (such a page, without running text), ``no-article`` (another page with text, but no running text). A dump's record
    that has text is an article, however short.
    """
    text = " ".join(block.text for block in blocks if block.kind in RUNNING)
    if not text.strip() and not _has_text(document):
        return "empty", "nothing to read in it"
    if document.tree is not None and not document.raw.record:
        return _reject_page(document, blocks, text)
    return None if text.strip() else ("no-article", _NO_RUNNING)


def _reject_page(document: Document, blocks: list[Block], text: str) -> tuple[str, str] | None:
    if text.strip() and len(text) < _SHORT_PAGE and (title := _error_title(document)):
        return "error-page", f"an error page stands where an article was: {title}"
    if text.strip() and _says_article(document):
        return None
    why = _no_text(document, blocks, text)
    return why and (_shown(document) or why)


def _no_text(document: Document, blocks: list[Block], text: str) -> tuple[str, str] | None:
    """Why a page holds no running text, or None."""
    if _is_list(document, blocks):
        return "navigation", "lines of a list or of links, no running text"
    if _units(text) < _LEAST_RUNNING and _holds_links(document):
        return "navigation", "more of the page is links than words, and no article among these"
    if _units(text) < _LEAST_TEXT and not _SENTENCE.search(text):
        return "no-article", "no more than a few words of running text" if text.strip() else _NO_RUNNING
    return None


def _shown(document: Document) -> tuple[str, str] | None:
    """What a page without running text shows instead, where it says so."""
    kinds = [candidate.value for candidate in document.candidates("kind")]
    return next(((name, _SHOWN[name]) for name in kinds if name in _SHOWN), None)


def _has_text(document: Document) -> bool:
    if document.tree is None:
        return bool((document.text or "").strip())
    page = document.tree.find("body")
    if page is None:
        return False
    return any(
        text.strip()
        for element in page.iter()
        if element.tag not in ("script", "style", "noscript", "template")
        for text in (element.text, element.tail)
        if text
    )


def _units(text: str) -> int:
    """Length in letters of an alphabet."""
    return len(text) + 2 * dense(text)


@cache
def _errors() -> frozenset[str]:
    return frozenset(load("markup")["errors"]["titles"])


def _error_title(document: Document) -> str | None:
    """The title or heading that is an error's, also before or behind the site's name."""
    for candidate in document.candidates("title"):
        if candidate.rule not in ("title tag", "h1"):
            continue
        for part in (candidate.value, *re.split(r"\s[|–—:·-]\s|\s?[|:]\s", candidate.value)):
            if fold(part) in _errors():
                return str(candidate.value)[:100]
    return None


def _says_article(document: Document) -> bool:
    """The page calls itself an article by data that list pages do not carry."""
    return any(c.rule in _ARTICLE_RULES and c.confidence >= 0.5 for c in document.evidence)


def _is_list(document: Document, blocks: list[Block]) -> bool:
    """Many short lines with hardly a sentence among them, or words that are nearly all links."""
    lines = [block.text for block in blocks if block.kind in RUNNING]
    folded = [fold(line) for line in lines]
    text = "".join(folded)
    if len(text) > _LONGEST_LIST and len(lines) < _LINES_OF_A_LIST:
        return False  # whatever its links are
    links = set(_links(document)) - {""}
    running = [
        line
        for line, letters in zip(lines, folded, strict=True)
        if (_units(line) >= _LONG_LINE or _SENTENCE.search(line)) and letters not in links
    ]
    if len(lines) >= _LINES_OF_A_LIST and len(running) < len(lines) / 8:
        return sum(map(_units, running)) < _LEAST_RUNNING
    if len(text) > _LONGEST_LIST:
        return False
    return sum(len(link) for link in links if link in text) > _LINK_SHARE * len(text)


def _holds_links(document: Document) -> bool:
    """Many links, and fewer words beside them."""
    links = _links(document)
    told = sum(map(len, links))
    return len(links) >= _LINES_OF_A_LIST and 2 * told > len(fold(document.tree.text_content()))


def _links(document: Document) -> list[str]:
    """The words of each link, folded."""
    return [fold((a.text_content() if len(a) else a.text) or "") for a in document.tree.iter("a")]
