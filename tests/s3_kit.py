"""A real server that speaks S3, on this machine, for the tests of stores on an object store."""

from __future__ import annotations

import importlib.util
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

BUCKET = "news-archive"
NEEDED = ("boto3", "moto", "flask", "flask_cors")
SECRET = "a-secret-that-no-message-shows"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="session", name="s3_server")
def serving() -> Iterator[str]:
    """The address of the server that all tests share."""
    with server() as (address, _):
        yield address


@contextmanager
def server() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server's address and its process, with one empty bucket."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"needs the dev environment's {', '.join(missing)}: make setup")
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            assert process.poll() is None, "the server ended"
            try:
                make = urllib.request.Request(f"{address}/{BUCKET}", method="PUT")
                urllib.request.urlopen(make, timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        yield address, process
    finally:
        process.terminate()
        process.wait(20)


def variables(server: str, cache: pathlib.Path) -> dict[str, str]:
    """The environment of a user of that server."""
    return {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "someone",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_EC2_METADATA_DISABLED": "true",
        "XDG_CACHE_HOME": str(cache),
    }


@pytest.fixture(name="s3")
def empty_store(s3_server: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty store on that server, with the environment set for it."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in variables(s3_server, tmp_path / "cache").items():
        monkeypatch.setenv(name, value)
    return f"s3://{BUCKET}/{tmp_path.name}/store"
