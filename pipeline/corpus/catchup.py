"""The ledger follows the journal; a journal with a hole is not taken for a whole one.

What a lost round settled would be forgotten without a word, and its ids committed once more. Processes share a ledger:
what seems to be missing may only be replaced by a round that another one has taken in meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.corpus.commit import Store
from pipeline.corpus.delta import birth
from pipeline.corpus.journal import read_journal
from pipeline.errors import Lost


def catch_up(store: Store) -> None:
    """Brings the ledger to the table's round. ``Lost`` where a round's record, or a file of it, is missing."""
    ledger, last = store.ledger, store.table.round
    if ledger.round > last:  # a commit reaches the table first: this one may have been opened just before
        last = store.table.refresh()
    if ledger.round > last:
        ledger.clear()
    begun = ledger.round
    for number in store.layout.rounds("units", after=begun) if begun < last else ():
        if number <= last:
            journal = read_journal(store.layout, number)
            before = journal.round.before
            if before is not None and before > ledger.round:
                raise _lost(store, before)
            _known(store, journal.round.moves, number - 1)
            ledger.apply(journal)
    if ledger.round < last:
        raise _lost(store, last)
    if not begun:
        _known(store, store.table.parts(), last)


def _known(store: Store, parts: Iterable[str], number: int) -> None:
    """Raises where a part was made by no round up to this one, the last that the ledger has taken in."""
    wanted = set(parts)
    unknown = sorted(wanted - store.ledger.parts()) if wanted else []
    if unknown and store.ledger.round <= number:
        raise _lost(store, birth(unknown[0]))


def _lost(store: Store, number: int) -> Lost:
    name = store.layout.round_file("units", number)
    if store.layout.exists(name):
        name = store.layout.round_file("settled", number)
    return Lost(f"{store.layout.address}/{name}", f"without it the articles of round {number} are not known")
