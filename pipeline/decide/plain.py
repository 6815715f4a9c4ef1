"""Policies of the simple fields: publisher, section, keywords, addresses, images, and what else is one string."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import urljoin, urlsplit

from pipeline.model import Candidate, Decision, Document, Image

_MOST_KEYWORDS: Final = 60
_MOST_IMAGES: Final = 50
_URL: Final = re.compile(r"^(?:https?:)?//|^www\.", re.I)
# Where a picture is the page's only because the page shows it to other sites.
_PREVIEWS: Final = ("meta og:image", "meta og:image:url", "meta twitter:image", "meta twitter:image:src")


def most_trusted(document: Document, candidates: list[Candidate]) -> Decision:
    """The most trusted candidate that has text, white space folded; the first of equals."""
    usable = [c for c in candidates if isinstance(c.value, str) and c.value.strip()]
    if not usable:
        return Decision(None)
    winner = max(usable, key=lambda c: c.confidence)
    return Decision(" ".join(winner.value.split()), winner)


def decide_name(document: Document, candidates: list[Candidate]) -> Decision:
    """A name (publisher, section): as ``most_trusted``, but never an address."""
    return most_trusted(
        document, [c for c in candidates if isinstance(c.value, str) and not _URL.match(c.value)]
    )


def decide_keywords(document: Document, candidates: list[Candidate]) -> Decision:
    """All keywords of the most trusted rule, in order, each once."""
    usable = [c for c in candidates if isinstance(c.value, str) and c.value.strip()]
    if not usable:
        return Decision(())
    winner = max(usable, key=lambda c: c.confidence)
    words: dict[str, str] = {}
    for candidate in usable:
        if candidate.rule == winner.rule:
            word = " ".join(candidate.value.split())
            words.setdefault(word.casefold(), word)
    return Decision(tuple(words.values())[:_MOST_KEYWORDS], winner)


def decide_canonical(document: Document, candidates: list[Candidate]) -> Decision:
    """The page's canonical address, absolute, without fragment; only http and https count."""
    for candidate in sorted(candidates, key=lambda c: -c.confidence):
        url = _absolute(document.url, str(candidate.value))
        if url:
            return Decision(url.split("#", 1)[0], candidate)
    return Decision(None)


def decide_images(document: Document, candidates: list[Candidate]) -> Decision:
    """Pictures of the article in the order of the page, each once; previews only where the article shows none."""
    usable = [(c, image) for c in candidates if (image := _image(document.url, c)) is not None]
    shown = [pair for pair in usable if pair[0].rule not in _PREVIEWS]
    images: dict[str, Image] = {}
    for _, image in shown or usable[:1]:
        key = image.url.split("?", 1)[0]
        known = images.get(key)
        if known is None or (image.caption and not known.caption):
            images[key] = image
    winner = max((c for c, _ in shown or usable), key=lambda c: c.confidence, default=None)
    return Decision(tuple(images.values())[:_MOST_IMAGES], winner)


def decide_share(document: Document, candidates: list[Candidate]) -> Decision:
    """A number of 0 to 1, also where it is written in hundredths."""
    for candidate in sorted(candidates, key=lambda c: -c.confidence):
        try:
            number = float(candidate.value)
        except (TypeError, ValueError):
            continue
        number = number / 100 if number > 1 else number
        if 0 <= number <= 1:
            return Decision(number, candidate)
    return Decision(None)


POLICIES: dict[str, Callable[[Document, list[Candidate]], Decision]] = {
    "publisher": decide_name,
    "section": decide_name,
    "kicker": most_trusted,
    "keywords": decide_keywords,
    "canonical_url": decide_canonical,
    "images": decide_images,
    "ocr_confidence": decide_share,
}


def _absolute(base: str | None, url: str) -> str | None:
    try:
        joined = urljoin(base or "", url.strip())
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.netloc else None


def _image(base: str | None, candidate: Candidate) -> Image | None:
    image = candidate.value if isinstance(candidate.value, Image) else Image(str(candidate.value))
    url = _absolute(base, image.url) or image.url
    return None if url.startswith("data:") or not url else Image(url, image.caption, image.alt)
