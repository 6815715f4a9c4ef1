"""The ledger's tables: made, found again, and the numbers by which they name sources, parts, ids and texts.

Ids and fingerprints are hashes, so a round's are spread over any index of them: what a commit writes grows with the
index until every page is touched. Records are therefore kept in the order in which they came, and only short numbers
made of ids and fingerprints (``key_of``) are indexed: a tenth of the pages. Two of them may have one number, so whoever
asks compares the whole as well.
"""

from __future__ import annotations

import json
import os
import pathlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final
from zlib import crc32

from pipeline.corpus.journal import Reading
from pipeline.corpus.settle import Known

VERSION: Final = 3
TABLES: Final = """
create table source(no integer primary key, path text unique);
create table part(no integer primary key, file text);
create index part_file on part(file);
create table record(no integer primary key, key int, text int, id text, version int, run int, source int, member text,
  offset int, fingerprint text, state int, held text, held_since int, part int, aside int);
create index record_key on record(key);
create index record_text on record(text, state) where text is not null;
create table given(source int, id text, run int, primary key(source, id)) without rowid;
create table reading(name text primary key, source int, complete int, records int, size int, stamp text,
  start int, stop int, after int, first_run int, run int, failed int) without rowid;
create index reading_source on reading(source);
create table meta(key text primary key, value) without rowid;
"""
READ: Final = """
insert into reading values
  (:name, :source, :complete, :records, :size, :stamp, :start, :stop, :after, :run, :run, :failed)
on conflict do update set complete = :complete, records = :records, start = :start, stop = :stop, after = :after,
  run = :run, first_run = iif(:begins, :run, first_run), failed = :failed + iif(:begins, 0, failed)
"""
"""A reading that begins replaces the one before, one that goes on is added to it."""


def connect(path: pathlib.Path, corpus: str) -> sqlite3.Connection:
    """The database, emptied where it belongs to another corpus, another version, or is broken. Where nobody may write
    it is only read, or one of this process alone takes its place."""
    writable = may_write(path)
    try:
        db = _connect(path) if writable else _connect_to_read(path)
        if meta(db, "corpus") == corpus and meta(db, "version") == VERSION:
            return db
        db.close()
    except sqlite3.DatabaseError as error:
        if writable and not made_again(error) and "no such table" not in str(error):
            raise
    return anew(path, corpus)


def made_again(error: sqlite3.Error) -> bool:
    """Whether another file helps: this one has bytes that SQLite did not write, or can only be read."""
    codes = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_READONLY)
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in codes


def _files(path: pathlib.Path) -> list[pathlib.Path]:
    return [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm", "-journal")]


def may_write(path: pathlib.Path) -> bool:
    """Whether this user may write the database and the files that SQLite keeps beside it."""
    places = [path.parent, *(file for file in _files(path) if file.exists())]
    return all(os.access(place, os.W_OK) for place in places)


def anew(path: pathlib.Path, corpus: str) -> sqlite3.Connection:
    """An empty database in the place of whatever is there; a temporary one where nobody may write."""
    if may_write(path):
        for file in _files(path):
            file.unlink(missing_ok=True)
        db = _connect(path)
    else:
        db = _connect("")
    db.executescript(TABLES)
    with db:
        values = [("corpus", corpus), ("version", VERSION), ("round", 0)]
        db.executemany("insert into meta values(?, ?)", values)
    return db


def _connect_to_read(path: pathlib.Path) -> sqlite3.Connection:
    """Without its log a database was closed whole: SQLite need not make one if told that nobody writes."""
    whole = "" if path.with_name(path.name + "-wal").exists() else "&immutable=1"
    uri = f"{path.absolute().as_uri()}?mode=ro{whole}"
    return sqlite3.connect(uri, uri=True, check_same_thread=False, timeout=60)


def _connect(path: pathlib.Path | str) -> sqlite3.Connection:
    db = sqlite3.connect(path, check_same_thread=False, timeout=60)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = normal")
    db.execute("pragma cache_size = -65536")
    return db


def meta(db: sqlite3.Connection, key: str) -> Any:
    """A fact about the ledger itself; None where it is not there."""
    row = db.execute("select value from meta where key = ?", (key,)).fetchone()
    return row and row[0]


def numbers(db: sqlite3.Connection, table: str, column: str, *names: Sequence[str]) -> dict[str, int]:
    """The numbers of names, given to those that have none."""
    wanted = sorted({name for some in names for name in some})
    db.executemany(f"insert or ignore into {table}({column}) values(?)", [(name,) for name in wanted])
    rows = db.execute(
        f"select {column}, no from {table} where {column} in (select value from json_each(?))",
        (json.dumps(wanted),),
    )
    return dict(rows.fetchall())


def part_numbers(db: sqlite3.Connection, files: set[str]) -> dict[str, int]:
    """The numbers of parts. One that was joined of several has all their numbers; any of them will do."""
    found = dict(
        db.execute(
            "select file, min(no) from part where file in (select value from json_each(?)) group by file",
            (json.dumps(sorted(files)),),
        ).fetchall()
    )
    new = sorted(files - found.keys())
    return found | {
        file: int(db.execute("insert into part(file) values(?)", (file,)).lastrowid or 0) for file in new
    }


def key_of(text: str) -> int:
    """Four bytes that stand for an id or a fingerprint in an index."""
    return crc32(text.encode()) - (1 << 31)


def keys_of(texts: Iterable[str]) -> str:
    """The keys of these, as JSON: what a query takes by ``json_each``."""
    return json.dumps([key_of(text) for text in texts])


def put(
    db: sqlite3.Connection, changed: Iterable[Known], sources: Mapping[str, int], parts: Mapping[str, int]
) -> None:
    """Writes ids as they are now; those known keep their place. In the order of their keys, so that each page of that
    index is met once."""
    keyed = {known.record.id: (key_of(known.record.id), known) for known in changed}
    found = db.execute(
        "select id, no from record where key in (select value from json_each(?))",
        (json.dumps([key for key, _ in keyed.values()]),),
    )
    places: dict[str, int] = dict(found.fetchall())
    rows = [
        (places.get(r.id), key, key_of(r.fingerprint) if r.fingerprint else None, r.id, r.version, r.run,
         sources[r.source], r.member, r.offset, r.fingerprint, k.state, k.held, k.held_since, parts.get(k.part or ""),
         parts.get(k.aside or ""))
        for key, k in sorted(keyed.values(), key=itemgetter(0)) for r in (k.record,)
    ]  # fmt: skip
    db.executemany(f"insert or replace into record values({','.join('?' * 15)})", rows)


def reading_row(reading: Reading, source: int, run: int) -> dict[str, Any]:
    """What READ takes."""
    return {
        "name": reading.name, "source": source, "complete": reading.complete, "records": reading.records,
        "size": reading.size, "stamp": reading.stamp, "start": reading.start, "stop": reading.end,
        "after": reading.after, "run": run, "failed": reading.failed, "begins": reading.begins,
    }  # fmt: skip
