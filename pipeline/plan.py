"""What to read: files found, large ones cut into byte ranges, small ones packed, what is done already left out."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import BinaryIO, Final

from pipeline.errors import UsageError
from pipeline.model import Covered, SourceFile, WorkUnit
from pipeline.paths import shown

PACKED: Final = 8 << 20
"""Bytes up to which a file is small enough to share a unit with others."""

Boundary = Callable[[BinaryIO, int, int], int]
Find = Callable[[str], Iterable[SourceFile]]
"""Finds the files behind an address with a scheme (``gs://bucket/*.jsonl``)."""


@dataclass(frozen=True, slots=True)
class Options:
    """How inputs are cut. ``key`` names the chain: other settings of it are other units."""

    key: str
    unit_bytes: int = 64 << 20
    pack_files: int = 5000
    format: str | None = None


def _stat(path: str) -> SourceFile:
    try:
        found = os.stat(path)
    except OSError:
        return SourceFile(shown(path), 0, "unreadable")
    return SourceFile(shown(path), found.st_size, str(found.st_mtime_ns))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _walk(folder: str, seen: set[tuple[int, int]]) -> Iterator[str]:
    """Files below a folder, in the order of their names; a folder met before (a loop of links) is not entered."""
    place = _place(folder)
    if place in seen:
        return
    if place is not None:
        seen.add(place)
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    for entry in listed:
        if _is_folder(entry):
            yield from _walk(entry.path, seen)
        else:
            yield entry.path


def _place(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def find(inputs: Iterable[str], find_remote: Find, apart: Iterable[str] = ()) -> list[SourceFile]:
    """Every file behind the inputs (files, folders, globs, addresses), once each, in a stable order.

    Raises UsageError for a path that is not there. Special and unreadable files are listed too: reading them
    gives their fate. ``apart``: folders that are not entered wherever they are met, such as the store.
    """
    files: dict[str, SourceFile] = {}
    own = {place for folder in apart if (place := _place(folder))}
    seen = set(own)
    for given in inputs:
        if "://" not in given and _place(given) in own:
            raise UsageError(f"{shown(given)} is newsmill's own store: name the dump that is to be read")
        if "://" in given:
            found = list(find_remote(given))
        elif os.path.isdir(given):
            found = [_stat(path) for path in _walk(given, seen)]
        elif os.path.lexists(given):
            found = [_stat(given)]
        else:
            matches = sorted(glob.iglob(given))
            paths = [p for m in matches for p in (_walk(m, seen) if os.path.isdir(m) else [m])]
            found = [_stat(path) for path in paths]
            if not matches:
                raise UsageError(
                    f"no such file or folder: {shown(given)} (nothing was started; check the path)"
                )
        if not found and "://" in given:
            raise UsageError(f"nothing found at {given} (nothing was started; check the address)")
        files.update((file.path, file) for file in found)
    return [files[path] for path in sorted(files)]


def name(files: Iterable[SourceFile], options: Options, start: int = 0, end: int | None = None) -> str:
    """A unit's name: 16 hexadecimal digits of its files, range, and the chain that reads it."""
    parts = [f"{file.path}\0{file.size}\0{file.stamp}" for file in files]
    text = "\n".join((options.key, options.format or "", f"{start}-{end}", *parts))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _unit(
    files: tuple[SourceFile, ...], options: Options, start: int = 0, end: int | None = None
) -> WorkUnit:
    return WorkUnit(name(files, options, start, end), files, start, end, options.format)


def pack(files: tuple[SourceFile, ...], options: Options) -> WorkUnit:
    """The unit of several small files."""
    return _unit(files, options)


def _ranges(file: SourceFile, boundary: Boundary, handle: BinaryIO, options: Options) -> Iterator[WorkUnit]:
    start = 0
    while start < file.size:
        wanted = start + options.unit_bytes
        end = boundary(handle, wanted, file.size) if wanted < file.size else file.size
        end = min(max(end, start + 1), file.size)
        whole = start == 0 and end == file.size
        yield _unit((file,), options, start, None if whole else end)
        start = end


def units(
    files: Iterable[SourceFile],
    options: Options,
    cut: Callable[[SourceFile], tuple[Boundary, BinaryIO] | None],
    done: Callable[[str], tuple[bool, int] | None],
) -> list[WorkUnit]:
    """The units still to read. ``cut`` tells how a large file is cut (None: not at all); ``done`` knows a unit's
    name as (complete, records committed), or not at all. Each file of a pack is known under a name of its own."""
    found: list[WorkUnit] = []
    packed: list[SourceFile] = []
    size = 0
    limit = min(PACKED, max(options.unit_bytes // 8, 1))
    for file in files:
        if file.size <= limit:
            known = done(name((file,), options))
            if known is not None:
                if not known[0]:
                    found.append(replace(_unit((file,), options), skip=known[1]))
                continue
            packed.append(file)
            size += file.size
            if size >= options.unit_bytes or len(packed) >= options.pack_files:
                found.append(pack(tuple(packed), options))
                packed, size = [], 0
            continue
        found.extend(_large(file, options, cut, done))
    if packed:
        found.append(pack(tuple(packed), options))
    return found


def _large(
    file: SourceFile,
    options: Options,
    cut: Callable[[SourceFile], tuple[Boundary, BinaryIO] | None],
    done: Callable[[str], tuple[bool, int] | None],
) -> Iterator[WorkUnit]:
    how = cut(file) if file.size > options.unit_bytes else None
    if how is None:
        whole = [_unit((file,), options)]
    else:
        boundary, handle = how
        with handle:
            whole = list(_ranges(file, boundary, handle, options))
    for unit in whole:
        known = done(unit.name)
        if known is None:
            yield unit
        elif not known[0]:
            yield replace(unit, skip=known[1])


def remainder(unit: WorkUnit, covers: Iterable[Covered], options: Options) -> list[WorkUnit]:
    """What of a unit is still to read after an attempt that covered this much of it."""
    if len(unit.files) == 1:
        return [replace(unit, skip=covered.records) for covered in covers if not covered.complete]
    known = {covered.name: covered for covered in covers}
    rest: list[WorkUnit] = []
    files = []
    for file in unit.files:
        covered = known.get(name((file,), options))
        if covered is None:
            files.append(file)
        elif not covered.complete:
            rest.append(replace(_unit((file,), options), skip=covered.records))
    return rest + ([pack(tuple(files), options)] if files else [])
