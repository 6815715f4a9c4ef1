"""Inputs at scheme:// addresses come through Beam's FileSystems, as they are stored."""

from __future__ import annotations

import gzip
import json
import pathlib
from collections.abc import Iterator
from typing import Any

import pytest
from apache_beam.io.filesystem import FileMetadata
from apache_beam.io.localfilesystem import LocalFileSystem

from pipeline import plan, readers
from pipeline.beam.files import find_remote, open_source
from pipeline.errors import UsageError
from pipeline.model import RawDocument, WorkUnit


class Shelf(LocalFileSystem):  # type: ignore[misc]
    """A file system of another scheme, which Beam finds by it: shelf://PATH is the local PATH."""

    @classmethod
    def scheme(cls) -> str:
        return "shelf"

    def _list(self, dir_or_prefix: str) -> Iterator[FileMetadata]:
        folder = pathlib.Path(dir_or_prefix.removeprefix("shelf:/"))
        base = folder if folder.is_dir() else folder.parent
        for path in sorted(base.rglob("*")):
            if path.is_file() and str(path).startswith(str(folder).rstrip("/")):
                yield FileMetadata(f"shelf:/{path}", path.stat().st_size, path.stat().st_mtime)

    def match(self, patterns: list[str], limits: Any = None) -> Any:
        return super(LocalFileSystem, self).match(patterns, limits)

    def open(
        self, path: str, mime_type: str = "application/octet-stream", compression_type: Any = None
    ) -> Any:
        return super().open(path.removeprefix("shelf:/"), mime_type, compression_type)


def test_patterns_and_folders_are_found_and_read_uncompressed(tmp_path: pathlib.Path) -> None:
    record = json.dumps({"id": "1", "text": "A story from afar."}).encode() + b"\n"
    (tmp_path / "dump").mkdir()
    (tmp_path / "dump/a.jsonl.gz").write_bytes(gzip.compress(record))
    (tmp_path / "dump/b.jsonl").write_bytes(record)
    address = f"shelf:/{tmp_path}/dump"
    pattern = plan.find([f"{address}/*.jsonl"], find_remote)
    assert [file.path for file in pattern] == [f"{address}/b.jsonl"]
    found = plan.find([address], find_remote)
    assert [file.path for file in found] == [f"{address}/a.jsonl.gz", f"{address}/b.jsonl"]
    with open_source(f"{address}/a.jsonl.gz") as stored:
        assert stored.read(2) == b"\x1f\x8b"
    for file in found:
        (item,) = readers.UnitReader(WorkUnit("u", (file,)), open_source)
        assert isinstance(item, RawDocument)
        assert (item.source, item.payload.strip()) == (file.path, record.strip())


def test_an_address_with_nothing_is_wrong_usage(tmp_path: pathlib.Path) -> None:
    with pytest.raises(UsageError, match="nothing found at shelf:"):
        plan.find([f"shelf:/{tmp_path}/none/*.jsonl"], find_remote)


def test_an_unknown_scheme_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="cannot list nowhere://x"):
        plan.find(["nowhere://x/y.jsonl"], find_remote)
