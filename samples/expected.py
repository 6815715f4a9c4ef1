"""What a run over the sample dump must give, from the sources (never from what the program finds)."""

from __future__ import annotations

import json
import re
from typing import Any

from articles import Item, Picture

_WITH_URL = ("redaksjonen.jsonl", "agregateur.jsonl.gz")
_EXTRA: dict[str, dict[str, Any]] = {
    "jsonl/redaksjonen.jsonl": {
        "more": 1,
        "duplicate": 1,
        "note": "one text twice from one paper: a duplicate; one text also from another paper: an article; "
        "a wrong language label",
    },
    "html/seeblick-anzeiger/glockenstreit.html": {"note": "latin-1 that declares itself UTF-8"},
    "warc/crawl-2024-05.warc.gz": {
        "more": -1,
        "stale": 1,
        "reasons": {
            "warcinfo": 1,
            "request": 2,
            "http-status": 1,
            "redirect": 1,
            "not-text": 1,
            "robots": 1,
            "revisit": 1,
            "metadata": 1,
        },
        "note": "one member a record; bodies in gzip, deflate, brotli, chunks; straumbrot: newer later",
    },
    "warc/crawl-2024-06.warc.gz": {
        "more": 1,
        "stale": 1,
        "reasons": {"warcinfo": 1},
        "note": "the whole file in one gzip member; a newer straumbrot, an older capture of council-tax",
    },
    "bad/broken-lines.jsonl": {"reasons": {"no-text": 1}, "failures": {"bad-json": 1, "bad-record": 1}},
    "bad/truncated.jsonl.gz": {"failures": {"truncated": 1}, "note": "what comes before the cut is kept"},
    "bad/cut.warc": {"failures": {"truncated": 1}, "note": "what comes before the cut is kept"},
    "bad/invalid-utf8.txt": {"note": "bytes that are no UTF-8: read all the same"},
    "bad/empty.txt": {"reasons": {"empty": 1}},
    "bad/front-page.html": {"reasons": {"navigation": 1}},
    "bad/picture.png": {"reasons": {"not-text": 1}},
    "bad/corrupt.txt.gz": {"failures": {"corrupt": 1}},
    "bad/trailing.jsonl.gz": {"failures": {"trailing-garbage": 1}},
    "bad/noise.bin": {"failures": {"unknown-format": 1}},
    "bad/nested.txt.gz": {"failures": {"too-large": 1}, "note": "gzip in gzip, seven deep"},
    "bad/bomb.jsonl.zst": {"failures": {"too-large": 1}, "note": "70 MiB in a few kB"},
    "bad/locked.zip": {"failures": {"encrypted": 1}},
}


def expected_lines(groups: dict[str, list[Item]], names: list[str]) -> list[str]:
    """The lines of ``expected.jsonl``: the fates of each file in a run over the whole dump, and facts."""
    return [json.dumps(_line(name, groups.get(name, [])), ensure_ascii=False) + "\n" for name in names]


def _line(name: str, group: list[Item]) -> dict[str, Any]:
    extra = _EXTRA.get(name, {})
    reasons, failures = extra.get("reasons", {}), extra.get("failures", {})
    line: dict[str, Any] = {
        "file": f"dump/{name}",
        "articles": len(group) + extra.get("more", 0),
        "stale": extra.get("stale", 0),
        "duplicate": extra.get("duplicate", 0),
        "rejected": sum(reasons.values()),
        "failed": sum(failures.values()),
        "reasons": reasons,
        "failures": failures,
        "facts": [_facts(item) for item in group if not ("stale" in extra and item.slug == "straumbrot")],
    }
    return line | ({"note": extra["note"]} if "note" in extra else {})


def _facts(item: Item) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "title": item.title,
        "date": item.iso,
        "date_precision": _precision(item.iso),
        "lang": item.language,
        "byline": item.authors,
        "lead": item.paragraphs[0],
        "sentence": _sentence(item),
    }
    if _says_publisher(item):
        facts["publisher"] = item.site["name"]
    if item.pictures:
        facts["captions"] = [picture.caption for picture in item.pictures]
        facts["photo_credits"] = [_credit(picture) for picture in item.pictures]
    if item.crossheads:
        facts["crossheads"] = item.crossheads
    if item.to.startswith("html/") and item.keys["style"] != "plain":
        facts["canonical_url"] = item.url
    elif item.to.startswith("warc/") or item.to.endswith(_WITH_URL):
        facts["url"] = item.url
    if item.to.endswith("invalid-utf8.txt"):
        del facts["lead"]  # it holds the bytes that are no letters
    return facts


def _says_publisher(item: Item) -> bool:
    if item.to.startswith("html/"):
        return item.keys["style"] != "plain"
    return item.keys.get("form") in ("keyvalue", "yaml") or item.to.startswith(
        ("jsonl/r", "jsonl/e", "json/", "warc/")
    )


def _credit(picture: Picture) -> dict[str, Any]:
    return {
        "verbatim": picture.credit,
        "photographers": list(picture.photographers),
        "agencies": list(picture.agencies),
        "holder": picture.holder,
    }


def _precision(date: str | None) -> str | None:
    if date is None:
        return None
    if "T" in date:
        return "second" if re.search(r"T\d\d:\d\d:\d\d", date) else "minute"
    return {4: "year", 7: "month", 10: "day"}[len(date)]


def _sentence(item: Item) -> str:
    last = item.paragraphs[-1]
    return (
        re.split(r"(?<=[.!?。])\s*(?=\S)", last)[0]
        if item.language == "ja"
        else re.split(r"(?<=[.!?])\s", last)[0]
    )
