"""The ledger: a SQLite cache of what the rounds settled. It can be deleted; it is made again from the journal."""

from __future__ import annotations

import json
import pathlib
import sqlite3
import threading
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from pipeline.corpus.journal import Journal
from pipeline.corpus.ledger_tables import (
    READ,
    anew,
    connect,
    keys_of,
    made_again,
    meta,
    numbers,
    part_numbers,
    put,
    reading_row,
)
from pipeline.corpus.settle import Known, Record, State
from pipeline.model import SourceFile

KNOWN: Final = (
    "r.version, r.run, s.path, r.offset, r.member, r.id, r.fingerprint, r.state, r.held, r.held_since, p.file, a.file "
    "from record r join source s on s.no = r.source "
    "left join part p on p.no = r.part left join part a on a.no = r.aside"
)


def _known(row: Sequence[Any]) -> Known:
    return Known(Record(*row[:7]), State(row[7]), row[8], row[9], row[10], row[11])


P = ParamSpec("P")
T = TypeVar("T")


def _sound(method: Callable[Concatenate[Ledger, P], T]) -> Callable[Concatenate[Ledger, P], T]:
    """Lets one thread in at a time; asks once more, of a ledger made again, where the file proves to be damaged: only
    a page that is read shows it."""

    @wraps(method)
    def asked(self: Ledger, /, *args: P.args, **options: P.kwargs) -> T:
        with self._lock:
            try:
                return method(self, *args, **options)
            except sqlite3.DatabaseError as error:
                if self._making or not made_again(error):
                    raise
            self._make_again()
            return method(self, *args, **options)

    return asked


