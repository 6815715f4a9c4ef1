"""A server, how to be let in, and what it says when it does not: every error of the client becomes a sentence.

Secrets stand in no repr and in no pickle: a process that a ``Connection`` travels to takes them from its own
environment (``NEWSMILL_ELASTICSEARCH__API_KEY``, ``NEWSMILL_ELASTICSEARCH__PASSWORD``).
"""

from __future__ import annotations

import os
import random
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import unquote, urlsplit

import elasticsearch
from elastic_transport import ApiError, TlsError, TransportError
from elasticsearch import Elasticsearch, UnsupportedProductError

from pipeline.engines import Unreachable
from pipeline.errors import EngineError, UsageError

T = TypeVar("T")
CLIENT: Final = ".".join(map(str, elasticsearch.__version__))
CLIENT_MAJOR: Final = int(elasticsearch.__version__[0])
VARIABLES: Final = {
    "api_key": "NEWSMILL_ELASTICSEARCH__API_KEY",
    "password": "NEWSMILL_ELASTICSEARCH__PASSWORD",
}
SHUT: Final = ("cluster_block_exception", "index_closed_exception")
"""What Elasticsearch calls an index that was blocked or closed: no right of a user's changes that."""
PORTS: Final = {"http": 9200, "https": 443}


@dataclass(frozen=True, slots=True)
class Secrets:
    """What lets us in. Hidden in its own repr; never pickled."""

    api_key: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return "Secrets(***)" if self.api_key or self.password else "Secrets()"

    def __reduce__(self) -> tuple[Any, ...]:
        return Secrets, ()


_known: dict[tuple[str, str | None], Secrets] = {}
"""The secrets that this process was given, by server and user: a pickle that comes back home finds them."""


class Connection:
    """Where a server is and how to be let in; made by anyone, opened where it is needed.

    ``url`` (``https://host:9200``; a user and password in it are taken out) or ``cloud_id``. ``ca_certs``: a file.
    ``timeout``: seconds for one request. Certificates are always verified. UsageError for an address that is none.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        cloud_id: str | None = None,
        api_key: str | None = None,
        user: str | None = None,
        password: str | None = None,
        ca_certs: str | None = None,
        timeout: float = 60.0,
    ) -> None:
        self.cloud_id, self.user, self.ca_certs, self.timeout = cloud_id, user, ca_certs, timeout
        self.url = None
        if url is not None:
            self.url, url_user, url_password = _taken_apart(url)
            self.user, password = user or url_user, password or url_password
        elif cloud_id is None:
            raise UsageError("no Elasticsearch is named: give --elasticsearch URL, or set elasticsearch.url.")
        api_key, password = api_key and _sent(api_key), password and password.strip("\r\n")
        if api_key or password:
            _known[self._key] = Secrets(api_key, password)

    @property
    def where(self) -> str:
        """The server's name for people."""
        return self.url or f"cloud deployment {str(self.cloud_id).partition(':')[0]}"

    @property
    def _key(self) -> tuple[str, str | None]:
        return self.where, self.user

    def __repr__(self) -> str:
        return f"Connection({self.where!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _revived, (self.url, self.cloud_id, self.user, self.ca_certs, self.timeout)

    def _secrets(self) -> Secrets:
        if self._key in _known:
            return _known[self._key]
        return Secrets(**{name: os.environ.get(variable) or None for name, variable in VARIABLES.items()})

    def open(self) -> Elasticsearch:
        """A client, which tries each request once: retrying is ours. EngineError for unreadable certificates."""
        options: dict[str, Any] = {
            "request_timeout": self.timeout,
            "max_retries": 0,
            "retry_on_timeout": False,
        }
        secrets = self._secrets()
        if secrets.api_key:
            options["api_key"] = secrets.api_key
        elif self.user and secrets.password:
            options["basic_auth"] = (self.user, secrets.password)
        if self.ca_certs:
            options["ca_certs"] = self.ca_certs
        try:
            return Elasticsearch(self.url, cloud_id=self.cloud_id, **options)
        except (ValueError, OSError, ssl.SSLError) as error:
            raise EngineError(
                f"no client for {self.where} can be made ({error}); see the settings elasticsearch.*"
            ) from None


def _revived(
    url: str | None, cloud_id: str | None, user: str | None, ca_certs: str | None, timeout: float
) -> Connection:
    return Connection(url, cloud_id=cloud_id, user=user, ca_certs=ca_certs, timeout=timeout)


def _sent(key: str) -> str:
    """A key as it goes into a header, without the line's end that a file may give it. UsageError, without the key,
    where no header can hold it."""
    key = key.strip()
    if not (key.isprintable() and key.isascii()):
        raise UsageError(
            "elasticsearch.api_key holds a character that no key has: only printable ASCII can be sent."
        )
    return key


