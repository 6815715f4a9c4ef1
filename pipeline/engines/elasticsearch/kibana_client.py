"""Importing the dashboards into a Kibana, with the same user or key as Elasticsearch's."""

from __future__ import annotations

import base64
import json
import ssl
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any, Final

from pipeline.engines import Unreachable
from pipeline.errors import EngineError, UsageError

BOUNDARY: Final = "newsmill-4c7f2f6a1d"
PAUSE: Final = 2.0


@dataclass(frozen=True, slots=True)
class Kibana:
    """A Kibana at ``url``. ``authorization``: the header's value, never shown; ``ca_certs``: a file."""

    url: str
    authorization: str | None = None
    ca_certs: str | None = None

    def __post_init__(self) -> None:
        if not self.url.startswith(("http://", "https://")):
            raise UsageError(
                f"{self.url!r} is no address of a Kibana: expected one such as http://localhost:5601"
            )
        if "@" in self.url.split("/")[2]:
            raise UsageError(
                "the address of a Kibana holds a user or password, which every message would show: Elasticsearch's "
                "are used (settings elasticsearch.user, elasticsearch.password, elasticsearch.api_key)"
            )

    def __repr__(self) -> str:
        return f"Kibana({self.url!r})"

    def ready(self, patience: float) -> None:
        """Waits until it answers and is available, at most so many seconds. EngineError otherwise."""
        end = time.monotonic() + patience
        while True:
            try:
                status = self._call("GET", "/api/status")
            except Unreachable as error:
                why = error.message
            else:
                level = status.get("status", {}).get("overall", {}).get("level", "available")
                if level == "available":
                    return
                why = f"Kibana at {self.url} is {level}"
            if time.monotonic() >= end:
                raise Unreachable(why)
            time.sleep(PAUSE)

    def load(self, ndjson: str) -> int:
        """Imports saved objects in place of those with the same ids; how many. EngineError names what is refused."""
        part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="newsmill.ndjson"\r\n'
        body = f"{part}Content-Type: application/ndjson\r\n\r\n{ndjson}\r\n--{BOUNDARY}--\r\n"
        answer = self._call("POST", "/api/saved_objects/_import?overwrite=true", body.encode())
        if not answer.get("success"):
            wrong = [
                f"{one.get('type')} {one.get('id')}: {one.get('error', {}).get('type')}"
                for one in answer.get("errors", [])
            ]
            raise EngineError(f"Kibana at {self.url} refuses: {'; '.join(wrong) or answer}")
        return int(answer["successCount"])

    def _call(self, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
        request = urllib.request.Request(f"{self.url.rstrip('/')}{path}", data=body, method=method)
        request.add_header("kbn-xsrf", "newsmill")
        if body is not None:
            request.add_header("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
        if self.authorization:
            request.add_header("Authorization", self.authorization)
        context = ssl.create_default_context(cafile=self.ca_certs) if self.url.startswith("https") else None
        try:
            with urllib.request.urlopen(request, timeout=60, context=context) as answer:
                return dict(json.loads(answer.read() or b"{}"))
        except urllib.error.HTTPError as error:
            raise self._explained(error) from None
        except (urllib.error.URLError, OSError) as error:
            why = getattr(error, "reason", error)
            raise Unreachable(
                f"no Kibana answers at {self.url} ({why}): start it or check the address"
            ) from None
        except ValueError:
            raise EngineError(f"what answers at {self.url} is not Kibana: check the address") from None

    def _explained(self, error: urllib.error.HTTPError) -> EngineError:
        if error.code in (401, 403):
            return EngineError(
                f"Kibana at {self.url} does not let us in ({error.code}): set elasticsearch.api_key, or user and "
                "password, to ones that may manage saved objects"
            )
        if error.code in (429, 502, 503, 504):
            return Unreachable(f"Kibana at {self.url} is not ready ({error.code})")
        text = error.read(500).decode("utf-8", "replace")
        return EngineError(f"Kibana at {self.url} refuses ({error.code}: {' '.join(text.split())})")


def authorization(api_key: str | None, user: str | None, password: str | None) -> str | None:
    """The header's value for a key, else for a user with a password; None where there is neither."""
    if api_key:
        return f"ApiKey {api_key}"
    if user and password:
        return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    return None
