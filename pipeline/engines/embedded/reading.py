"""Reading an index where nobody may write: on a disk that is mounted read-only, or as another user.

Whoever opens an index takes a lock, a file that tantivy makes beside the others. Where it cannot be made, a folder of
links to the index's files takes its place.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

LOCKS: Final = (".tantivy-meta.lock", ".tantivy-writer.lock")


def may_write(folder: Path) -> bool:
    """Whether this user may make the locks in a folder, and write those that are there."""
    places = [folder, *(folder / name for name in LOCKS if (folder / name).exists())]
    return all(os.access(place, os.W_OK) for place in places)


class Links:
    """A temporary folder with links to an index's files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._place = tempfile.TemporaryDirectory(prefix="newsmill-index-")

    def path(self) -> str:
        """The folder, with links to the files that are there now."""
        there = os.listdir(self._place.name)
        for name in set(os.listdir(self._folder)).difference(there, LOCKS):
            os.symlink(self._folder.absolute() / name, os.path.join(self._place.name, name))
        return self._place.name

    def close(self) -> None:
        """Removes it."""
        self._place.cleanup()
