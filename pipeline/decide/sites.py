"""What a site is called: by its own data and by its address. No title and no author is called so."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pipeline.languages import folding
from pipeline.model import Document

_HOST: Final = re.compile(r"https?://(?:www\d?\.|m\.|amp\.)?([^/:?#]+)", re.I)
_SHORTEST_LABEL: Final = 3
_HEADLINE: Final = 5
_SAID: Final = ("itemprop headline", "json-ld headline")


@lru_cache(4096)  # each title is compared with each other one
def fold(text: str) -> str:
    """Letters and digits without accents, lower case: ``La República`` and ``larepublica`` are the same."""
    return folding.fold(folding.without_accents(text))


def site_names(document: Document) -> frozenset[str]:
    """The publisher's names and the labels of the page's host, folded."""
    names = {fold(str(candidate.value)) for candidate in document.candidates("publisher")}
    # Many a page puts its headline where the site's name belongs.
    names -= {
        fold(str(c.value))
        for c in document.candidates("title")
        if len(str(c.value).split()) >= _HEADLINE or c.rule in _SAID
    }
    addresses = (document.url, *(str(c.value) for c in document.candidates("canonical_url")))
    for host in filter(None, (_HOST.match(address or "") for address in addresses)):
        labels = host.group(1).split(".")
        names |= {
            fold(host.group(1)),
            *(fold(label) for label in labels[:-1] if len(label) >= _SHORTEST_LABEL),
        }
        names.add(fold(".".join(labels[-2:])))
    return frozenset(names - {""})


def is_site(text: str, names: frozenset[str]) -> bool:
    """``text`` is the site's name, or little more than it (``The Example Online``)."""
    folded = fold(text)
    return bool(folded) and (folded in names or any(_alike(folded, name) for name in names))


def _alike(folded: str, name: str) -> bool:
    """One holds the other, and is not even twice as long."""
    shorter, longer = sorted((folded, name), key=len)
    return len(shorter) >= 5 and shorter in longer and len(longer) < 2 * len(shorter)
