"""What the tests of the readers share: openers, WARC records, and the golden cases' expected side.

``python -m tests.readers_kit`` writes the expected side of every case again; look at the difference before a commit.
"""

from __future__ import annotations

import io
import json
import pathlib
import resource
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

from pipeline import readers
from pipeline.model import Failure, RawDocument, Rejected, SourceFile, WorkUnit

CASES = pathlib.Path(__file__).parent / "cases" / "readers"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>A page.</p></body></html>"


def local(path: str) -> BinaryIO:
    return open(path, "rb", buffering=0)


def memory(files: Mapping[str, bytes]) -> Callable[[str], BinaryIO]:
    return lambda path: io.BytesIO(files[path])


def unit(*paths: str, size: int = 0, **more: Any) -> WorkUnit:
    return WorkUnit("unit", tuple(SourceFile(path, size, "") for path in paths), **more)


def items(data: bytes, name: str = "mem:file", **more: Any) -> list[readers.Item]:
    """What reading bytes gives, before parsing."""
    return list(readers.read(unit(name, size=len(data), **more), memory({name: data})))


def fates(found: Iterable[readers.Item]) -> list[readers.Item]:
    """The same after parsing."""
    return [
        fate for item in found for fate in (readers.parse(item) if isinstance(item, RawDocument) else [item])
    ]


def short(found: Iterable[readers.Item]) -> list[str]:
    """Documents as their payload's beginning, others as ``-reason``."""
    return [
        item.payload.decode("utf-8", "replace").strip()[:40]
        if isinstance(item, RawDocument)
        else f"-{item.reason}"
        for item in found
    ]


def hints(raw: RawDocument) -> dict[str, list[str]]:
    """What a document's hints say, by field."""
    out: dict[str, list[str]] = {}
    for hint in raw.hints:
        out.setdefault(hint.field, []).append(hint.value)
    return out


def warc_record(
    block: bytes = PAGE, kind: str = "response", url: str = "https://avis.example/sak", length: int | None = None,
    type_: str = "application/http; msgtype=response", date: str = "2024-05-01T10:00:00Z",
) -> bytes:  # fmt: skip
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        f"Content-Type: {type_}\r\nContent-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def tarred(members: dict[str, bytes], format: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=format) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def peak() -> int:
    """MiB that this process has had in memory at most. (ru_maxrss would count the parent's, from before exec.)"""
    try:
        status = pathlib.Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 20
    return int(status.split("VmHWM:")[1].split()[0]) >> 10


def told(item: readers.Item) -> dict[str, Any]:
    """An item as its golden case tells it."""
    if isinstance(item, RawDocument):
        what: dict[str, Any] = {"document": item.payload.decode(item.charset or "utf-8", "backslashreplace")}
        keys = ("media_type", "charset", "retrieved", "record")
        what |= {key: getattr(item, key) for key in keys if getattr(item, key)}
        what |= {"hints": [[h.field, h.value, h.where] for h in item.hints], "extra": dict(item.extra)}
    elif isinstance(item, Rejected):
        what = {"rejected": item.reason, "stage": item.stage, "url": item.url}
    else:
        assert isinstance(item, Failure)
        what = {"failed": item.reason, "stage": item.stage, "detail": item.detail}
    what |= {"member": item.member} if item.member else {}
    return {**what, "offset": item.offset, "length": item.length}


def case(path: pathlib.Path) -> list[dict[str, Any]]:
    return [told(item) for item in fates(readers.read(unit(str(path), size=path.stat().st_size), local))]


if __name__ == "__main__":
    for given in sorted(CASES.rglob("*.in")):
        text = json.dumps(case(given), ensure_ascii=False, indent=1)
        given.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
