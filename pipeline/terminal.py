"""What people see of articles, hits and records: built with rich, every text made visible first."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from . import show
from .model import Article, DateValue

WIDEST: Final = 110
HIT_STYLE: Final = "bold yellow"


def console() -> Console:
    """Standard output for people: at most 110 columns wide on a terminal; elsewhere lines are not cut."""
    made = Console(highlight=False, soft_wrap=False)
    if made.is_terminal:
        made.width = min(made.width, WIDEST)
    else:
        made.width = WIDEST
    return made


def say(*renderables: RenderableType) -> None:
    """Prints for people, on standard output; where that is no terminal, without the blanks that end a line."""
    out = console()
    if out.is_terminal:
        out.print(*renderables, sep="\n")
        return
    with out.capture() as captured:
        out.print(*renderables, sep="\n")
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))


# ---------------------------------------------------------------- search


def hits(result: Any, texts: Mapping[str, Mapping[str, Any]], asked: Any) -> Group:
    """A page of search results. ``result``: a SearchResult; ``texts``: of untitled hits; ``asked``: the request."""
    found = show.counted(result.total, "article") + f" ({result.took_ms:.0f} ms)"
    parts: list[RenderableType] = [Text(found if result.total else "nothing found", "dim")]
    for number, hit in enumerate(result.hits, (asked.page - 1) * asked.size + 1):
        parts += [Text(), _title(number, hit, texts.get(hit.id, {}))]
        facts = [
            show.moment(hit.published) if hit.published else "undated",
            hit.publisher,
            hit.language,
            hit.id,
        ]
        parts.append(
            Padding(
                Text(" · ".join(show.visible(fact) for fact in facts if fact), "dim"),
                (0, 0, 0, 4),
                expand=False,
            )
        )
        parts += [Padding(_snippet(snippet), (0, 0, 0, 4), expand=False) for snippet in hit.snippets]
    facets = [_facet(name, values, asked.facet_size) for name, values in result.facets.items() if values]
    notes = [Text(note, "dim") for note in _notes(result, asked)]
    return Group(*parts, *([Text(), *facets] if facets else []), *([Text(), *notes] if notes else []))


def _notes(result: Any, asked: Any) -> Iterator[str]:
    """Which part of all that was found is shown, and how to see the rest."""
    if any(len(values) >= asked.facet_size for values in result.facets.values()):
        yield f"the {asked.facet_size:,} most frequent of each; --facet-size shows more"
    if not asked.size or not result.total:
        return
    before = (asked.page - 1) * asked.size
    last, pages = before + len(result.hits), -(-result.total // asked.size)
    if not result.hits:
        yield f"page {asked.page:,} is past the end; the last is page {pages:,}"
    elif pages > 1:
        more = f"; --page {asked.page + 1} shows more" if asked.page < pages else ""
        yield f"{before + 1:,} to {last:,} of {result.total:,}{more}"


def _title(number: int, hit: Any, text: Mapping[str, Any]) -> Text:
    line = Text(f"{number:>2}. ")
    if hit.title:
        return line.append(show.visible(hit.title), "bold")
    return line.append(show.shorten(show.visible(text.get("body") or ""), 70) or "(no text)", "bold italic")


def _snippet(snippet: Any) -> Text:
    line = Text()
    for part, is_hit in snippet.parts:
        line.append(show.visible(part), HIT_STYLE if is_hit else "")
    return line


def _facet(name: str, values: Sequence[tuple[str, int]], size: int) -> Text:
    line = Text(f"{name}: ", "bold")
    for at, (value, number) in enumerate(values):
        line.append(f"{', ' if at else ''}{show.visible(value)} ", "not bold")
        line.append(show.count(number), "not bold dim")
    return line.append(" …", "not bold dim") if len(values) >= size else line


# ---------------------------------------------------------------- one article


def article(one: Article) -> Group:
    """A whole article, to be read."""
    parts: list[RenderableType] = []
    if one.kicker:
        parts.append(Text(show.visible(one.kicker), "dim"))
    parts.append(Text(show.visible(one.title), "bold") if one.title else Text("(no title)", "dim italic"))
    parts += [Text(line, "dim") for line in _facts(one)]
    if one.withdrawn or one.retired:
        parts.append(Text(show.visible(gone(one)), "yellow"))
    for paragraph in one.body.split("\n\n"):
        line = show.visible(paragraph)
        parts += [Text(), Text(line, "bold" if paragraph in one.crossheads else "")]
    pictures = _pictures(one)
    parts += [Text(), pictures] if pictures.row_count else []
    return Group(*parts)


def gone(one: Article) -> str:
    """Why the corpus holds no text of an article that is withdrawn or retired."""
    other = one.extra.get("duplicate_of")
    why = f"the same text is {other}" if other else one.extra.get("reason")
    return ("withdrawn" if one.withdrawn else "retired") + (f": {why}" if why else "")


def _facts(one: Article) -> list[str]:
    by = ", ".join([*one.authors, *([one.byline_agency] if one.byline_agency else [])])
    first = [
        _date(one.published),
        by,
        one.publisher,
        one.section,
        one.language,
        show.counted(one.words, "word"),
    ]
    place = show.visible(one.source) + (f" › {show.visible(one.member)}" if one.member else "")
    lines = [" · ".join(show.visible(fact) for fact in first if fact), show.visible(one.url or "")]
    return [line for line in [*lines, f"{place} at {one.offset:,}", one.id] if line]


def _date(value: DateValue | None) -> str:
    return show.moment(value.value) if value else "undated"


def _pictures(one: Article) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for credit in one.credits:
        who = " / ".join(
            [*credit.photographers, *credit.agencies, *([credit.holder] if credit.holder else [])]
        )
        table.add_row(
            Text(credit.kind, "dim"), Text(show.visible(who)), Text(show.visible(credit.caption or ""), "dim")
        )
    tied = {credit.caption for credit in one.credits}
    for caption in one.captions:
        if caption not in tied:
            table.add_row(Text("caption", "dim"), "", Text(show.visible(caption), "dim"))
    return table


# ---------------------------------------------------------------- lists


def detections(found: Sequence[Any]) -> Table:
    """What files are: one row for each Detection."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    for one in found:
        path = show.visible(one.path) + (f" › {show.visible(one.member)}" if one.member else "")
        kind = " in ".join(part for part in (one.format or "unknown", one.container) if part)
        table.add_row(
            Text(path), Text(kind, "bold" if one.format else "red"), Text(show.visible(one.why), "dim")
        )
    return table