class Ledger:
    """Look-ups by id, text and unit. All changes come by ``apply``, one transaction a round. ``fill`` brings an empty
    one to where it was."""

    def __init__(self, path: pathlib.Path, corpus: str) -> None:
        self._path, self._corpus = path, corpus
        self._lock = threading.RLock()
        self._db = connect(path, corpus)
        self._making = False
        self.fill: Callable[[], None] = lambda: None

    def _make_again(self) -> None:
        self._making = True
        try:
            self._db.close()
            self._db = anew(self._path, self._corpus)
            self.fill()
        finally:
            self._making = False

    @_sound
    def clear(self) -> None:
        """Forgets everything, to be made again."""
        with self._db as db:
            for table in ("source", "part", "record", "given", "reading"):
                db.execute(f"delete from {table}")
            db.execute("update meta set value = 0 where key = 'round'")

    def close(self) -> None:
        """Closes the database."""
        with self._lock:
            self._db.close()

    @property
    @_sound
    def round(self) -> int:
        """The last round taken in."""
        return int(meta(self._db, "round") or 0)

    @_sound
    def apply(self, journal: Journal) -> None:
        """Takes in a round, whole or not at all."""
        round = journal.round
        with self._db as db:
            db.execute("begin immediate")
            if int(meta(db, "round")) >= round.number:
                return  # another process was quicker
            pairs = sorted(set(journal.given))
            sources = numbers(
                db, "source", "path", [k.record.source for k in journal.changed], [r.source for r in round.readings],
                [source for source, _ in (*pairs, *round.gone)],
            )  # fmt: skip
            parts = part_numbers(db, {f for k in journal.changed for f in (k.part, k.aside) if f})
            for old, new in round.moves.items():
                change = (
                    ("update part set file = ?2 where file = ?1", (old, new))
                    if new
                    else ("delete from part where file = ?", (old,))
                )
                db.execute(*change)
            put(db, journal.changed, sources, parts)
            run = round.start
            db.executemany(
                "insert into given values(?, ?, ?) on conflict do update set run = excluded.run",
                [(sources[source], id, run) for source, id in pairs],
            )
            db.executemany(
                "delete from given where source = ? and id = ?",
                [(sources[source], id) for source, id in round.gone],
            )
            db.executemany(
                READ, [reading_row(reading, sources[reading.source], run) for reading in round.readings]
            )
            db.executemany(
                "delete from reading where source = (select no from source where path = ?)",
                [(s,) for s in round.again],
            )
            db.execute("update meta set value = ? where key = 'round'", (round.number,))

    @_sound
    def parts(self) -> set[str]:
        """The parts that hold what is known, and files of rows set aside."""
        return {file for (file,) in self._db.execute("select file from part")}

    @_sound
    def live(self) -> int:
        """How many articles are live."""
        [(number,)] = self._db.execute("select count(*) from record where state = 0")
        return int(number)

    @_sound
    def known(self, ids: Iterable[str]) -> dict[str, Known]:
        """What is known of these ids; those never seen are left out."""
        wanted = set(ids)
        rows = self._db.execute(
            f"select {KNOWN} where r.key in (select value from json_each(?))", (keys_of(wanted),)
        )
        return {row[5]: _known(row) for row in rows if row[5] in wanted}

    @_sound
    def rivals(self, fingerprints: Iterable[str], besides: Container[str], run: int) -> list[Known]:
        """Who besides these ids could hold these texts: see ``settle``."""
        wanted = set(fingerprints) - {""}
        live = self._with_text(wanted, "r.state = 0")
        found = [known for known in live if known.record.id not in besides]
        open_ = wanted - {known.record.fingerprint for known in found}
        least: dict[str, Known] = {}
        for known in self._with_text(open_, "r.state = 1 and r.run = ?", run):
            text = known.record.fingerprint
            if known.record.id not in besides and (text not in least or known.claim() < least[text].claim()):
                least[text] = known
        return [*found, *least.values()]

    def _with_text(self, fingerprints: set[str], condition: str, *values: int) -> Iterator[Known]:
        query = f"select {KNOWN} where {condition} and r.text in (select value from json_each(?))"
        rows = self._db.execute(query, (*values, keys_of(fingerprints)))
        return (_known(row) for row in rows if row[6] in fingerprints)

    @_sound
    def readings(self, run: int | None = None) -> dict[str, tuple[bool, int]]:
        """Name of a file or range -> (read to its end, records read); ``run``: only what this run read from the
        first record on."""
        condition, values = ("", ()) if run is None else (" where first_run = ?", (run,))
        rows = self._db.execute(f"select name, complete, records from reading{condition}", values)
        return {name: (bool(complete), records) for name, complete, records in rows}

    @_sound
    def reading(self, name: str, run: int | None = None) -> tuple[bool, int] | None:
        """The same of one name; None where nothing of it was read."""
        row = self._db.execute(
            "select complete, records from reading where name = ?1 and first_run = ifnull(?2, first_run)",
            (name, run),
        ).fetchone()
        return row and (bool(row[0]), row[1])

    @_sound
    def reached(self, run: int | None = None) -> dict[tuple[SourceFile, int], int | None]:
        """(file, end of a range) -> offset of the first record beyond it, where a range was read to its end; None
        where that is not known."""
        condition, values = ("", ()) if run is None else (" and first_run = ?", (run,))
        rows = self._db.execute(
            "select s.path, r.size, r.stamp, r.stop, r.after from reading r join source s on s.no = r.source "
            f"where r.complete and r.stop is not null{condition} order by r.run",
            values,
        )
        return {(SourceFile(*file), stop): after for *file, stop, after in rows}

    @_sound
    def source_readings(self, since: int) -> dict[str, list[dict[str, Any]]]:
        """Source -> all its readings, for the sources of which something was read in runs from ``since`` on."""
        names = (
            "name", "complete", "records", "size", "stamp", "start", "stop", "after", "first_run", "run", "failed",
        )  # fmt: skip
        found: dict[str, list[dict[str, Any]]] = {}
        rows = self._db.execute(
            f"select s.path, {', '.join('r.' + name for name in names)} from reading r "
            "join source s on s.no = r.source "
            "where r.source in (select source from reading where run >= ?) order by r.source, r.start",
            (since,),
        )
        for path, *row in rows:
            found.setdefault(path, []).append(dict(zip(names, row, strict=True)))
        return found

    @_sound
    def readings_of(self, source: str) -> list[tuple[int, int, int | None]]:
        """(run, start, end) of each file or range of a source that was read to its end."""
        return self._db.execute(
            "select run, start, stop from reading where complete and "
            "source = (select no from source where path = ?)",
            (source,),
        ).fetchall()

    @_sound
    def first_given(self) -> int:
        """The earliest run in which a source gave an id that it was not given by since."""
        return int(self._db.execute("select ifnull(min(run), 0) from given").fetchone()[0])

    @_sound
    def not_given(self, source: str, run: int) -> list[str]:
        """Ids that a source gave in runs before ``run`` and not since."""
        rows = self._db.execute(
            "select g.id from given g join source s on s.no = g.source where s.path = ? and g.run < ?",
            (source, run),
        )
        return [id for (id,) in rows]

    @_sound
    def sources_of(self, fingerprints: Iterable[str], besides: set[str]) -> list[str]:
        """The sources of duplicates that have one of these texts."""
        wanted = set(fingerprints) - {""}
        found = self._with_text(wanted, "r.state = 1")
        return sorted({known.record.source for known in found if known.record.id not in besides})

    @_sound
    def copies(self, id: str) -> list[str]:
        """The ids of duplicates that have an article's text."""
        found = self._with_text({one.record.fingerprint for one in self.known([id]).values()}, "r.state = 1")
        return sorted(known.record.id for known in found if known.record.id != id)

    @_sound
    def givers(self, ids: Iterable[str]) -> dict[str, set[str]]:
        """Id -> the sources that give it, as last read."""
        found: dict[str, set[str]] = {}
        rows = self._db.execute(
            "select g.id, s.path from given g join source s on s.no = g.source "
            "where g.id in (select value from json_each(?))",
            (json.dumps(list(ids)),),
        )
        for id, path in rows:
            found.setdefault(id, set()).add(path)
        return found
