"""The report on a terminal: the account with bars, then reasons, formats, languages, dates side by side."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from . import show
from .report import FATES, MEANINGS, Account

ROWS = 8
GAP = 3
NOTES_FROM, WORDS_FROM = 98, 60
"""Columns from which on each fate is explained: beside its bar, in place of it. Words say what a share cannot."""
COLOURS = {"written": "green", "stale": "cyan", "duplicate": "cyan", "rejected": "yellow", "failed": "red"}


def render(account: Account, console: Console) -> Group:
    """The whole report, about 30 lines, fitted to the console's width and encoding."""
    plain = not (console.encoding or "").lower().startswith("utf")
    parts: list[RenderableType] = [
        _head(account),
        Text(),
        _fates(account, console.width, plain),
        _balance(account),
    ]
    for row in _rows_of_blocks(account, console):
        grid = Table.grid(padding=(0, GAP, 0, 0))
        grid.add_row(*row)
        parts += [Text(), grid]
    parts += [*_engines(account), *_slowest(account, console.width), *_hints(account)]
    return Group(*parts)


def _rows_of_blocks(account: Account, console: Console) -> list[list[Table]]:
    """The blocks that are not empty, as many beside each other as fit."""
    rows: list[list[Table]] = []
    room = 0
    for block in _blocks(account):
        wide = console.measure(block).maximum + GAP
        if not block.row_count:
            continue
        if wide > room:
            rows.append([])
            room = console.width
        rows[-1].append(block)
        room -= wide
    return rows


def _line(*parts: str | tuple[str, str]) -> Text:
    return Text.assemble(*parts, no_wrap=False, overflow="fold")


def _head(account: Account) -> Text:
    inputs = ", ".join(show.visible(path) for path in account.inputs[:3])
    inputs += f" and {len(account.inputs) - 3} more" if len(account.inputs) > 3 else ""
    speed = f"{show.rate(account.read, account.seconds)} records/s" if account.read else "nothing new to read"
    state = (", stopped early", "yellow") if account.stopped else ("", "")
    return _line(
        ("newsmill run ", "bold"), (account.run, "bold"), state,
        f"  {show.duration(account.seconds)}, {speed}", (f"\n{inputs}" if inputs else "", "dim"),
    )  # fmt: skip


def _fates(account: Account, width: int, plain: bool) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, min_width=11)
    grid.add_column(no_wrap=True, min_width=len(show.count(account.read)), justify="right")
    grid.add_column(no_wrap=True, min_width=7, justify="right")
    grid.add_row(Text("  read", "bold"), Text(show.count(account.read), "bold"))
    notes, bars = width >= WORDS_FROM, not WORDS_FROM <= width < NOTES_FROM
    longest = max(getattr(account, fate) for fate in FATES)
    for fate in FATES:
        number = getattr(account, fate)
        style = "" if number else "dim"
        bar = show.bar(number, longest, 20 if notes else max(10, width - 34), plain=plain)
        cells = [f"  {fate}", show.count(number), show.share(number, account.read) if number else ""]
        grid.add_row(
            *(Text(cell, style) for cell in cells),
            *([Text(bar, COLOURS[fate])] if bars else []),
            Text(MEANINGS[fate] if notes and number else "", "dim"),
        )
    return grid


def _balance(account: Account) -> Text:
    gaps = account.imbalance()
    if not gaps:
        whole = (
            ""
            if account.articles is None
            else f"\n  The corpus holds {show.counted(account.articles, 'article')}."
        )
        return Text.assemble(
            ("  The account balances: every record read has exactly one fate.", "green"), whole
        )
    return _line(
        ("  The account does NOT balance:\n", "bold red"), *[(f"    {gap}\n", "red") for gap in gaps]
    )


def _blocks(account: Account) -> Iterator[Table]:
    yield _counts("rejected because", account.rejected_by_reason)
    yield _counts("failed because", account.failed_by_reason)
    yield _counts("formats read", account.by_format)
    yield _counts("languages", account.by_language)
    yield _counts("dates known to", account.by_precision)


def _counts(title: str, counts: dict[str, int]) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    rows = [(name, number) for name, number in show.most(counts, ROWS) if number]
    if rows:
        table.add_row(Text(f"  {title}", "bold"), "")
    for name, number in rows:
        table.add_row(f"  {show.shorten(show.visible(name), 24)}", Text(show.count(number), justify="right"))
    return table


def _engines(account: Account) -> Iterator[Text]:
    for name, engine in account.engines.items():
        yield Text()
        state = (
            ("up to date", "green")
            if not (engine.lag or engine.error)
            else (f"behind by {engine.lag:,}", "red")
        )
        yield _line(
            (f"  engine {show.visible(name)}: ", "bold"),
            f"{engine.offered:,} offered = {engine.indexed:,} indexed + {engine.superseded:,} superseded"
            f" + {engine.failed:,} failed; ", state,
            (f"\n  {show.visible(engine.error)}" if engine.error else "", "red"),
        )  # fmt: skip


def _slowest(account: Account, width: int) -> Iterator[RenderableType]:
    if not account.slowest:
        return
    yield Text()
    yield Text("  slowest inputs", "bold")
    for path, seconds in account.slowest[:5]:
        yield Text(
            f"  {show.duration(seconds):>12}  {show.middle(show.visible(path), width - 18)}", no_wrap=True
        )


def _hints(account: Account) -> Iterator[Text]:
    hints = []
    if account.retired:
        why = "its file no longer gives it" if account.retired == 1 else "their files no longer give them"
        hints.append(f"{show.counted(account.retired, 'article')} retired: {why}.")
    if account.failed:
        hints.append("newsmill failures lists what failed; newsmill failures --replay tries it again.")
    if account.lagging():
        hints.append("newsmill index catch-up brings the engine up to date.")
    if account.stopped:
        hints.append("The same command goes on where this run stopped.")
    if hints:
        yield Text()
    for hint in hints:
        yield Text(f"  {hint}", "dim")