def _taken_apart(url: str) -> tuple[str, str | None, str | None]:
    """The address without user and password, and these two."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in PORTS or not parts.hostname:
        shown = url.rpartition("@")[2]
        raise UsageError(f"{shown!r} is no address of a server: expected one such as http://localhost:9200")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
    return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}", user, password


# ---------------------------------------------------------------- what it says


@contextmanager
def told(where: str, doing: str = "this") -> Iterator[None]:
    """Turns what the client raises into an EngineError that names the way out. ``doing``: what was asked for."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise explained(error, where, doing) from error


def explained(error: ApiError | TransportError, where: str, doing: str = "this") -> EngineError:
    """The sentence for an error of the client."""
    if isinstance(error, TlsError):
        if "WRONG_VERSION_NUMBER" in _cause(error):
            return EngineError(
                f"what answers at {where} speaks no TLS: give its address with http://, or another port"
            )
        return EngineError(
            f"the certificate of {where} is not trusted ({_cause(error)}): name the file with its authority's "
            "certificate in the setting elasticsearch.ca_certs"
        )
    if isinstance(error, UnsupportedProductError):
        return EngineError(f"what answers at {where} is not Elasticsearch: check the address")
    if isinstance(error, TransportError):
        return Unreachable(
            f"no Elasticsearch answers at {where} ({_cause(error)}): start it or check the address, "
            "then `newsmill index catch-up`"
        )
    status, reason = error.meta.status, reason_of(error)
    if 300 <= status < 400 or (status == 404 and "x-elastic-product" not in error.meta.headers):
        elsewhere = (
            f", sends us to {error.meta.headers['location']}" if "location" in error.meta.headers else ""
        )
        return EngineError(
            f"what answers at {where} is not Elasticsearch ({status}{elsewhere}): check the address"
        )
    if "media_type_header_exception" in str(error.body):
        return EngineError(_other_client(where))
    if status == 401:
        return EngineError(
            f"{where} does not let us in: set elasticsearch.api_key, or user and password "
            f"({VARIABLES['api_key']} in the environment), to ones that it knows"
        )
    if status in (400, 403) and any(name in str(error.body) for name in SHUT):
        return EngineError(
            f"{where} does not allow {doing}: {reason.rstrip(';')}: lift the block, or open the index"
        )
    if status == 403:
        return EngineError(
            f"{where} does not allow {doing}: {reason}; docs/writing.md lists what a user needs"
        )
    if status in (429, 502, 503, 504):
        return Unreachable(f"{where} is too busy or not ready ({status}: {reason}): try again later")
    return EngineError(f"{where} refuses {doing} ({status}: {reason})")


def reason_of(error: ApiError) -> str:
    """Elasticsearch's own reason for an error."""
    body = error.body if isinstance(error.body, dict) else {}
    found = body.get("error") or error.message
    if isinstance(found, dict):
        found = found.get("reason") or found.get("type")
    return " ".join(str(found).split())[:500]


def _cause(error: TransportError) -> str:
    cause: Any = error.errors[0] if error.errors else error.message
    cause = getattr(cause, "reason", None) or getattr(cause, "__cause__", None) or cause
    text = " ".join(str(cause).split())
    return (text.rpartition("): ")[2] if "object at 0x" in text else text)[:200]


def _other_client(where: str) -> str:
    """A server of an older major version refuses a newer client's requests."""
    older = CLIENT_MAJOR - 1
    wanted = "'elasticsearch>=8.19,<9'" if older == 8 else f"'elasticsearch<{CLIENT_MAJOR}'"
    return (
        f"{where} is an older Elasticsearch, which refuses the installed client {CLIENT}: "
        f"pip install {wanted}"
    )


def patiently(patience: float, ask: Callable[[], T]) -> T:
    """What ``ask`` gives; while it is Unreachable, asks again for ``patience`` seconds, then raises that."""
    end, pause = time.monotonic() + patience, 0.1
    while True:
        try:
            return ask()
        except Unreachable:
            if time.monotonic() + pause > end:
                raise
        time.sleep(random.uniform(pause / 2, pause))
        pause = min(2 * pause, 5.0)


def check(client: Elasticsearch, where: str) -> str:
    """The server's version. EngineError where it does not answer, is none, or does not go with this client."""
    with told(where, "asking for its version"):
        info = client.info()
    version = str(info["version"]["number"])
    major = int(version.partition(".")[0])
    if major < 8:
        raise EngineError(f"{where} is Elasticsearch {version}; newsmill needs 8.19 or newer")
    if major < CLIENT_MAJOR:
        raise EngineError(_other_client(where))
    return version
