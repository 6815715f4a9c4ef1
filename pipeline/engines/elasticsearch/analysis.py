"""Analyzers for Elasticsearch, made from ``languages/analyzers.toml``: the neutral one, and one for each language.

The neutral analyzer cuts and folds words exactly as ``languages/words.py`` does, so that a query means the same in
every engine. A language's analyzer stops, stems and only then folds. Nothing here needs a plugin in the server.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any, Final

from pipeline.languages import load

WORDS: Final = "words"
"""The neutral analyzer, and the tokenizer that it and most languages cut words with."""

LONGEST: Final = 8_191
"""Characters of a term that are kept: Lucene takes no term of over 32,766 bytes."""

LONGEST_STEMMED: Final = 50
"""Letters of a word that our own endings are looked for in; longer ones stay as they are."""


def languages() -> tuple[str, ...]:
    """The languages that have a field of their own, sorted: codes as in ``body_lang.<code>``."""
    return tuple(sorted(load("analyzers")["languages"]))


@cache
def language_of(tag: str | None) -> str | None:
    """The code of the field for a BCP-47 tag (``nn-NO`` is nn, ``no`` is nb); None where there is none."""
    code = (tag or "").partition("-")[0].lower()
    code = load("analyzers")["same"].get(code, code)
    return code if code in load("analyzers")["languages"] else None


def analyzer_of(code: str) -> str:
    """The name of a language's analyzer."""
    return f"{WORDS}_{code}"


def analysis() -> dict[str, Any]:
    """The setting ``index.analysis``: tokenizer, filters and analyzers."""
    filters: dict[str, Any] = {"shorten": {"type": "truncate", "length": LONGEST}}
    plain = ["lowercase", "asciifolding", "lowercase", "shorten"]
    analyzers = {WORDS: _custom(WORDS, ["unseen"], plain)}
    for code, rules in sorted(load("analyzers")["languages"].items()):
        made = _filters(code, rules)
        filters |= {name: body for name, body in made if body is not None}
        tokenizer = rules.get("tokenizer", WORDS)
        analyzers[analyzer_of(code)] = _custom(tokenizer, [_unseen_for(rules)], [name for name, _ in made])
    vanish = _vanishing()
    return {
        "char_filter": {
            "unseen": {"type": "mapping", "mappings": [*(f"{char}=>" for char in vanish), "ς=>σ"]},
            "joiners": {"type": "mapping", "mappings": [f"{char}=>" for char in vanish if _joins(char)]},
        },
        "tokenizer": {WORDS: {"type": "pattern", "pattern": word_pattern(), "group": 0}},
        "filter": filters,
        "analyzer": analyzers,
    }


def _custom(tokenizer: str, char_filters: list[str], filters: list[str]) -> dict[str, Any]:
    return {"type": "custom", "char_filter": char_filters, "tokenizer": tokenizer, "filter": filters}


def word_pattern() -> str:
    """A word as a regular expression of Java's. Only a class is repeated (groups would use up Java's stack), and it
    begins with what is most frequent: a class of all marks would cost ten times as much as all the rest."""
    unspaced = load("analyzers")["words"]["unspaced"]
    letter = r"[\p{L}\p{N}\p{M}]"
    return f"[a-zA-Z0-9[{letter}&&[^{unspaced}]]]+|[{unspaced}&&{letter}]"


def _vanishing() -> list[str]:
    """The characters that part no words and count for nothing, in order."""
    found: list[str] = []
    for item in load("analyzers")["words"]["unseen"].split():
        first, _, last = item.partition("-")
        found += [chr(point) for point in range(int(first, 16), int(last or first, 16) + 1)]
    return found


def _joins(char: str) -> bool:
    """True for what is no mark of a letter: soft hyphens, zero-width joiners and the like."""
    return not unicodedata.category(char).startswith("M")


def _unseen_for(rules: dict[str, Any]) -> str:
    return "joiners" if rules.get("marks") else "unseen"


def _filters(code: str, rules: dict[str, Any]) -> list[tuple[str, dict[str, Any] | None]]:
    """A language's filters in their order: name and definition (None: Elasticsearch's own, by its name)."""
    found: list[tuple[str, dict[str, Any] | None]] = []
    if "lowercase" in rules:
        found.append((f"{code}_lowercase", {"type": "lowercase", "language": rules["lowercase"]}))
    else:
        found.append(("lowercase", None))
    if "stop" in rules:
        words = [rules["stop"], *rules.get("more", "").split()]
        found.append((f"{code}_stop", {"type": "stop", "stopwords": words}))
    found += [(name, None) for name in rules.get("before", ())]
    if "forms" in rules:
        found.append((f"{code}_forms", {"type": "stemmer_override", "rules": rules["forms"]}))
    for number, (pattern, instead) in enumerate(rules.get("endings", ()), 1):
        # Without the limit a "word" of 10,000 letters takes minutes.
        whole = rf"^(?=.{{1,{LONGEST_STEMMED}}}$){pattern}$"
        body = {"type": "pattern_replace", "pattern": whole, "replacement": instead}
        found.append((f"{code}_endings_{number}", body))
    if "stemmer" in rules:
        found.append((f"{code}_stem", {"type": "stemmer", "language": rules["stemmer"]}))
    found += [(name, None) for name in (*rules.get("fold", ()), "asciifolding", "lowercase", "shorten")]
    return found
