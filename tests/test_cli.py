"""The command line by itself: help, guide, streams, exit status, and that it loads nothing heavy."""

import os
import pathlib
import signal
import subprocess
import sys

import click
import pytest

from pipeline import archive, commands, frame, generated
from pipeline.cli import cli
from pipeline.errors import NewsmillError

ROOT = pathlib.Path(__file__).resolve().parents[1]


def newsmill(*words, cwd=None, **environ):
    """A run of the real program: (status, standard output, standard error)."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *words],
        cwd=cwd or ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def leaves(group=cli, path=()):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        else:
            yield (*path, name), command


def test_every_promised_command_is_there():
    names = {" ".join(path) for path, _ in leaves()}
    promised = "run search show explain detect export report failures rejected withdraw".split()
    promised += [f"index {name}" for name in "setup create status catch-up rebuild swap rollback".split()]
    assert names == {*promised, "schema write", "schema check"}


@pytest.mark.parametrize(
    ("path", "command"), [pytest.param(path, command, id="-".join(path)) for path, command in leaves()]
)
def test_every_command_has_help_with_an_example_and_the_common_options(path, command, capsys):
    assert frame.invoke(cli, [*path, "--help"]) == 0
    out, err = capsys.readouterr()
    for part in (
        "Usage: newsmill " + " ".join(path),
        "Example:",
        f"newsmill {' '.join(path)}",
        "--store DIR",
        "--config",
    ):
        assert part in out
    assert not err and len(command.get_short_help_str(60)) > 9 and "..." not in command.get_short_help_str(60)


def test_alone_it_prints_a_guide_with_three_commands():
    status, out, err = newsmill()
    assert (status, err) == (0, "")
    assert [f"newsmill {name} " in out for name in ("run", "search", "explain")] == [True] * 3
    assert len(out.splitlines()) < 10


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["run"], ["INPUT"]),
        (["fly"], ["No such command"]),
        (["run", "x", "--workers", "many"], ["many"]),
        (["run", "missing-folder"], ["missing-folder", "nothing was started"]),
        (["run", "missing-\x1b[31m"], [r"missing-\x1b[31m"]),
        (["run", ".", "--input-format", "avro"], ["avro", "jsonl"]),
        (["run", ".", "--config", "nowhere.yaml"], ["nowhere.yaml"]),
        (["run", ".", "--workers", "-3"], ["--workers", ">= 0"]),
        (["search", "(a"], ["character"]),
        (["search", "a", "--from", "yesterday"], ["yesterday", "YYYY"]),
        (["search", "nofield:x"], ["nofield"]),
        (["detect", "missing.txt"], ["missing.txt"]),
        (["explain", "tests"], ["folder"]),
        (["withdraw", "x"], ["--reason"]),
        (["index", "create"], ["--elasticsearch"]),
        (["index", "swap"], ["--elasticsearch"]),
        (["index", "rollback"], ["--elasticsearch"]),
        (["schema", "check", "--root", "/"], ["--root"]),
    ],
)
def test_wrong_usage_exits_with_2_says_why_and_makes_nothing(words, parts, tmp_path):
    status, out, err = newsmill(*words, NEWSMILL_STORE=str(tmp_path / "store"))
    assert (status, out) == (2, ""), err
    for part in parts:
        assert part in err
    assert "Traceback" not in err and "\x1b" not in err
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    "words", [["search", "a"], ["show", "x"], ["report"], ["failures"], ["export"], ["index", "status"]]
)
def test_a_store_that_is_not_there_is_named_with_the_way_out(words, tmp_path):
    status, out, err = newsmill(*words, "--store", "no-store", cwd=tmp_path)
    assert status in (1, 2) and out == "" and "no-store" in err and "newsmill run" in err
    assert "Traceback" not in err and not (tmp_path / "no-store").exists()


def test_debug_shows_the_traceback_and_keeps_the_status(tmp_path):
    status, _, err = newsmill("run", "missing", "--debug", cwd=tmp_path)
    assert status == 2 and "Traceback" in err
    assert newsmill("--debug", "run", "missing", cwd=tmp_path)[0] == 2


def raises(error):
    def function(*args, **options):
        raise error

    return function


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (NewsmillError("all\x1b is lost"), 1, r"all\x1b is lost"),
        (KeyboardInterrupt(), 1, "stopped"),
        (PermissionError(13, "Permission denied", "a\nb"), 1, r"Permission denied: a\x0ab"),
        (OSError(28, "No space left on device"), 1, "No space left"),
    ],
)
def test_errors_become_one_message_on_standard_error(monkeypatch, capsys, error, status, text):
    monkeypatch.setattr(archive, "detect", raises(error))
    assert frame.invoke(cli, ["detect", "x"]) == status
    out, err = capsys.readouterr()
    assert out == "" and text in err and len(err.splitlines()) == 1


def test_what_nobody_foresaw_is_called_a_bug(capsys):
    frame.unexpected(ValueError, ValueError("odd\x1b"), None)
    err = capsys.readouterr().err
    assert "this is a bug: ValueError: odd\\x1b" in err and "--debug" in err


def test_words_after_two_dashes_go_to_beam(monkeypatch):
    seen = {}

    def run(state, inputs, **options):
        seen.update(inputs=inputs, beam=state.beam_options, options=options)

    monkeypatch.setattr(commands, "run", run)
    assert frame.invoke(cli, ["run", "a", "b", "--fresh", "--", "--runner=FlinkRunner", "--x", "1"]) == 0
    assert seen["inputs"] == ["a", "b"] and seen["beam"] == ["--runner=FlinkRunner", "--x", "1"]
    assert seen["options"]["fresh"] and not seen["options"]["strict"]


def test_common_options_reach_the_settings(tmp_path, monkeypatch):
    (tmp_path / "c.yaml").write_text("workers: 3\nstore: from-file\n")
    monkeypatch.setenv("NEWSMILL_WINDOW", "5")
    state = frame.State(store="mine", config=str(tmp_path / "c.yaml"))
    found = state.settings(elasticsearch__url="http://x", workers=None)
    assert (found.store, found.workers, found.window) == ("mine", 3, 5)
    assert found.elasticsearch.url == "http://x"


def test_a_closed_pipe_ends_cleanly():
    many = [f"tests/{path.name}" for path in sorted((ROOT / "tests").glob("*.py"))] * 300
    command = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "detect", "--json", *many],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert command.stdout.readline()
    command.stdout.close()
    assert command.stderr.read() == b"" and command.wait(30) == 0


def test_ctrl_c_is_one_line(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    config = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "report", "--config", str(pipe)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # A shell's background jobs, these tests among them, may have been told to ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    with pipe.open("w"):  # opens once the program reads from it
        config.send_signal(signal.SIGINT)
        out, err = config.communicate(timeout=30)
    assert (config.returncode, out, err) == (1, "", "newsmill: stopped\n")


def test_the_generated_files_are_current():
    assert generated.stale(ROOT) == [], "run: newsmill schema write"


def test_schema_check_tells_what_is_not_current(tmp_path):
    (tmp_path / "schemas").mkdir()
    assert newsmill("schema", "check", "--root", str(tmp_path))[0] == 1
    assert newsmill("schema", "write", "--root", str(tmp_path))[0] == 0
    assert newsmill("schema", "check", "--root", str(tmp_path))[0] == 0
    (tmp_path / "docs" / "settings.md").write_text("old")
    status, _, err = newsmill("schema", "check", "--root", str(tmp_path))
    assert status == 1 and "not current: docs/settings.md" in err
