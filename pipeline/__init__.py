"""newsmill: raw news dumps in, a searchable archive out. ``pipeline.extract(html_or_text, url=...)`` is the library.

Importing this loads neither Beam nor a store, an engine or a model: the chain comes with the first ``extract``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.model import Article, Candidate, Credit, DateValue, Failure, Rejected

if TYPE_CHECKING:
    from pipeline.chain import extract

__all__ = ["Article", "Candidate", "Credit", "DateValue", "Failure", "Rejected", "extract"]


def __getattr__(name: str) -> Any:
    if name == "extract":
        from pipeline.chain import extract

        return extract
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
