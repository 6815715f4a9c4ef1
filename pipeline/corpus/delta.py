"""The article table: a Delta table whose parts workers write and whose commits are ours, one transaction a round."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Final

from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake.exceptions import DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction

from pipeline.corpus.layout import Layout, sync
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


class ArticleTable:
    """The Delta table under ``articles/``. StoreError where it is missing, foreign, or of a newer newsmill."""

    def __init__(self, layout: Layout, create: bool) -> None:
        self._layout, self._lock = layout, threading.Lock()
        address = str(layout.articles)
        try:
            self._table = DeltaTable(address)
        except TableNotFoundError:
            if not create:
                raise StoreError(
                    f"There is no store at {layout.root}. Make one with: newsmill run INPUT --store {layout.root}"
                ) from None
            self._table = self._create(address)
        except DeltaError as error:
            raise StoreError(f"The article table {address} cannot be read: {error}") from error
        self._check()

    def _create(self, address: str) -> DeltaTable:
        root = self._layout.root
        if root.is_dir() and any(entry.name not in ("lock", "articles") for entry in root.iterdir()):
            raise StoreError(
                f"{root} is a folder with other files in it and no store. Give a new or empty folder as --store."
            )
        self._layout.articles.mkdir(parents=True, exist_ok=True)
        versions = {SCHEMA_KEY: str(SCHEMA_VERSION), IDENTITY_KEY: str(IDENTITY_VERSION)}
        return DeltaTable.create(
            address, SCHEMA, name=APPLICATION, configuration=versions, raise_if_key_not_exists=False
        )

    def _check(self) -> None:
        found = self._table.metadata().configuration
        if SCHEMA_KEY not in found:
            raise StoreError(f"{self._layout.articles} is a table of something else. Give another --store.")
        for key, ours in ((SCHEMA_KEY, SCHEMA_VERSION), (IDENTITY_KEY, IDENTITY_VERSION)):
            if int(found.get(key, ours)) != ours:
                newer = int(found[key]) > ours
                what = (
                    "a newer newsmill; use that one"
                    if newer
                    else "an older newsmill; read the inputs into a new store"
                )
                raise StoreError(
                    f"The store {self._layout.root} was made by {what} ({key} {found[key]}, here {ours})."
                )

        columns = [field.name for field in self._table.schema().fields]
        if columns != SCHEMA.names:
            odd = sorted(set(columns) ^ set(SCHEMA.names)) or ["their order"]
            raise StoreError(
                f"The store {self._layout.root} was made by another newsmill: its articles differ in {', '.join(odd)}. "
                "Use that one, or read the inputs into a new store."
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
            self._table.update_incremental()
        return self.round

    def parts(self) -> list[str]:
        """The parts that make up the table, oldest birth first."""
        with self._lock:
            return sorted(uri.rsplit("/", 1)[-1] for uri in self._table.file_uris())

    def commit(self, round: int, removed: Sequence[str], added: Mapping[str, int]) -> None:
        """One transaction: parts taken out, parts added (name -> rows), the round. What is added is synced before."""
        actions: list[AddAction | RemoveAction] = []
        now = int(time.time() * 1000)
        for name in removed:
            size = self._layout.part(name).stat().st_size
            actions.append(RemoveAction(name, True, now, size, {}))
        for name, rows in added.items():
            path = self._layout.part(name)
            sync(path)
            found = path.stat()
            stats = json.dumps({"numRecords": rows})
            actions.append(AddAction(name, found.st_size, {}, int(found.st_mtime * 1000), True, stats))
        sync(self._layout.articles)
        with self._lock:
            try:
                self._table.create_write_transaction(
                    actions, "append", self._table.schema(),
                    commit_properties=CommitProperties(app_transactions=[Transaction(APPLICATION, round)]),
                )  # fmt: skip
            except DeltaError as error:
                raise OSError(str(error)) from error
            self._table.update_incremental()
        self._sync_log()

    def _sync_log(self) -> None:
        log = self._layout.articles / "_delta_log"
        entry = log / f"{self._table.version():020}.json"
        if entry.exists():
            sync(entry)
        sync(log)

    def replaced(self) -> set[str]:
        """Parts that a commit took out and that may still be on the disk for open readers."""
        return {path.rsplit("/", 1)[-1] for path in self._vacuum(0, dry_run=True)}

    def vacuum(self) -> None:
        """Deletes parts that were replaced a while ago."""
        if self._vacuum(KEEP_HOURS, dry_run=True):
            self._vacuum(KEEP_HOURS, dry_run=False)
            with self._lock:
                self._table.update_incremental()

    def _vacuum(self, hours: int, dry_run: bool) -> list[str]:
        with self._lock:
            return self._table.vacuum(hours, dry_run=dry_run, enforce_retention_duration=False)
