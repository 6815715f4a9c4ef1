"""The corpus: an open Delta table of articles that is the truth; search engines follow it.

``Corpus`` (in ``store``) is the one door. It is imported on first use, so that ``import pipeline.corpus`` stays free
of deltalake.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    if name == "Corpus":
        from pipeline.corpus.store import Corpus

        return Corpus
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
