"""The tantivy schema and its analyzers. A change of either raises SCHEMA_VERSION: the index is then rebuilt."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import tantivy

from pipeline.query import FIELDS

SCHEMA_VERSION: Final = 2

STEMMERS: Final = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""Language to the stemmer that tantivy has for it."""

FACET_FIELDS: Final = ("language", "publisher", "agency", "photographer")
"""Fields whose values are counted as they stand, besides being searched by their words."""

DATE_FIELDS: Final = ("start_day", "end_day", "sort", "month")
"""Ordinals of the first day and of the day after the last; seconds to sort by; year times 100 plus month."""

_WORDS = "words"


def stem_field(language: str | None) -> str | None:
    """The stemmed field for an article's language (``nn-NO`` is Norwegian); None where there is no stemmer."""
    stemmer = STEMMERS.get((language or "").partition("-")[0].lower())
    return None if stemmer is None else f"stem_{stemmer}"


def facet_field(name: str) -> str:
    """The field that holds the whole values of a facet field."""
    return f"{name}_value"


def stem_fields() -> dict[str, str]:
    """All stemmed fields and their stemmers."""
    return {f"stem_{stemmer}": stemmer for stemmer in STEMMERS.values()}


@lru_cache(maxsize=1)
def schema() -> Any:
    """The ``tantivy.Schema``. Only ids are stored: texts are in the corpus."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in FIELDS:
        if name != "id":
            builder.add_text_field(name, tokenizer_name=_WORDS)
    for name in FACET_FIELDS:
        builder.add_text_field(facet_field(name), fast=True, tokenizer_name="raw", index_option="basic")
    for name in stem_fields():
        builder.add_text_field(name, tokenizer_name=name, index_option="freq")
    for name in (*DATE_FIELDS, "commit"):
        builder.add_integer_field(name, fast=True)
    builder.add_integer_field("gone", indexed=True)
    return builder.build()


@lru_cache(maxsize=1)
def stem_analyzers() -> dict[str, Any]:
    """An analyzer for every stemmed field. Folding comes last: stemmers know ``ø``."""
    simple, lower, fold = tantivy.Tokenizer.simple(), tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold()
    return {
        name: _analyzer(simple, lower, tantivy.Filter.stemmer(stemmer), fold)
        for name, stemmer in stem_fields().items()
    }


def register(index: Any) -> None:
    """Gives an opened index its analyzers: it does not keep them."""
    lower, fold = tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold()
    # Lower case twice: the folding filter gives capitals for some small letters (ǥ).
    index.register_tokenizer(_WORDS, _analyzer(tantivy.Tokenizer.simple(), lower, fold, lower))
    for name, analyzer in stem_analyzers().items():
        index.register_tokenizer(name, analyzer)


def _analyzer(tokenizer: Any, *filters: Any) -> Any:
    builder = tantivy.TextAnalyzerBuilder(tokenizer)
    for step in filters:
        builder = builder.filter(step)
    return builder.build()
