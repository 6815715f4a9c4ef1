"""The import rule of DESIGN, and what `import pipeline` may load."""

from __future__ import annotations

import ast
import functools
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
BASE = {"model", "document", "frozen", "errors", "faults", "deadletter", "paths"}
PARTS = ("readers", "steps", "decide", "corpus", "engines")
LOW = BASE | {"languages", "query"}
ALLOWED: dict[str, set[str]] = {
    **{name: {"document", "frozen"} for name in BASE},
    "languages": BASE,
    "lexer": BASE | {"languages"},
    "query": BASE | {"languages", "lexer"},
    **{part: LOW | {part} for part in PARTS},
    "deadletter": {"model"},
    "paths": set(),
    "process": BASE,
    "guard": BASE | {"forkserver"},
    "forkserver": set(),
    "plan": BASE,
    "ranges": BASE,
    "show": BASE,
    "progress": BASE | {"show", "logs"},
    "logs": BASE | {"show"},
    "metrics": BASE | {"report"},
    "layers": BASE,
    "engine_failures": BASE,
    "settings": BASE | {"layers"},
    "report": BASE | {"show", "report_html"},
    "report_html": BASE | {"show", "report"},
    "report_text": BASE | {"show", "report"},
    "chain": LOW | {"readers", "steps", "decide", "process"},
    "worker": BASE | {"chain", "process", "memory"},
    "preload": {"chain", "corpus", "steps"},
    "deathsig": set(),
    "memory": set(),
    "__init__": {"model", "chain"},
}
ANYTHING = {
    "run",
    "submit",
    "interrupt",
    "watching",
    "cli",
    "beam",
    "follow",
    "commands",
    "archive",
    "indexing",
    "frame",
    "options",
    "terminal",
    "explaining",
    "generated",
}
HOMES = {
    "apache_beam": "beam",
    "trafilatura": "steps/body.py",
    "tantivy": "engines/embedded",
    "deltalake": "corpus",
    "boto3": "corpus/bucket.py",
    "botocore": "corpus/bucket.py",
    "pebble": "guard.py",
    "fastwarc": "readers",
    "elasticsearch": "engines/elasticsearch",
    "pycld2": "steps/language.py",
    "langdetect": "steps/language.py",
    "py3langid": "steps/language.py",
}


def modules() -> list[pathlib.Path]:
    return sorted((ROOT / "pipeline").rglob("*.py"))


@functools.cache
def tree(path: pathlib.Path) -> ast.Module:
    """A module as parsed, once for all tests."""
    return ast.parse(path.read_text(encoding="utf-8"))


def part_of(path: pathlib.Path) -> str:
    inside = path.relative_to(ROOT / "pipeline").parts
    return inside[0] if len(inside) > 1 else path.stem


@functools.cache
def imports(path: pathlib.Path) -> set[str]:
    """Full dotted names that a module imports, anywhere in it."""
    package = ["pipeline", *path.relative_to(ROOT / "pipeline").parts[:-1]]
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])
            base = base if node.level else node.module or ""
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def test_the_import_rule_holds() -> None:
    wrong = []
    for path in modules():
        part = part_of(path)
        if part in ANYTHING:
            allowed = None
        else:
            assert part in ALLOWED, f"{path}: say in test_layers what {part} may import"
            allowed = ALLOWED[part] | {part}
        for name in imports(path):
            bits = name.split(".")
            if bits[0] != "pipeline" or len(bits) < 2 or not bits[1]:
                continue
            target = bits[1]
            known = (ROOT / "pipeline" / f"{target}.py").exists() or (ROOT / "pipeline" / target).is_dir()
            if known and allowed is not None and target not in allowed:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
            if part == "beam" and target in ("run", "cli", "commands", "follow"):
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_each_library_has_one_home() -> None:
    wrong = []
    for path in modules():
        inside = path.relative_to(ROOT / "pipeline").as_posix()
        for name in imports(path):
            home = HOMES.get(name.split(".")[0])
            if home and not inside.startswith(home):
                wrong.append(f"{inside} imports {name}; its home is {home}")
    assert not wrong, "\n".join(wrong)


def test_no_file_is_long() -> None:
    long = [p for folder in ("pipeline", "tests", "benchmarks") for p in (ROOT / folder).rglob("*.py")]
    long = [p for p in long if len(p.read_text(encoding="utf-8").splitlines()) > 300]
    assert not long, f"over 300 lines: {long}"


def test_no_function_is_long() -> None:
    long = [
        f"{path.name} {node.name}"
        for folder in ("pipeline", "tests", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 49
    ]
    assert not long, f"50 lines or more: {long}"


def test_one_broad_except() -> None:
    found = []
    for path in modules():
        for node in ast.walk(tree(path)):
            names = (
                {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)}
                if isinstance(node, ast.ExceptHandler) and node.type
                else set()
            )
            if isinstance(node, ast.ExceptHandler) and (
                node.type is None or names & {"Exception", "BaseException"}
            ):
                found.append(path.name)
    assert found == ["process.py"]


HEAVY = (
    "apache_beam",
    "deltalake",
    "tantivy",
    "pycld2",
    "py3langid",
    "langdetect",
    "trafilatura",
    "elasticsearch",
    "pyarrow",
    "fastwarc",
    "lxml",
)


def loaded_by(code: str) -> set[str]:
    listing = f"import sys\n{code}\nprint(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split()) if done.stdout.strip() else set()


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded_by("import pipeline; pipeline.Article") == set()


def test_the_help_loads_nothing_heavy() -> None:
    code = "from pipeline import cli, frame\nfor words in ['--help'], ['run', '--help']: frame.invoke(cli.cli, words)"
    assert loaded_by(code) == set()
