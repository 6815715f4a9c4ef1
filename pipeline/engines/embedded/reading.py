"""Reading an index where nobody may write: on a disk that is mounted read-only, or as another user.

Whoever opens an index takes a lock, a file that tantivy makes beside the others. Where it cannot be made, a folder of
links to the index's files takes its place.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import weakref
from pathlib import Path
from typing import Final

LOCKS: Final = (".tantivy-meta.lock", ".tantivy-writer.lock")
TRIES: Final = 20


def may_write(folder: Path) -> bool:
    """Whether this user may make the locks in a folder, and write those that are there."""
    places = [folder, *(folder / name for name in LOCKS if (folder / name).exists())]
    return all(os.access(place, os.W_OK) for place in places)


class Links:
    """A temporary folder with links to an index's files; removed at the latest when the process ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._place = tempfile.mkdtemp(prefix="newsmill-index-")
        self._removal = weakref.finalize(self, _remove, self._place)

    def path(self) -> str:
        """The folder, with links to the files that are there now."""
        there = os.listdir(self._place)
        for name in set(os.listdir(self._folder)).difference(there, LOCKS):
            os.symlink(self._folder.absolute() / name, os.path.join(self._place, name))
        return self._place

    def close(self) -> None:
        """Removes it."""
        self._removal()


def _remove(place: str) -> None:
    """Removes a folder. The thread that looks for commits, with which tantivy opens an index, may make its lock once
    more meanwhile: so it is tried again, and a lock that stays behind is no error of the search."""
    for _ in range(TRIES):
        shutil.rmtree(place, ignore_errors=True)
        if not os.path.exists(place):
            return
        time.sleep(0.05)
