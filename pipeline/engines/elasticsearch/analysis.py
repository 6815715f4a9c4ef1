"""Analyzers for Elasticsearch, made from ``languages/analyzers.toml``: the neutral one, and one for each language.

The neutral analyzer cuts and folds words exactly as ``languages/words.py`` does, so that a query means the same in
every engine. A language's analyzer stops, stems and only then folds. Nothing here needs a plugin in the server.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from pipeline.languages import load

WORDS: Final = "words"
"""The neutral analyzer, and the tokenizer that it and most languages cut words with."""

LONGEST: Final = 8_191
"""Characters of a term that are kept: Lucene takes no term of over 32,766 bytes."""


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
    """The setting ``index.analysis``: tokenizer, filters, analyzers, normalizer."""
    filters: dict[str, Any] = {
        "unseen": {"type": "pattern_replace", "pattern": f"[{_unseen()}]+", "replacement": ""},
        "shorten": {"type": "truncate", "length": LONGEST},
    }
    plain = ["lowercase", "unseen", "asciifolding", "lowercase", "shorten"]
    analyzers = {WORDS: {"type": "custom", "tokenizer": WORDS, "filter": plain}}
    for code, rules in sorted(load("analyzers")["languages"].items()):
        made = _filters(code, rules)
        filters |= {name: body for name, body in made if body is not None}
        chain = [name for name, _ in made]
        tokenizer = rules.get("tokenizer", WORDS)
        analyzers[analyzer_of(code)] = {"type": "custom", "tokenizer": tokenizer, "filter": chain}
    return {
        "tokenizer": {WORDS: {"type": "pattern", "pattern": word_pattern(), "group": 0}},
        "filter": filters,
        "analyzer": analyzers,
    }


def word_pattern() -> str:
    """A word as a regular expression of Java's. Only classes are repeated: groups would use up Java's stack."""
    unspaced, unseen = load("analyzers")["words"]["unspaced"], _unseen()
    alone = rf"[{unspaced}&&[\p{{L}}\p{{N}}\p{{M}}]&&[^{unseen}]][{unseen}]*"
    run = rf"[\p{{L}}\p{{N}}\p{{M}}&&[^{unspaced}{unseen}]][{unseen}[\p{{L}}\p{{N}}\p{{M}}&&[^{unspaced}]]]*"
    return f"{alone}|{run}"


def _unseen() -> str:
    return "".join(load("analyzers")["words"]["unseen"].split())


def _filters(code: str, rules: dict[str, Any]) -> list[tuple[str, dict[str, Any] | None]]:
    """A language's filters in their order: name and definition (None: Elasticsearch's own, by its name)."""
    found: list[tuple[str, dict[str, Any] | None]] = []
    if "lowercase" in rules:
        found.append((f"{code}_lowercase", {"type": "lowercase", "language": rules["lowercase"]}))
    else:
        found.append(("lowercase", None))
    found.append(("unseen", None))
    if "stop" in rules:
        words = [rules["stop"], *rules.get("more", "").split()]
        found.append((f"{code}_stop", {"type": "stop", "stopwords": words}))
    found += [(name, None) for name in rules.get("before", ())]
    if "forms" in rules:
        found.append((f"{code}_forms", {"type": "stemmer_override", "rules": rules["forms"]}))
    for number, (least, endings, instead) in enumerate(rules.get("endings", ()), 1):
        ending = "|".join(endings.split())
        body = {"type": "pattern_replace", "pattern": f"(?<={least})(?:{ending})$", "replacement": instead}
        found.append((f"{code}_endings_{number}", body))
    if "stemmer" in rules:
        found.append((f"{code}_stem", {"type": "stemmer", "language": rules["stemmer"]}))
    found += [(name, None) for name in (*rules.get("fold", ()), "asciifolding", "lowercase", "shorten")]
    return found
