"""A store on an object store that speaks S3: the same files as objects under ``s3://bucket/path``.

Small files go through boto3, whose errors have codes; Parquet through pyarrow; the table through its own library. All
three take their credentials, and the address of a server that is not Amazon's, from the usual AWS variables: nothing
of them is in a setting, a message or a worker's task. An object is there whole or not at all, and lasts once written.
"""

from __future__ import annotations

import hashlib
import pathlib
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final

import pyarrow.fs

from pipeline.corpus.bucket import Bucket, reason
from pipeline.corpus.disk import full
from pipeline.corpus.layout import ARTICLES, Layout, Stored
from pipeline.corpus.lease import NAME, held
from pipeline.errors import StoreError

ADDRESS: Final = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[\w.=+-]+)*)/*", re.ASCII)
PATIENCE: Final = {"connect_timeout": "10s", "timeout": "60s", "max_retries": "5", "retry_timeout": "60s"}
"""For the table's library, which would go on for three minutes."""


class ObjectLayout(Layout):
    """See ``Layout``. ``cache``: a local folder for what can be made again; ``endpoint``: a server of another's."""

    def __init__(self, store: str, cache: pathlib.Path, endpoint: str | None) -> None:
        found = ADDRESS.fullmatch(store)
        if found is None or {".", ".."}.intersection(found[2].split("/")):
            raise StoreError(
                f"A store cannot be kept at {store}: give a folder, or s3://bucket/path with a path of letters, digits "
                "and the signs - _ . = +."
            )
        bucket, path = found[1], found[2].strip("/")
        self._cache = cache
        self.root = f"{bucket}/{path}".rstrip("/")
        self.address = f"s3://{self.root}"
        self.table = f"{self.address}/{ARTICLES}"
        self._where = f"{endpoint or ''} {self.address}"
        self._bucket = Bucket(self.address, bucket, f"{path}/" if path else "", endpoint)
        self.options = {**PATIENCE, "aws_region": self._bucket.region}
        if endpoint:
            self.options |= {
                "aws_endpoint": endpoint,
                "aws_allow_http": str(endpoint.startswith("http:")).lower(),
            }
        self.fs = pyarrow.fs.S3FileSystem(
            region=self._bucket.region, endpoint_override=endpoint, connect_timeout=10, request_timeout=60,
            retry_strategy=pyarrow.fs.AwsStandardS3RetryStrategy(max_attempts=5), allow_delayed_open=True,
        )  # fmt: skip

    def files(self, folder: str, ending: str = "", *, below: bool = False) -> dict[str, Stored]:
        """See ``Layout``."""
        found = self._bucket.list(f"{folder}/", below)
        return {name: stored for name, stored in sorted(found) if name.endswith(ending)}

    def names(self, folder: str, ending: str = "", *, after: str = "") -> list[str]:
        """See ``Layout``."""
        found = self._bucket.list(f"{folder}/", False, after=after)
        return sorted(name for name, _ in found if name.endswith(ending))

    def stored(self, name: str) -> Stored:
        """See ``Layout``."""
        return self._bucket.head(name)

    def read(self, name: str) -> bytes:
        """See ``Layout``."""
        return self._bucket.look(name).content

    def write(self, name: str, content: bytes, *, lasting: bool = True) -> None:
        """See ``Layout``."""
        self._bucket.put(name, content)

    def move(self, name: str, new: str) -> None:
        """See ``Layout``."""
        self.write(new, self.read(name))
        self.remove([name])

    def remove(self, names: Iterable[str]) -> None:
        """See ``Layout``."""
        self._bucket.delete(list(names))

    def last(self, names: Iterable[str]) -> None:
        """See ``Layout``."""

    def make(self) -> None:
        """See ``Layout``: there are no folders to make."""

    def there(self) -> bool:
        """See ``Layout``."""
        return any(True for _ in self._bucket.list("", True, most=1))

    def foreign(self) -> bool:
        """See ``Layout``."""
        return any(
            name != NAME and not name.startswith(f"{ARTICLES}/")
            for name, _ in self._bucket.list("", True, most=1000)
        )

    def local(self, corpus: str) -> pathlib.Path:
        """See ``Layout``: in the cache folder, for this table at this address (a copy of it may go other ways)."""
        folder = self._cache / f"{corpus}-{hashlib.sha1(self._where.encode()).hexdigest()[:8]}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """See ``Layout``."""
        try:
            yield
        except (OSError, sqlite3.OperationalError) as error:
            if full(error) or isinstance(error, sqlite3.OperationalError):
                raise StoreError(
                    f"The cache folder {self._cache} of the store {self.address} cannot be written ({error}). "
                    "Make room or set another one (setting cache), and run the same command again."
                ) from error
            raise StoreError(
                f"The store {self.address} cannot be read or written: {reason(error)}. Then run the "
                "same command again: what is committed stays."
            ) from error

    def locked(self) -> AbstractContextManager[Callable[[], None]]:
        """See ``Layout``: a lease."""
        return held(self._bucket, self.address)
