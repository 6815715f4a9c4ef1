"""Settings: the order of strength, the messages, the table."""

import pathlib
import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import layers, settings
from pipeline.errors import UsageError

ROOT = pathlib.Path(__file__).resolve().parents[1]


def write(folder: pathlib.Path, text: str) -> str:
    file = folder / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_each_layer_is_stronger_than_the_one_before(tmp_path):
    file = write(tmp_path, "workers: 2\nwindow: 3\nlanguage:\n  detector: pycld2\n")
    environ = {"NEWSMILL_WORKERS": "5", "NEWSMILL_LANGUAGE__DETECTOR": "langdetect"}
    assert settings.load(environ={}).workers == 0
    assert settings.load(file, environ={}).workers == 2
    assert settings.load(file, environ=environ).workers == 5
    strongest = settings.load(file, environ=environ, flags={"workers": 7, "store": None})
    assert (strongest.workers, strongest.window, strongest.language.detector) == (7, 3, "langdetect")
    assert strongest.store == "newsmill-store"


def test_mappings_are_joined_and_sizes_read(tmp_path):
    file = write(
        tmp_path,
        "unit_bytes: 1.5 MiB\nchunk_bytes: 10kB\nelasticsearch: {batch_bytes: 2 MiB}\n"
        "fields: {aliases: {overskrift: title}}\n",
    )
    found = settings.load(file, environ={"NEWSMILL_FIELDS__ALIASES": "{brodtekst: body}"})
    assert (found.unit_bytes, found.chunk_bytes) == (1572864, 10_000)
    assert found.elasticsearch.batch_bytes == 2 << 20
    assert found.fields.aliases == {"overskrift": "title", "brodtekst": "body"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("wokers: 2", ["mine.yaml", "`wokers`", "`workers`"]),
        ("detector: auto", ["`detector`", "`language.detector`"]),
        ("language: {detektor: auto}", ["`language.detektor`", "`language.detector`"]),
        ("langage: {detector: auto}", ["`langage.detector`", "`language.detector`"]),
        ("zzz: 1", ["`zzz`", "docs/settings.md"]),
        ("language: {detector: clever}", ["language.detector", "clever", "auto, langdetect"]),
        ("workers: -1", ["workers", ">= 0"]),
        ("workers: many", ["workers", "a whole number"]),
        ("unit_bytes: big", ["unit_bytes", "64 MiB", "'big'"]),
        ("elasticsearch: {batch_bytes: big}", ["elasticsearch.batch_bytes", "64 MiB", "'big'"]),
        ("language: auto", ["language", "section"]),
        ("- a\n- b", ["name: value"]),
        ("a: [", ["no YAML"]),
        ("round_seconds: .nan", ["round_seconds"]),
    ],
)
def test_what_is_wrong_is_named_with_the_file_and_the_way_out(tmp_path, text, parts):
    with pytest.raises(UsageError) as caught:
        settings.load(write(tmp_path, text), environ={})
    assert caught.value.exit_code == 2
    for part in ["mine.yaml", *parts]:
        assert part in caught.value.message


def test_a_file_that_is_no_text_and_one_that_is_missing(tmp_path):
    (tmp_path / "binary").write_bytes(b"\xff\x00\x80")
    for name in ("binary", "missing.yaml", ""):
        with pytest.raises(UsageError):
            settings.load(str(tmp_path / name), environ={})


def test_a_wrong_variable_is_named_as_a_variable():
    with pytest.raises(UsageError, match=r"NEWSMILL_WORKER\. Did you mean NEWSMILL_WORKERS"):
        settings.load(environ={"NEWSMILL_WORKER": "2"})
    others = {
        "NEWSMILL_FAULT": "kill:x:1",
        "NEWSMILL_NO_SKIPS": "1",
        "NEWSMILL_TEST_SERVER": "x",
        "OTHER": "1",
    }
    assert settings.load(environ=others) == settings.load(environ={})


def test_settings_are_frozen_hashed_pickled_and_keep_secrets():
    found = settings.load(
        environ={
            "NEWSMILL_ELASTICSEARCH__API_KEY": "geheim",
            "NEWSMILL_ELASTICSEARCH__PASSWORD": "geheim",
            "NEWSMILL_ELASTICSEARCH__URL": "http://u:geheim@localhost:9200",
        }
    )
    assert pickle.loads(pickle.dumps(found)) == found
    assert hash(found) == hash(pickle.loads(pickle.dumps(found)))
    assert "geheim" not in repr(found) and "localhost" in repr(found)
    with pytest.raises(AttributeError):
        found.workers = 3


def test_a_profile_can_be_named_and_every_shipped_one_is_valid():
    for file in (ROOT / "configs").glob("*.yaml"):
        settings.load(file.stem, environ={})


def test_the_table_covers_every_setting_with_a_sentence():
    rows = settings.rows()
    assert len({row.name for row in rows}) == len(rows) >= 18
    for row in rows:
        assert row.sentence.endswith(".") and row.sentence[0].isupper(), row.name
        assert row.default
        assert row.variable == layers.variable_of(row.name)


@given(st.sampled_from([row.name for row in settings.rows()]), st.text(max_size=30))
def test_no_value_of_a_variable_gives_anything_but_settings_or_a_usage_error(name, text):
    try:
        settings.load(environ={layers.variable_of(name): text})
    except UsageError as error:
        assert layers.variable_of(name) in error.message


def test_profiles_are_found_from_any_folder(tmp_path):
    code = "from pipeline import settings; print(settings.load(environ={}).engines)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "('embedded',)", done.stderr