def record(one: Mapping[str, Any]) -> Text:
    """A failed or rejected record on one line, its detail below."""
    place = show.visible(one["source"]) + (f" › {show.visible(one['member'])}" if one.get("member") else "")
    line = Text(f"{show.visible(one['reason'])}", "bold").append(
        f"  {place} at {one.get('offset') or 0:,}", "not bold"
    )
    line.append(f"\n    {show.visible(one.get('detail') or '')}", "not bold dim")
    return line


def engines(articles: int, rows: Sequence[Mapping[str, Any]]) -> Group:
    """How far each engine has followed a corpus of so many articles."""
    parts: list[RenderableType] = [Text(f"corpus: {show.counted(articles, 'article')}")]
    for row in rows:
        state = f"behind by {show.counted(row['lag'], 'row')}" if row["lag"] else "up to date"
        state = state if row["matches"] else "does not match the corpus"
        line = Text(f"{show.visible(row['name'])}: ", "bold").append(
            state, "not bold green" if state == "up to date" else "not bold red"
        )
        size = f"{row['size'] / 1e6:,.1f} MB" if row["size"] else "empty"
        line.append(
            f"; {show.counted(row['articles'], 'article')}, {size}, {show.visible(row['where'])}", "not bold"
        )
        parts.append(line)
    return Group(*parts)
