"""What a kill can leave in the embedded index's folder, and what the next step makes of it."""

import json
import pathlib
import shutil

import pytest

from pipeline.engines.embedded import Embedded, engine
from tests.embedded_kit import batch, found


def segments(index: Embedded) -> list[dict[str, object]]:
    return list(json.loads((index.folder / "meta.json").read_text())["segments"])


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step makes one segment."""
    monkeypatch.setattr(engine, "THREADS", 1)


def test_a_file_of_deletions_that_was_never_committed(tmp_path: pathlib.Path) -> None:
    index = Embedded(tmp_path / "index", "corpus-1")
    index.apply([batch([{"id": "a", "body": "tog"}, {"id": "b", "body": "tog"}], 1)], 1)
    index.close()
    shutil.copytree(index.folder, tmp_path / "killed")
    before = {path.name for path in index.folder.iterdir()}
    later = [batch([{"id": "a", "body": "buss"}], 2)]
    index.apply(later, 2)
    [orphan] = {path.name for path in index.folder.glob("*.del")} - before
    killed = Embedded(tmp_path / "killed", "corpus-1")
    shutil.copy(index.folder / orphan, killed.folder)
    managed = killed.folder / ".managed.json"
    managed.write_text(json.dumps([*json.loads(managed.read_text()), orphan]))
    killed.apply(later, 2)
    assert found(killed, "tog") == ["b"] and found(killed, "buss") == ["a"]


def test_a_merge_that_a_kill_put_off_loses_no_deletion(tmp_path: pathlib.Path) -> None:
    """Eight segments are merged as soon as anything is written; deletions go on meanwhile."""
    index = Embedded(tmp_path / "index", "corpus-1")
    index.apply([batch([{"id": f"big{n}", "body": "tog"} for n in range(200)], 1)], 1)
    index.apply([batch([{"id": f"small{n}", "body": "tog"} for n in range(50)], 2)], 2)
    for n in range(3, 7):
        index.apply([batch([{"id": f"one{n}", "body": "tog"}], n)], n)
    index.apply([batch([{"id": "small1", "body": "tog"}], 7)], 7)
    index.close()
    other = Embedded(tmp_path / "other", "corpus-1")
    other.apply([batch([{"id": "one8", "body": "tog"}], 7)], 7)
    [more] = segments(other)
    for path in other.folder.glob(f"{str(more['segment_id']).replace('-', '')}.*"):
        shutil.copy(path, index.folder)
    meta = json.loads((index.folder / "meta.json").read_text())
    meta["segments"].append(more)
    assert len(meta["segments"]) == 8
    (index.folder / "meta.json").write_text(json.dumps(meta))
    assert index.status().articles == 255
    index.apply([batch([{"id": f"small{n}", "body": "buss"} for n in range(2, 12)], 8)], 8)
    assert len(segments(index)) < 8
    assert sorted(found(index, "buss")) == sorted(f"small{n}" for n in range(2, 12))
    assert index.status().articles == 255
