"""Planning: files found once, cut at boundaries, packed, and only what is not done."""

from __future__ import annotations

import io
import os
import pathlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import paths, plan
from pipeline.errors import UsageError
from pipeline.model import Covered, SourceFile

OPTIONS = plan.Options("chain1", unit_bytes=100, pack_files=3)


def nothing(address: str) -> list[SourceFile]:
    return []


def never(name: str) -> None:
    return None


def test_files_folders_globs_and_names_with_special_characters(tmp_path: pathlib.Path) -> None:
    for name in ("a/1.txt", "a/b/2.txt", "[a] b*?.txt", "x1.log", "x2.log"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    inputs = [
        str(tmp_path / "a"),
        str(tmp_path / "[a] b*?.txt"),
        str(tmp_path / "x*.log"),
        str(tmp_path / "a/1.txt"),
    ]
    found = [os.path.relpath(f.path, tmp_path) for f in plan.find(inputs, nothing)]
    assert found == sorted(["a/1.txt", "a/b/2.txt", "[a] b*?.txt", "x1.log", "x2.log"])


def test_a_missing_path_is_wrong_usage(tmp_path: pathlib.Path) -> None:
    with pytest.raises(UsageError, match=r"no such file.*gone\.txt"):
        plan.find([str(tmp_path / "gone.txt")], nothing)


def test_loops_fifos_and_broken_links_end(tmp_path: pathlib.Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d/loop").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    os.mkfifo(tmp_path / "pipe")
    found = {os.path.basename(f.path): f.stamp for f in plan.find([str(tmp_path)], nothing)}
    assert set(found) == {"self", "pipe"}
    assert found["self"] == "unreadable"


def test_names_that_do_not_decode_are_shown_and_opened(tmp_path: pathlib.Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(raw, "w") as file:
        file.write("x")
    (found,) = plan.find([str(tmp_path)], nothing)
    assert found.path.endswith(r"caf\xe9.txt")
    assert os.path.exists(paths.opened(found.path))


def by_tens(handle: object, position: int, size: int) -> int:
    return min(size, -(-position // 10) * 10)


@given(st.integers(1, 2000), st.integers(1, 300))
def test_ranges_cover_a_file_once(size: int, unit: int) -> None:
    options = replace(OPTIONS, unit_bytes=unit)
    file = SourceFile("f.jsonl", size, "1")
    found = plan.units([file], options, lambda f: (by_tens, io.BytesIO()), never)
    ends = [u.end if u.end is not None else size for u in found]
    assert [u.start for u in found] == [0, *ends[:-1]]
    assert ends[-1] == size
    assert len({u.name for u in found}) == len(found)


def test_small_files_are_packed_and_done_ones_left_out() -> None:
    files = [SourceFile(f"{i}.txt", 5, "1") for i in range(7)]
    done = {plan.name((files[0],), OPTIONS): (True, 1), plan.name((files[1],), OPTIONS): (False, 4)}
    found = plan.units(files, OPTIONS, lambda f: None, done.get)
    assert [(tuple(f.path for f in u.files), u.skip) for u in found] == [
        (("1.txt",), 4),
        (("2.txt", "3.txt", "4.txt"), 0),
        (("5.txt", "6.txt"), 0),
    ]


def test_another_chain_or_a_changed_file_is_another_unit() -> None:
    file = SourceFile("a", 5, "1")
    names = {
        plan.name((file,), OPTIONS),
        plan.name((replace(file, stamp="2"),), OPTIONS),
        plan.name((file,), replace(OPTIONS, key="chain2")),
        plan.name((file,), replace(OPTIONS, format="html")),
    }
    assert len(names) == 4


def test_the_remainder_of_a_pack_cut_within_a_file() -> None:
    files = tuple(SourceFile(f"{i}.txt", 5, "1") for i in range(4))
    unit = plan.pack(files, OPTIONS)
    names = [plan.name((f,), OPTIONS) for f in files]
    covers = [Covered(names[0], "0.txt", True, 1), Covered(names[1], "1.txt", False, 9)]
    rest = plan.remainder(unit, covers, OPTIONS)
    assert [(tuple(f.path for f in u.files), u.skip) for u in rest] == [
        (("1.txt",), 9),
        (("2.txt", "3.txt"), 0),
    ]


def test_large_files_are_cut_and_only_small_ones_share_a_unit(tmp_path: pathlib.Path) -> None:
    files = [SourceFile("large", 1000, "1"), *(SourceFile(name, 50, "1") for name in ("m1", "m2"))]
    found = plan.units(files, OPTIONS, lambda f: (by_tens, io.BytesIO()), never)
    assert [(u.start, u.end) for u in found[:10]] == [(n * 100, n * 100 + 100) for n in range(10)]
    assert [[f.path for f in u.files] for u in found[10:]] == [["m1"], ["m2"]]


def test_an_empty_folder_is_no_error_and_the_own_store_is(tmp_path: pathlib.Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store/part.parquet").write_text("x")
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "empty").mkdir()
    store = str(tmp_path / "store")
    assert plan.find([str(tmp_path / "empty")], nothing) == []
    assert [os.path.basename(f.path) for f in plan.find([str(tmp_path)], nothing, [store])] == ["a.txt"]
    (tmp_path / "link").symlink_to(tmp_path / "store")
    for own in (store, str(tmp_path / "link")):
        with pytest.raises(UsageError, match="own store"):
            plan.find([own], nothing, [store])
