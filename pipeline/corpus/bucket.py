"""The small objects of a store: the one file that speaks S3, with errors in a sentence."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import Any, Final

import pyarrow.fs

from pipeline.corpus.layout import Stored
from pipeline.corpus.lease import Found
from pipeline.errors import StoreError

AT_ONCE: Final = 1000
"""Objects that one request can remove."""
MISSING: Final = ("NoSuchKey", "404", "NotFound")
CHANGED: Final = ("PreconditionFailed", "ConditionalRequestConflict", "412", "409")
DENIED: Final = "access is denied; the credentials must allow to list, read, write and delete there"
ANSWERS: Final = {
    "nosuchbucket": "there is no such bucket; make it, or give another address",
    "accessdenied": DENIED,
    "403": DENIED,
    "forbidden": DENIED,
    "invalidaccesskeyid": "the key is not known there; see to AWS_ACCESS_KEY_ID",
    "signaturedoesnotmatch": "the secret does not fit its key; see to AWS_SECRET_ACCESS_KEY",
    "expiredtoken": "the credentials have expired; get new ones",
    "invalidtoken": "the session's token is not valid; see to AWS_SESSION_TOKEN",
    "permanentredirect": "the bucket is in another region; set AWS_REGION to that",
    "nocredentialserror": "there are no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "partialcredentialserror": "the credentials are not whole; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "endpointconnectionerror": "the server cannot be reached; see to the network and AWS_ENDPOINT_URL",
    "connecttimeouterror": "the server cannot be reached; see to the network and AWS_ENDPOINT_URL",
    "networkconnection": "the server cannot be reached; see to the network and AWS_ENDPOINT_URL",
}
PAINT: Final = re.compile(r"\x1b\[[0-9;]*m|↳")


def reason(error: Exception) -> str:
    """What went wrong and what helps, from any of the three libraries' errors; the library's own words where it is
    nothing known."""
    text = " ".join(PAINT.sub(" ", str(error)).split())
    response = getattr(error, "response", None) or {}
    codes = [response.get("Error", {}).get("Code", ""), type(error).__name__]
    codes += re.findall(r"(?:AWS Error |<Code>)(\w+)", text)
    if "(Connect)" in text:  # how the table's library says it
        codes.append("networkconnection")
    for code in codes:
        known = ANSWERS.get(code.replace("_", "").lower())
        if known:
            return known
    return text.rstrip(".")


class Bucket:
    """The objects below a prefix of a bucket. What is not there raises FileNotFoundError, all else StoreError."""

    def __init__(self, address: str, bucket: str, prefix: str, endpoint: str | None) -> None:
        try:
            import boto3
            from botocore.config import Config
            from botocore.exceptions import BotoCoreError, ClientError
        except ImportError:
            raise StoreError(
                f"The store {address} needs a library that is not installed: pip install 'newsmill[s3]'"
            ) from None
        self._address, self._bucket, self._prefix = address, bucket, prefix
        self._errors = (BotoCoreError, ClientError)
        session = boto3.session.Session()
        self.region = os.environ.get("AWS_REGION") or session.region_name or _region(bucket, endpoint)
        config = Config(
            connect_timeout=5,
            read_timeout=60,
            retries={"mode": "standard", "max_attempts": 5},
            max_pool_connections=32,
        )
        with self._said():
            self._client = session.client("s3", region_name=self.region, endpoint_url=endpoint, config=config)

    @contextmanager
    def _said(self, name: str = "") -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            if _code(error) in MISSING:
                raise FileNotFoundError(2, "There is no such object", f"{self._address}/{name}") from error
            raise StoreError(
                f"The store {self._address} cannot be read or written: {reason(error)}. Then run the "
                "same command again: what is committed stays."
            ) from error

    def list(
        self, folder: str, below: bool, *, after: str = "", most: int | None = None
    ) -> Iterator[tuple[str, Stored]]:
        """Names that begin so; ``below``: those with further slashes too; ``after``: those that sort after this one;
        ``most``: so many at most, about."""
        asked: dict[str, Any] = {"Bucket": self._bucket, "Prefix": self._prefix + folder}
        asked |= {} if below else {"Delimiter": "/"}
        asked |= {"StartAfter": self._prefix + after} if after else {}
        with self._said(folder):
            for page in self._client.get_paginator("list_objects_v2").paginate(
                **asked, PaginationConfig={"MaxItems": most}
            ):
                for one in page.get("Contents", ()):
                    if not one["Key"].endswith("/"):
                        modified = int(one["LastModified"].timestamp() * 1000)
                        yield one["Key"].removeprefix(self._prefix), Stored(one["Size"], modified)

    def head(self, name: str) -> Stored:
        """Size and time."""
        with self._said(name):
            found = self._client.head_object(Bucket=self._bucket, Key=self._prefix + name)
        return Stored(found["ContentLength"], int(found["LastModified"].timestamp() * 1000))

    def look(self, name: str) -> Found:
        """See ``lease.Objects``."""
        with self._said(name):
            found = self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)
            content = found["Body"].read()
        now = parsedate_to_datetime(found["ResponseMetadata"]["HTTPHeaders"]["date"])
        return Found(content, found["ETag"], (now - found["LastModified"]).total_seconds())

    def put(self, name: str, content: bytes) -> None:
        """Writes an object."""
        with self._said(name):
            self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=content)

    def put_if(self, name: str, content: bytes, etag: str | None) -> str | None:
        """See ``lease.Objects``."""
        condition = {"IfNoneMatch": "*"} if etag is None else {"IfMatch": etag}
        try:
            found = self._client.put_object(
                Bucket=self._bucket, Key=self._prefix + name, Body=content, **condition
            )
            return str(found["ETag"])
        except self._errors as error:
            if _code(error) in (*CHANGED, *MISSING):
                return None
            with self._said(name):
                raise

    def delete(self, names: Sequence[str]) -> None:
        """Removes objects; those that are not there are no error."""
        for start in range(0, len(names), AT_ONCE):
            some = [{"Key": self._prefix + name} for name in names[start : start + AT_ONCE]]
            with self._said():
                found = self._client.delete_objects(
                    Bucket=self._bucket, Delete={"Objects": some, "Quiet": True}
                )
            for error in found.get("Errors", ()):
                raise StoreError(
                    f"An object of the store {self._address} cannot be removed ({error.get('Message')}). See to the "
                    "rights of the credentials and run the same command again."
                )


def _code(error: Exception) -> str:
    response: dict[str, Any] = getattr(error, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))


def _region(bucket: str, endpoint: str | None) -> str:
    """Where no variable names a region: that of the bucket; a server that is not Amazon's has none."""
    if endpoint:
        return "us-east-1"
    try:
        return str(pyarrow.fs.resolve_s3_region(bucket))
    except OSError:
        return "us-east-1"
