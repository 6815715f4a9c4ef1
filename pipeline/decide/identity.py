"""Who an article is: its id, its version, its fingerprint. Never from extracted text, so that a better extractor
makes no new articles. Rules: ARCHITECTURE.md, "Identity"; a change here raises ``model.IDENTITY_VERSION``."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from pathlib import PurePath
from urllib.parse import parse_qsl, urlencode, urlsplit

from tld import get_tld

from pipeline.languages.folding import fold, words_folded
from pipeline.model import IDENTITY_VERSION, DateValue, Document

_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_ga|ocid|cmpid|ns_campaign)\Z", re.I
)
_CONTAINER = re.compile(r"(?:\.(?:gz|bz2|xz|zst|zip|tar|tgz|jsonl|ndjson|json|warc|html?|txt|csv))+\Z", re.I)


def normalise(url: str) -> str:
    """The form of an address in which two spellings of one page are equal: scheme and host folded (``http`` is
    ``https``, ``www.`` goes), default port, fragment and tracking parameters dropped. Empty: not an address."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return ""
    host = parts.hostname.removeprefix("www.").rstrip(".")
    if port and port not in (80, 443):
        host = f"{host}:{port}"
    query = parts.query
    if query and any(_TRACKING.match(pair.split("=", 1)[0]) for pair in query.split("&")):
        query = urlencode(
            [(k, v) for k, v in parse_qsl(query, keep_blank_values=True) if not _TRACKING.match(k)]
        )
    # A blank before a fragment is at the end once that is gone.
    return f"https://{host}{parts.path or '/'}{'?' + query if query else ''}".rstrip()


def path_of(url: str) -> str:
    """The path of an address; empty where it is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


@lru_cache(4096)
def domain(url: str) -> str:
    """The registrable domain of an address (``bbc.co.uk``); an IP address as it is; empty: no address."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    found = get_tld(url, as_object=True, fail_silently=True)
    if found is not None:
        return str(getattr(found, "fld", found))
    labels = host.split(".")
    # The public suffix list's rule for endings that it does not list: the last label is the suffix.
    return host if labels[-1].isdecimal() or ":" in host else ".".join(labels[-2:])


def dump_name(source: str) -> str:
    """What a dump is called: its file name without the endings of containers and formats."""
    return _CONTAINER.sub("", PurePath(source).name) or source


def _canonical(document: Document) -> str:
    """The page's canonical address where it may stand for the page's own, else empty."""
    own, found, og = document.url or "", "", ""
    for candidate in document.evidence:
        if candidate.field == "canonical_url" and not found and "og:url" not in candidate.rule:
            found = str(candidate.value)
        elif candidate.field == "canonical_url" and "og:url" in candidate.rule:
            og = str(candidate.value)
    page, canonical = normalise(own), normalise(found)
    if not canonical or domain(canonical) != domain(page):
        return ""
    tail = urlsplit(canonical).path.rstrip("/").rsplit("/", 1)[-1]
    same_tail = bool(tail) and tail == urlsplit(page).path.rstrip("/").rsplit("/", 1)[-1]
    return canonical if tail and (same_tail or canonical == normalise(og)) else ""


def identify(document: Document, publisher: str | None, source_id: str | None) -> str:
    """The article's id: 24 hexadecimal digits, the same on every runner and for every extractor."""
    own = normalise(document.url or "")
    if own:
        name = ("url", _canonical(document) or own)
    elif source_id:
        name = ("id", f"{publisher or dump_name(document.raw.source)}\n{source_id}")
    else:
        payload = document.text_as_read or document.raw.payload.decode("utf-8", "replace")
        hints = "\n".join(f"{hint.field}={hint.value}" for hint in document.raw.hints)
        name = ("record", " ".join(f"{hints}\n{payload}".split()))
    return digest(*name)


def digest(kind: str, name: str) -> str:
    """The id of what is called so: by its ``url``, the dump's own ``id``, or the whole ``record``."""
    text = "\n".join((str(IDENTITY_VERSION), kind, name))
    return blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()


def version(retrieved: str | None, modified: DateValue | None, published: DateValue | None) -> int:
    """Milliseconds of retrieved, else modified, else published, else 0. Never the clock, never a file's mtime."""
    times = (
        retrieved,
        modified and (modified.instant or modified.start),
        published and (published.instant or published.start),
    )
    for text in times:
        if text:
            try:
                moment = datetime.fromisoformat(text)
            except ValueError:
                continue
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return round(moment.timestamp() * 1000)
    return 0


def fingerprint(document: Document, publisher: str | None, text: str) -> str | None:
    """A hash of the text, normalised to letters and digits, and of the publisher within which it is compared."""
    normal = words_folded(text)
    if not normal:
        return None
    within = (
        fold((publisher or "").casefold()) or domain(document.url or "") or dump_name(document.raw.source)
    )
    return blake2b(f"{within}\n{normal}".encode("utf-8", "replace"), digest_size=12).hexdigest()
