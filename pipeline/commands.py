"""What the commands do. Heavy parts (the corpus, engines, Beam) are imported by the command that needs them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from . import show
from .errors import StoreError, UsageError
from .frame import State, emit
from .logs import tell

if TYPE_CHECKING:
    from .report import Account


# ---------------------------------------------------------------- run and report


def run(
    state: State,
    inputs: list[str],
    *,
    workers: int | None,
    input_format: str | None,
    fresh: bool,
    strict: bool,
    quiet: bool,
) -> int:
    """Runs, then shows the report; see ``verdict`` for the exit status."""
    from . import forkserver

    chosen = state.settings(workers=workers)
    beam_options = [*chosen.beam.words(), *state.beam_options]
    if not beam_options:
        forkserver.begin()  # the models load beside the imports that follow
    _known_format(input_format)
    from . import run as running
    from .progress import Progress

    with Progress("none" if quiet else "auto", interval=chosen.progress.interval) as progress:
        account = running.run(
            chosen,
            inputs,
            fresh=fresh,
            input_format=input_format,
            beam_options=beam_options,
            progress=progress,
        )
    if not quiet and not account.stopped:
        show_report(account, chosen.store)
    return verdict(account, strict)


def _known_format(name: str | None) -> None:
    from . import readers

    if name is not None and name not in readers.READERS:
        raise UsageError(
            f"--input-format {name}: there is no such format; known are {', '.join(readers.READERS)}."
        )


def verdict(account: Account, strict: bool) -> int:
    """The exit status of a run, with the reasons for 1 on standard error."""
    wrong = [f"the account does not balance: {gap}" for gap in account.imbalance()]
    for name in account.lagging():
        why = account.engines[name].error
        wrong.append(f"engine {name} lags behind the corpus" + (f": {why}" if why else ""))
    if account.stopped:
        so_far = f"{show.counted(account.read, 'record')} read, {account.written:,} written"
        wrong.append(f"stopped with {so_far}; the same command goes on from there")
    if strict and account.failed:
        wrong.append(f"{show.counted(account.failed, 'record')} failed (--strict)")
    for line in wrong:
        tell(f"newsmill: {line}", "error")
    return 1 if wrong else 0


def show_report(account: Account, store: str) -> None:
    """The report for people, and where its page is."""
    from . import report_text, terminal
    from .corpus.layout import RUNS, locate

    terminal.say(report_text.render(account, terminal.console()))
    if locate(store).exists(f"{RUNS}/{account.run}/report.html"):
        page = "/".join((store.rstrip("/"), RUNS, account.run, "report.html"))
        sys.stdout.write(f"\n  as a page: {show.visible(page)}\n")


def report(state: State, run_id: str | None, as_json: bool) -> int | None:
    """The account of the last run, or of another."""
    from .report import from_json

    store = state.settings().store
    account = from_json(_report_file(store, run_id))
    if as_json:
        emit(account.to_json())
    else:
        show_report(account, store)
    return None


def _report_file(store: str, run_id: str | None) -> bytes:
    from .corpus.layout import locate, reports

    layout = locate(store)
    if not layout.there():
        raise StoreError(f"{store} is no store yet: newsmill run INPUT --store {store} makes one.")
    found = reports(layout)
    chosen = run_id or next(reversed(found), "")
    if chosen in found:
        return layout.read(found[chosen])
    if not found:
        raise UsageError(f"{store} has no report yet: no run has ended there.")
    known = ", ".join(list(found)[-5:])
    raise UsageError(f"{store} has no report of run {run_id}; the last runs with one: {known}.")


# ---------------------------------------------------------------- lists of records


def failures(state: State, payload: bool, reason: str | None, as_json: bool) -> int | None:
    """The open failures, or those of one reason."""
    from . import engine_failures

    corpus, whole = state.corpus(), payload and as_json
    of_engines = engine_failures.listed(corpus.layout, corpus.commits, payload=whole)
    _list(chain(corpus.failures(payload=whole), of_engines), reason, as_json, "no open failures")
    return None


def rejected(state: State, reason: str | None, as_json: bool) -> int | None:
    """The records that are no article, or no new one; all, or those of one reason."""
    _list(state.corpus().rejected(), reason, as_json, "nothing was rejected")
    return None


def _list(records: Iterator[Mapping[str, Any]], reason: str | None, as_json: bool, none: str) -> None:
    from . import terminal

    found, others = False, set()
    for record in records:
        if reason not in (None, record["reason"]):
            others.add(record["reason"])
            continue
        found = True
        if as_json:
            emit(record)
        else:
            terminal.say(terminal.record(record))
    if not found and others:
        tell(f"none for the reason {reason}; there are: {', '.join(sorted(others))}")
    elif not found and not as_json:
        tell(none)


def replay(state: State, as_json: bool) -> int:
    """Runs the open failures again; says how many no longer stand."""
    from . import run as running
    from .progress import Progress

    chosen = state.settings()
    with Progress("auto", interval=chosen.progress.interval) as progress:
        account, before, after = running.replay(chosen, progress=progress)
    if as_json:
        emit(account.to_json())
    else:
        show_report(account, chosen.store)
        tell(
            f"{show.counted(before, 'failure')} tried again: {before - after:,} came in, {after:,} still open"
        )
    return verdict(account, strict=False)
