"""The report as one self-contained page: no script, its style sheet allowed by hash, everything escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from typing import Final

from . import show
from .report import FATES, MEANINGS, Account

STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --dim: #777;
  --bar: #3a6ea5; --good: #2b7a3d; --bad: #b3261e }
@media (prefers-color-scheme: dark) { :root { --dim: #999; --bar: #79a8d8; --good: #7cc48c; --bad: #ff8a80 } }
body { font: 15px/1.45 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.35rem; margin: 0 } h2 { font-size: 1rem; margin: 0 0 .35rem }
p { margin: .3rem 0 } .dim, small { color: var(--dim) }
.good { color: var(--good) } .bad { color: var(--bad) }
section { margin: 1.6rem 0 } .side { display: flex; flex-wrap: wrap; gap: 1.6rem 3rem }
.side section { margin: 0 }
table { border-collapse: collapse }
th, td { text-align: left; padding: .2rem .9rem .2rem 0; vertical-align: top }
tr + tr > * { border-top: 1px solid var(--line) } th { font-weight: 500 } td.n { text-align: right }
td.n { font-variant-numeric: tabular-nums; white-space: nowrap } td.path { overflow-wrap: anywhere }
svg { width: 12rem; height: .7rem; display: block; margin-top: .35rem } rect { fill: var(--bar) }
.side svg { width: 7rem } .failed rect { fill: var(--bad) } .written rect { fill: var(--good) }
"""
ROWS: Final = 20


def page(account: Account) -> str:
    """The whole page as text (UTF-8)."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = _text(f"newsmill run {account.run}")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(_body(account))
        + "\n</body></html>\n"
    )


def _text(value: object) -> str:
    return escape(show.visible(value))


def _body(account: Account) -> Iterator[str]:
    yield f"<h1>newsmill run {_text(account.run)}</h1>"
    facts = [show.duration(account.seconds), f"{show.rate(account.read, account.seconds)} records/s"]
    facts += [account.started] if account.started else []
    facts += [show.counted(account.rounds, "round")] if account.rounds else []
    facts += (
        [] if account.articles is None else [f"{show.counted(account.articles, 'article')} in the corpus"]
    )
    facts += ["stopped early"] if account.stopped else []
    yield f'<p class="dim">{_text(" · ".join(facts))}</p>'
    yield f"<p>{_text(', '.join(account.inputs[:ROWS]))}</p>"
    yield f"<section><h2>The account</h2>{_fates(account)}{_balance(account)}</section>"
    blocks = [
        _counts("Rejected because", account.rejected_by_reason),
        _counts("Failed because", account.failed_by_reason),
        _counts("Formats read", account.by_format),
        _counts("Languages", account.by_language),
        _counts("Dates known to", account.by_precision),
    ]
    yield f'<div class="side">{"".join(blocks)}</div>'
    yield _engines(account)
    yield _stages(account)
    yield _slowest(account)
    if account.made_with:
        facts = [f"{name} {value}" for name, value in account.made_with.items() if value]
        yield f'<p class="dim">Made with {_text(" · ".join(facts))}</p>'


def _bar(part: int, whole: int) -> str:
    wide = max(1.0, 100 * min(part, whole) / whole) if part > 0 and whole > 0 else 0
    return (
        '<svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{wide:.1f}" height="4"/></svg>'
    )


def _fates(account: Account) -> str:
    rows = [f'<tr><th>read</th><td class="n">{account.read:,}</td><td></td><td></td><td></td></tr>']
    for fate in FATES:
        number = getattr(account, fate)
        rows.append(
            f'<tr class="{fate}"><th>{fate}</th><td class="n">{number:,}</td>'
            f'<td class="n">{show.share(number, account.read)}</td><td>{_bar(number, account.read)}</td>'
            f'<td class="dim">{_text(MEANINGS[fate])}</td></tr>'
        )
    retired = f"<p>{show.counted(account.retired, 'article')} retired: their files no longer give them.</p>"
    return f"<table>{''.join(rows)}</table>{retired if account.retired else ''}"


def _balance(account: Account) -> str:
    gaps = account.imbalance()
    if not gaps:
        return '<p class="good">It balances: every record read has exactly one fate.</p>'
    items = "".join(f"<li>{_text(gap)}</li>" for gap in gaps)
    return f'<p class="bad"><b>It does not balance:</b></p><ul>{items}</ul>'


def _counts(title: str, counts: dict[str, int]) -> str:
    rows = show.most({name: number for name, number in counts.items() if number}, ROWS)
    if not rows:
        return ""
    top = max(number for _, number in rows)
    lines = "".join(
        f'<tr><th>{_text(name)}</th><td class="n">{number:,}</td><td>{_bar(number, top)}</td></tr>'
        for name, number in rows
    )
    return f"<section><h2>{title}</h2><table>{lines}</table></section>"


def _engines(account: Account) -> str:
    if not account.engines:
        return ""
    head = "".join(
        f"<th>{h}</th>" for h in ("engine", "offered", "indexed", "superseded", "failed", "behind by")
    )
    rows = "".join(
        f"<tr><th>{_text(name)}</th>"
        + "".join(
            f'<td class="n">{number:,}</td>'
            for number in (engine.offered, engine.indexed, engine.superseded, engine.failed, engine.lag)
        )
        + "</tr>"
        + (f'<tr><td colspan="6" class="bad">{_text(engine.error)}</td></tr>' if engine.error else "")
        for name, engine in account.engines.items()
    )
    return f"<section><h2>Search engines</h2><table><tr>{head}</tr>{rows}</table></section>"


def _stages(account: Account) -> str:
    known = account.steps()
    if len(known) < 2:
        return ""
    rows = "".join(
        f'<tr><th>{stage}</th><td class="n">{number:,}</td></tr>' for stage, number in known.items()
    )
    return f"<section><h2>Records at each stage</h2><table>{rows}</table></section>"


def _slowest(account: Account) -> str:
    if not account.slowest:
        return ""
    rows = "".join(
        f'<tr><td class="n">{_text(show.duration(seconds))}</td><td class="path">{_text(path)}</td></tr>'
        for path, seconds in account.slowest[:ROWS]
    )
    return f"<section><h2>Slowest inputs</h2><table>{rows}</table></section>"
