"""The article table: a Delta table whose parts workers write and whose commits are ours, one transaction a round."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Final

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction

from pipeline.corpus.layout import ARTICLES, Layout
from pipeline.corpus.table import SCHEMA
from pipeline.errors import StoreError
from pipeline.model import IDENTITY_VERSION, SCHEMA_VERSION

APPLICATION: Final = "newsmill"
SCHEMA_KEY: Final = "newsmill.schema"
IDENTITY_KEY: Final = "newsmill.identity"
KEEP_HOURS: Final = 1
"""How long a replaced part stays for readers that opened the table before."""


def birth(part: str) -> int:
    """The round in a part's name; no row of the part was committed later."""
    return int(part[5:19])


def _unread(layout: Layout, error: DeltaError) -> StoreError:
    """For a table that its library does not read; what that says has the library's own traces below its first line."""
    return StoreError(
        f"The article table {layout.table} cannot be read: {str(error).splitlines()[0]}. If a file of its _delta_log "
        "is damaged, bring it back from a copy of the store, or read the inputs into a new one."
    )


class Overtaken(StoreError):
    """Another writer committed since this one last looked, although only one may write."""

    @classmethod
    def of(cls, address: str) -> Overtaken:
        """For the store at an address."""
        return cls(
            f"Another newsmill has written to the store {address} meanwhile: this one lost its lock. What it committed "
            "stays; run the same command again to go on."
        )


class ArticleTable:
    """The Delta table under ``articles/``. StoreError where it is missing, foreign, or of a newer newsmill."""

    def __init__(self, layout: Layout, create: bool) -> None:
        self._layout, self._lock = layout, threading.Lock()
        try:
            if not layout.there():  # which also says best what is wrong with the place
                raise TableNotFoundError
            self._table = DeltaTable(layout.table, storage_options=layout.options)
        except TableNotFoundError:
            if not create:
                address = layout.address
                raise StoreError(
                    f"There is no store at {address}. Make one with: newsmill run INPUT --store {address}"
                ) from None
            self._table = self._create()
        except DeltaError as error:
            raise _unread(layout, error) from error
        self._check()

    def _create(self) -> DeltaTable:
        layout = self._layout
        if layout.foreign():
            raise StoreError(
                f"{layout.address} is a folder with other files in it and no store. Give a new or empty folder as "
                "--store."
            )
        versions = {SCHEMA_KEY: str(SCHEMA_VERSION), IDENTITY_KEY: str(IDENTITY_VERSION)}
        # Another one may have made it since it was looked for: then that is it, and checked as any.
        return DeltaTable.create(
            layout.table, SCHEMA, name=APPLICATION, configuration=versions, raise_if_key_not_exists=False,
            storage_options=layout.options, mode="ignore",
        )  # fmt: skip

    def _check(self) -> None:
        found = self._table.metadata().configuration
        if SCHEMA_KEY not in found:
            raise StoreError(f"{self._layout.table} is a table of something else. Give another --store.")
        for key, ours in ((SCHEMA_KEY, SCHEMA_VERSION), (IDENTITY_KEY, IDENTITY_VERSION)):
            if int(found.get(key, ours)) != ours:
                newer = int(found[key]) > ours
                what = (
                    "a newer newsmill; use that one"
                    if newer
                    else "an older newsmill; read the inputs into a new store"
                )
                raise StoreError(
                    f"The store {self._layout.address} was made by {what} ({key} {found[key]}, here {ours})."
                )

        columns = [field.name for field in self._table.schema().fields]
        if columns != SCHEMA.names:
            odd = sorted(set(columns) ^ set(SCHEMA.names)) or ["their order"]
            raise StoreError(
                f"The store {self._layout.address} was made by another newsmill: its articles differ in "
                f"{', '.join(odd)}. Use that one, or read the inputs into a new store."
            )

    @property
    def id(self) -> str:
        """The table's id, the same as long as it lives."""
        return str(self._table.metadata().id)

    @property
    def round(self) -> int:
        """The last committed round; 0 before the first."""
        with self._lock:
            return self._table.transaction_version(APPLICATION) or 0

    def refresh(self) -> int:
        """Takes in what another process committed; the last round."""
        with self._lock:
            try:
                self._table.update_incremental()
            except DeltaError as error:
                raise _unread(self._layout, error) from error
        return self.round

    def parts(self) -> list[str]:
        """The parts that make up the table, oldest birth first."""
        with self._lock:
            return sorted(uri.rsplit("/", 1)[-1] for uri in self._table.file_uris())

    def sizes(self) -> dict[str, int]:
        """The parts that make up the table, and their bytes."""
        with self._lock:
            found = pa.table(self._table.get_add_actions(flatten=True))
        return dict(zip(found["path"].to_pylist(), found["size_bytes"].to_pylist(), strict=True))

    def commit(self, round: int, removed: Sequence[str], added: Mapping[str, int]) -> None:
        """One transaction: parts taken out, parts added (name -> rows), the round. What is added is synced before.
        ``Overtaken`` where another writer made a round since."""
        actions: list[AddAction | RemoveAction] = []
        now = int(time.time() * 1000)
        for name in removed:
            size = self._layout.stored(self._layout.part(name)).size
            actions.append(RemoveAction(name, True, now, size, {}))
        for name, rows in added.items():
            found = self._layout.stored(self._layout.part(name))
            stats = json.dumps({"numRecords": rows})
            actions.append(AddAction(name, found.size, {}, found.modified, True, stats))
        self._layout.last(map(self._layout.part, added))
        with self._lock:
            try:
                self._table.create_write_transaction(
                    actions, "append", self._table.schema(),
                    commit_properties=CommitProperties(app_transactions=[Transaction(APPLICATION, round)]),
                )  # fmt: skip
            except CommitFailedError as error:
                self._table.update_incremental()
                # A commit whose answer was lost, and that was sent again, is overtaken by itself.
                if self._table.transaction_version(APPLICATION) != round:
                    raise Overtaken.of(self._layout.address) from error
            except DeltaError as error:
                raise OSError(str(error)) from error
            self._table.update_incremental()
            self._layout.last([f"{ARTICLES}/_delta_log/{self._table.version():020}.json"])

    def replaced(self) -> set[str]:
        """Parts that a commit took out and that may still be on the disk for open readers."""
        return {path.rsplit("/", 1)[-1] for path in self._vacuum(0, dry_run=True)}

    def vacuum(self, hours: int = KEEP_HOURS) -> None:
        """Deletes parts that were replaced so many hours ago."""
        if self._vacuum(hours, dry_run=True):
            self._vacuum(hours, dry_run=False)
            with self._lock:
                self._table.update_incremental()

    def _vacuum(self, hours: int, dry_run: bool) -> list[str]:
        with self._lock:
            return self._table.vacuum(hours, dry_run=dry_run, enforce_retention_duration=False)
