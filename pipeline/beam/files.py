"""Opens and finds inputs: local paths by the operating system, ``scheme://`` through Beam's FileSystems."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from pipeline.errors import UsageError
from pipeline.model import SourceFile
from pipeline.paths import opened


def open_source(path: str, folder: str = "") -> BinaryIO:
    """The raw bytes of a source, never decompressed. ``folder``: where a relative path begins, if not in the working
    folder. Raises OSError."""
    if "://" not in path:
        return open(opened(os.path.join(folder, path)), "rb", buffering=0)
    from apache_beam.io.filesystem import CompressionTypes

    found: BinaryIO = _file_systems().open(path, compression_type=CompressionTypes.UNCOMPRESSED)
    return found


def _file_systems() -> Any:
    """Beam's file systems; those of clouds are told options even where no pipeline has been made yet. S3 takes its
    credentials from the environment."""
    from apache_beam.io.filesystems import FileSystems
    from apache_beam.options.pipeline_options import PipelineOptions

    if FileSystems._pipeline_options is None:
        FileSystems.set_options(PipelineOptions([]))
    return FileSystems


class Counted(io.RawIOBase):
    """A file that tells how many bytes are read from it."""

    def __init__(self, raw: BinaryIO, tell: Callable[[int], None]) -> None:
        super().__init__()
        self._raw, self._tell = raw, tell

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """As the file."""
        return self._raw.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As the file."""
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        """As the file."""
        return self._raw.tell()

    def readinto(self, buffer: Any) -> int:
        """As the file; counted."""
        found = self._raw.read(len(buffer))
        buffer[: len(found)] = found
        self._tell(len(found))
        return len(found)

    def close(self) -> None:
        """Closes the file."""
        self._raw.close()
        super().close()


def open_counted(path: str, tell: Callable[[int], None], folder: str = "") -> BinaryIO:
    """``open_source``, with each read told."""
    return cast(BinaryIO, Counted(open_source(path, folder), tell))


def find_remote(address: str) -> list[SourceFile]:
    """The files behind an address: a file, a pattern, or a folder with all below it."""
    from apache_beam.io.filesystem import BeamIOError

    match = _file_systems().match
    try:
        patterns = [address] if not address.endswith("/") else [address + "**"]
        found = [m for result in match(patterns) for m in result.metadata_list]
        if not found and not address.endswith("/"):
            found = [m for result in match([address + "/**"]) for m in result.metadata_list]
    except (BeamIOError, ValueError) as error:
        raise UsageError(
            f"cannot list {address}: {error} (nothing was started; check the address and its access)"
        ) from error
    return [SourceFile(m.path, m.size_in_bytes, str(m.last_updated_in_seconds or "")) for m in found]
