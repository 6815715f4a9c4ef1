"""Why an article has its values, in words: what ``newsmill explain`` shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from . import show, terminal
from .decide import identity
from .decide.article import KEPT_LOSERS, LISTS
from .languages import load
from .model import Article, Evidence, Failure, Rejected

ASKED_FOR: Final = ("title", "authors", "published")
"""Fields of which it is said, too, that nothing was found."""

TABLE_FROM: Final = 80
"""Columns from which on evidence is shown as a table."""

_DATES: Final = ("published", "modified")


class Line(NamedTuple):
    """One line: ``mark`` is ``won``, ``same`` (says the value again), ``lost``, ``why``, ``given`` (no candidate gave
    it) or ``none``."""

    field: str
    mark: str
    value: str
    words: str
    where: str = ""
    trust: float | None = None


@lru_cache(4096)
def words_of(rule: str) -> str:
    """A rule in words; its own name where nobody has put it into words."""
    rules = load("rules")["rules"]
    known = max((name for name in rules if rule.startswith(name)), key=len, default=None)
    return (
        rule
        if known is None
        else str(rules[known]).replace("{}", rule[len(known) :].strip() or known.strip())
    )


def explained(fate: Article | Rejected | Failure) -> RenderableType:
    """Of an article each value, what gave it, what says the same and what lost; of what is no article, why."""
    if not isinstance(fate, Article):
        what = "failed" if isinstance(fate, Failure) else "rejected"
        return Text(f"{what} in {fate.stage}: ", "bold").append_text(terminal.record(_plain(fate)))
    told = list(lines(fate))
    lost = sum(line.mark == "lost" for line in told)
    note = f"{show.counted(lost, 'candidate')} lost" if lost else "no candidate lost"
    note += f"; of more than {KEPT_LOSERS} for a field the first are kept" if lost >= KEPT_LOSERS else ""
    return Group(_Fitted(told), Text(note, "dim"))


class _Fitted:
    """The lines as a table, or below each other where a table has no room for an id."""

    def __init__(self, told: list[Line]) -> None:
        self.told = told

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        fields = ["", *(line.field for line in self.told)]
        rows = [_cells(line, line.field != before) for before, line in zip(fields, self.told, strict=False)]
        if options.max_width < TABLE_FROM:
            for field, mark, value, found, trust in rows:
                head = Text("  ").join(part for part in (field, mark, trust) if part)
                yield from (
                    Padding(part, (0, 0, 0, indent))
                    for part, indent in ((head, 0), (value, 2), (found, 2))
                    if part
                )
            return
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", expand=True)
        for name, limit, ratio in (
            ("field", 19, None),
            ("", 5, None),
            ("value", None, 4),
            ("found by", None, 3),
        ):
            table.add_column(name, overflow="fold", max_width=limit, ratio=ratio)
        table.add_column("trust", justify="right")
        for row in rows:
            table.add_row(*row)
        yield table


def _cells(line: Line, first: bool) -> tuple[Text, ...]:
    """A line as field (empty if it is not the ``first`` of it), mark, value, what found it, and trust."""
    style = "dim" if line.mark in ("lost", "same") else ""
    found = Text(show.visible(line.words), style)
    if line.where:
        found.append(f" · {show.visible(line.where)}", "dim")
    return (
        Text(line.field if first else "", "bold"),
        Text(line.mark, style or "green"),
        Text(show.visible(line.value), style),
        found,
        Text("" if line.trust is None else f"{line.trust:.2f}", style),
    )


def explained_json(fate: Article | Rejected | Failure) -> dict[str, Any]:
    """The same for scripts: ``{id, evidence: [...], given: {field: words}}``, or the record that is no article. Each
    piece of evidence has its rule in ``words``, too."""
    if isinstance(fate, Article):
        evidence = [_plain(line) | {"words": words_of(line.rule)} for line in _provenance(fate)]
        given = {line.field: line.words for line in lines(fate) if line.mark in ("given", "none")}
        return {"id": fate.id, "evidence": evidence, "given": given}
    plain = {name: value for name, value in _plain(fate).items() if name not in ("payload", "hints")}
    return {"fate": "failed" if isinstance(fate, Failure) else "rejected", **plain}


def _plain(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in type(one).__dataclass_fields__}


def _provenance(one: Article) -> list[Evidence]:
    """The evidence in the order of the Article's fields, winners first."""
    order = {name: at for at, name in enumerate(type(one).__dataclass_fields__)}
    return sorted(one.provenance, key=lambda line: (order.get(line.field, 99), line.field, not line.won))


def lines(one: Article) -> Iterator[Line]:
    """All that is known of where an article's values come from, by field."""
    given = load("rules")["given"]
    if one.withdrawn or one.retired:  # nothing of it is kept, which is no statement on what was found
        yield Line("id", "given", one.id, terminal.gone(one))
        return
    yield Line("id", "given", one.id, _identity(one, given))
    evidence = _provenance(one)
    won = {line.field for line in evidence if line.won}
    for name in ("url", "format", "retrieved", "kind"):
        value = getattr(one, name)
        if value and name not in won:
            yield Line(name, "given", str(value), given[name])
    for name in ASKED_FOR:
        if not getattr(one, name):
            yield Line(name, "none", "", given["nothing"])
    for name in dict.fromkeys(line.field for line in evidence):
        told = Counter(_field(name, [line for line in evidence if line.field == name]))
        for line, times in told.items():
            yield line._replace(words=f"{line.words}, {times} times") if times > 1 else line


def _identity(one: Article, given: dict[str, str]) -> str:
    """What the id is made of: found by making it again."""
    own, canonical = identity.normalise(one.url or ""), identity.normalise(one.canonical_url or "")
    within = one.publisher or identity.dump_name(one.source)
    if own and identity.digest("url", own) == one.id:
        return given["id_url"].format(own)
    if canonical and identity.digest("url", canonical) == one.id:
        return given["id_canonical"].format(canonical)
    if one.source_id and identity.digest("id", f"{within}\n{one.source_id}") == one.id:
        return given["id_own"].format(one.source_id, within)
    return given["id_record"]


def _field(name: str, evidence: list[Evidence]) -> Iterator[Line]:
    told: set[str] = set()
    best = max((line.confidence for line in evidence if line.won), default=0.0)
    for line in evidence:
        known = _folded(line.value) in told
        mark = "same" if known else "won" if line.won else "lost"
        if line.won:
            told.add(_folded(line.value))
        yield Line(name, mark, "" if known else line.value, words_of(line.rule), line.where, line.confidence)
        if mark == "won" and name not in LISTS:
            reason = _reason(name, line, [other for other in evidence if other.confidence > best])
            if reason:
                yield Line(name, "why", "", reason)


def _folded(value: str) -> str:
    return " ".join(value.split()).casefold()


def _reason(name: str, winner: Evidence, trusted: list[Evidence]) -> str | None:
    """Why a value won against more trusted ones that differ; None where there are none."""
    others = [line for line in trusted if _folded(line.value) != _folded(winner.value)]
    if not others:
        return None
    reasons = load("rules")["reasons"]
    if name in _DATES:
        first = max(others, key=lambda line: line.confidence).value
        if (moment := _moment(winner.value)) is not None and moment == _moment(first):
            return str(reasons["same_moment"])
        return str(reasons["same_day" if winner.value[:10] == first[:10] else "dates"])
    return str(reasons.get(name, reasons["other"]))


def _moment(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None
