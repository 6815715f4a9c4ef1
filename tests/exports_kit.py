"""The golden cases of press databases' exports as texts, and what reading such a text gives, in short."""

from __future__ import annotations

from typing import Any

from pipeline.model import RawDocument

from .readers_kit import CASES, fates, hints, items


def _case(name: str) -> str:
    return (CASES / f"{name}.in").read_text(encoding="utf-8")


LEXIS = _case("lexisnexis/text")
LEXIS_PAGE = _case("lexisnexis/page")
FACTIVA_CODES = _case("factiva/codes")
FACTIVA_PLAIN = _case("factiva/plain")
FACTIVA_PAGE = _case("factiva/page")
FACTIVA_CODES_PAGE = _case("factiva/codes_page")
EUROPRESSE = _case("europresse/newer")
EUROPRESSE_OLD = _case("europresse/older")
MEDIARGUS = _case("mediargus/text")
PROQUEST = _case("proquest/text")
NEXIS = _case("nexis/text")
PROQUEST_PAGE = _case("proquest/page")
RETRIEVER = _case("retriever/text")
WORK_LIST = _case("press_html/list")
CLIPPINGS = _case("press_html/clippings")
PRINTED = _case("press_html/printed")


def articles(
    text: str | bytes, name: str = "mem:file"
) -> list[tuple[dict[str, list[str]], str, dict[str, str]]]:
    """(hints, text, extra) of the articles that reading a file gives."""
    data = text.encode() if isinstance(text, str) else text
    found = []
    for fate in fates(items(data, name)):
        if isinstance(fate, RawDocument):
            found.append((hints(fate), fate.payload.decode(), dict(fate.extra)))
    return found


def reasons(text: str | bytes) -> list[Any]:
    """Why the other records are no articles."""
    data = text.encode() if isinstance(text, str) else text
    return [fate.reason for fate in fates(items(data)) if not isinstance(fate, RawDocument)]
