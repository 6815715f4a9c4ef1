"""The documents are held to the program: their commands run, their links and names exist, nothing is left out."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pipeline import generated, settings
from pipeline.cli import cli

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "samples/README.md"])
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
NAMED_PATH = re.compile(r"(?:pipeline|tests|samples|docs|configs|schemas|benchmarks)/[\w./-]*")
CALL = re.compile(r"(?:^|[/\s])newsmill ([^|;&>]+)")
COMMAND_NAME = re.compile(r"[a-z][a-z-]*(?: [a-z][a-z-]*)?")
GROUPS = tuple(name for name, command in cli.commands.items() if isinstance(command, click.Group))
MAKE = "make run\nmake test\n"


def each(*documents: Path) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("document", documents, ids=lambda path: path.relative_to(ROOT).as_posix())


by_name = each(*DOCUMENTS)


def blocks(document: Path, *languages: str) -> list[str]:
    """The fenced blocks in one of ``languages`` (``sh``: run as it stands; ``text``: only shown)."""
    return [text for kind, text in BLOCK.findall(document.read_text(encoding="utf-8")) if kind in languages]


def spoken(document: Path) -> Iterator[str]:
    """What a document says to type or names as code: blocks for the shell line by line, and code in the text."""
    text = document.read_text(encoding="utf-8")
    for kind, block in BLOCK.findall(text):
        if kind in ("sh", "text"):
            yield from block.splitlines()
    yield from CODE.findall(BLOCK.sub("", text))


def commands() -> dict[str, click.Command]:
    """Every command by its words: ``run``, ``index status``, ..."""
    found: dict[str, click.Command] = {}
    for name, command in cli.commands.items():
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}": inner_command for inner, inner_command in command.commands.items()}
        else:
            found[name] = command
    return found


# ---------------------------------------------------------------- shape


def test_the_readme_reaches_its_commands_by_line_15() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first = BLOCK.search(text)
    assert first is not None
    assert first.group(2) == MAKE
    assert text[: first.end()].count("\n") + 1 <= 15
    intro = text[: first.start()].split("\n", 1)[1].strip()
    assert len(re.findall(r"[.!?](?:\s|$)", intro)) == 3


def test_the_account_in_the_readme_is_that_of_the_samples() -> None:
    lines = [json.loads(line) for line in (ROOT / "samples/expected.jsonl").open(encoding="utf-8")]
    total = {name: sum(line[name] for line in lines) for name in ("stale", "duplicate", "rejected", "failed")}
    total["written"] = sum(line["articles"] for line in lines)
    total["read"] = sum(total.values())
    shown = re.findall(r"^  (\w+) +(\d+)\b", "\n".join(blocks(ROOT / "README.md", "text")), re.M)
    assert {name: int(count) for name, count in shown} == total


@by_name
def test_links_resolve(document: Path) -> None:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if not target.startswith(("https://", "#")):
            path = (document.parent / target.partition("#")[0]).resolve()
            assert path.exists(), f"{document.name} links to {target}"
            assert path.is_relative_to(ROOT), target


# History and generated text name what was or may be.
@each(*(document for document in DOCUMENTS if document.name not in ("CHANGELOG.md", "settings.md")))
def test_paths_that_are_named_exist(document: Path) -> None:
    for code in spoken(document):
        for name in NAMED_PATH.findall(code):
            if "<" not in code and "*" not in code:
                assert (ROOT / name.rstrip(".")).exists(), f"{document.name} names {name}"


@by_name
def test_documents_are_plain(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert not re.search(r"(?<!\w)/(?:home|root|work|tmp|Users)/", text)
    assert text.endswith("\n") and not text.endswith("\n\n")


# ---------------------------------------------------------------- the program


def test_every_command_is_documented() -> None:
    readme = "\n".join(spoken(ROOT / "README.md"))
    everywhere = "\n".join(line for document in DOCUMENTS for line in spoken(document))
    for name in cli.commands:
        assert f"newsmill {name}" in readme, f"README.md does not name newsmill {name}"
    for name in commands():
        assert f"newsmill {name}" in everywhere or name.split()[0] in GROUPS, name


@by_name
def test_commands_that_are_shown_exist_with_their_options(document: Path) -> None:
    known = commands()
    for line in spoken(document):
        for call in CALL.findall(re.sub(r"'[^']*'|\"[^\"]*\"", "QUOTED", line)):
            words = call.split(" -- ")[0].split()
            name = " ".join(words[:2]) if words[0] in GROUPS else words[0]
            if not COMMAND_NAME.fullmatch(name) or name in GROUPS:
                continue
            assert name in known, f"{document.name}: newsmill {name}"
            options = {option for parameter in known[name].params for option in parameter.opts}
            for word in words:
                if word.startswith("-"):
                    assert word in options | {"--help"}, f"{document.name}: newsmill {name} {word}"


def test_every_command_has_an_example_in_its_help() -> None:
    for name, command in commands().items():
        context = click.Context(command, info_name=f"newsmill {name}")
        text = command.get_help(context)
        assert "Example" in text and f"newsmill {name.split()[0]}" in text.split("Example")[1], name


def test_every_setting_stands_in_the_table() -> None:
    table = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert table == generated.settings_table()
    for row in settings.rows():
        assert f"| `{row.name}` |" in table


# ---------------------------------------------------------------- what is shown runs


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with some of the samples, for documents that begin after the first run."""
    folder = tmp_path_factory.mktemp("docs")
    shell(folder, 'newsmill run "$SAMPLES/text" "$SAMPLES/html" --quiet')
    return folder / "newsmill-store"


def shell(folder: Path, script: str) -> str:
    """Runs a script in ``folder`` with newsmill on the PATH; its output."""
    programs = folder / ".bin"
    programs.mkdir(exist_ok=True)
    program = programs / "newsmill"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipeline.cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "SAMPLES": str(ROOT / "samples/dump"),
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_readme_has_blocks_that_run() -> None:
    assert blocks(ROOT / "README.md", "sh")[1:]
    assert blocks(ROOT / "README.md", "python")


@each(*(document for document in DOCUMENTS if any(text != MAKE for text in blocks(document, "sh"))))
def test_blocks_for_the_shell_run(document: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    scripts = [script for script in blocks(document, "sh") if script != MAKE]
    if not scripts[0].startswith("newsmill run "):
        shutil.copytree(request.getfixturevalue("stocked"), tmp_path / "newsmill-store")
    for script in scripts:
        shell(tmp_path, script)


@each(*(document for document in DOCUMENTS if blocks(document, "python")))
def test_blocks_of_python_run(document: Path, tmp_path: Path) -> None:
    for number, script in enumerate(blocks(document, "python")):
        path = tmp_path / f"block{number}.py"
        path.write_text(script, encoding="utf-8")
        shell(tmp_path, f'"{sys.executable}" {path.name}')
