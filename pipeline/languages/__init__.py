"""Rules for languages as data: TOML files beside this module, and the look-ups that need them.

Labels, month names, agencies and boilerplate lines live in these files: a new language is a new file.
"""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any


@functools.cache
def load(name: str) -> dict[str, Any]:
    """The contents of ``<name>.toml``, read once per process; callers must not change what they get.

    Raises KeyError, naming the file, when there is none.
    """
    file = resources.files(__name__) / f"{name}.toml"
    if not file.is_file():
        raise KeyError(f"pipeline/languages/{name}.toml does not exist")
    return tomllib.loads(file.read_text(encoding="utf-8"))


@functools.cache
def names(prefix: str = "") -> tuple[str, ...]:
    """Names that ``load`` knows, sorted; with ``prefix`` only those that begin so (``dates.``)."""
    files = (file.name for file in resources.files(__name__).iterdir())
    found = (name.removesuffix(".toml") for name in files if name.endswith(".toml"))
    return tuple(sorted(name for name in found if name.startswith(prefix)))
