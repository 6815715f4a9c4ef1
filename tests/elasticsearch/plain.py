"""What a request must find, in plain Python over the corpus's articles: no engine, no index, no stems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from pipeline.engines import SearchRequest
from pipeline.model import Article, DateValue
from pipeline.query import TEXT_FIELDS, All, And, Field, Node, Not, Or, Phrase, Prefix, Word, tokens


def values(article: Article, name: str) -> list[str]:
    """The texts of a query field."""
    if name == "credits":
        return [
            text
            for credit in article.credits
            for text in (credit.verbatim, *credit.photographers, *credit.agencies, credit.holder or "")
        ]
    if name == "photographer":
        return [one for credit in article.credits for one in credit.photographers]
    if name == "agency":
        return [one for credit in article.credits for one in credit.agencies]
    if name == "source":
        return [article.source, article.member or ""]
    value = getattr(article, name)
    return [value or ""] if value is None or isinstance(value, str) else list(value)


def _stands(text: str, wanted: Sequence[str], prefix: bool) -> bool:
    words = tokens(text)
    for at in range(len(words) - len(wanted) + 1):
        *before, last = words[at : at + len(wanted)]
        same = last.startswith(wanted[-1]) if prefix else last == wanted[-1]
        if same and before == list(wanted[:-1]):
            return True
    return False


def matches(node: Node, article: Article, names: Sequence[str] = TEXT_FIELDS) -> bool:
    """True if the article is found by the words as they are written."""
    match node:
        case All():
            return names == TEXT_FIELDS or any(value for name in names for value in values(article, name))
        case And(nodes):
            return all(matches(part, article, names) for part in nodes)
        case Or(nodes):
            return any(matches(part, article, names) for part in nodes)
        case Not(inner):
            return not matches(inner, article, names)
        case Field(name, inner):
            return matches(inner, article, [name])
        case Word(text) | Phrase(text) | Prefix(text):
            prefix = isinstance(node, Prefix)
            if list(names) == ["id"]:
                return article.id.startswith(text) if prefix else article.id == text
            texts = [value for name in names for value in values(article, name)]
            return any(_stands(value, tokens(text), prefix) for value in texts)
    raise TypeError(node)


def _first(value: str) -> date:
    return (
        date.fromisoformat((value + "-01-01")[:10]) if len(value) != 7 else date.fromisoformat(value + "-01")
    )


def _days(found: DateValue) -> tuple[date, date]:
    """The first day and the last one."""
    end = datetime.fromisoformat(found.end) - timedelta(microseconds=1)
    return datetime.fromisoformat(found.start).date(), end.date()


def dated(request: SearchRequest, article: Article) -> bool:
    """True if the article's date overlaps (exact: lies within) the wanted range."""
    if request.date_from is None and request.date_to is None:
        return True
    if article.published is None:
        return False
    start, end = _days(article.published)
    low = _first(request.date_from) if request.date_from else date.min
    high = date.max
    if request.date_to:
        parts = [int(part) for part in request.date_to.split("-")]
        parts += [12, 31][len(parts) - 1 :] if len(parts) < 3 else []
        while True:
            try:
                high = date(*parts)
                break
            except ValueError:
                parts[2] -= 1
    return low <= start and end <= high if request.exact_dates else start <= high and low <= end


def found(request: SearchRequest, articles: Iterable[Article]) -> list[Article]:
    """The articles that the request finds, in no order."""
    wanted = [(name, getattr(request, name)) for name in ("language", "publisher", "photographer", "agency")]
    return [
        article
        for article in articles
        if matches(request.query, article)
        and all(value is None or matches(Phrase(value), article, [name]) for name, value in wanted)
        and dated(request, article)
    ]


def sorted_by(articles: Iterable[Article]) -> list[str]:
    """What each article is sorted by; nothing for undated ones."""
    return [one.published.start.replace("T", " ").ljust(19, ".") if one.published else "" for one in articles]


def by_date(articles: Iterable[Article]) -> list[str]:
    """The same in order: the newest first, at midnight where there is a day only, undated ones last."""
    starts = [one.published.start if one.published else "" for one in articles]
    moments = [(datetime.fromisoformat(start) if start else datetime.min, start) for start in starts]
    return [
        start.replace("T", " ").ljust(19, ".") if start else "" for _, start in sorted(moments, reverse=True)
    ]


def facets(articles: Iterable[Article]) -> dict[str, tuple[tuple[str, int], ...]]:
    """The ten most frequent values of each facet."""
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("language", "month", "agency", "photographer", "publisher")
    }
    for article in articles:
        for name in ("language", "publisher", "agency", "photographer"):
            counts[name].update({value for value in values(article, name) if value})
        if article.published and article.published.precision != "year":
            counts["month"][article.published.start[:7]] += 1
    return {
        name: tuple(sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))[:10])
        for name, count in counts.items()
    }
