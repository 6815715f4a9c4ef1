"""Makes ``dump/``, the sample dump, and ``expected.jsonl`` from ``sources/``: run it without arguments.

``expected.jsonl`` is made from the sources too, never from what the program finds.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
import tarfile
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import make_bad
import make_warc
import zstandard
from articles import Item, items
from expected import expected_lines
from make_pages import page

FOLDER = Path(__file__).parent
_HEADER = {
    "nb": ("Tittel", "Dato", "Av", "Seksjon", "Utgiver"),
    "da": ("Titel", "Dato", "Af", "Sektion", "Udgiver"),
}


def main() -> None:
    """Writes the whole dump into the folder named on the command line, else beside this file."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    shutil.rmtree(target / "dump", ignore_errors=True)
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items():
        groups[item.to].append(item)
    written = {name: _MAKERS[name.split("/")[0]](name, group) for name, group in groups.items()}
    written |= {
        "warc/crawl-2024-06.warc.gz": second_crawl(groups["warc/crawl-2024-05.warc.gz"]),
        **make_bad.without_articles(groups),
    }
    for name, payload in written.items():
        path = target / "dump" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(payload)
    lines = expected_lines(groups, sorted(written))
    (target / "expected.jsonl").write_text("".join(lines), encoding="utf-8")


# ---------------------------------------------------------------- plain text


def text(item: Item) -> str:
    """The plain text of ``item`` in its header form: seed, keyvalue, yaml or none."""
    parts = [
        f"{block.caption} {block.printed}" if kind == "picture" else block for kind, block in item.blocks
    ]
    body = "\n\n".join(parts)
    form = item.keys["form"]
    if form == "seed":
        return f" date {item.date} {body}"
    if form == "yaml":
        tags = item.keys["section"].lower()
        head = (
            f'title: "{item.title}"\ndate: {item.date}\nauthor: {item.authors[0]}\ntags: [{tags}, notebook]'
        )
        return f"---\n{head}\npublisher: {item.site['name']}\nurl: {item.url}\n---\n\n{body}\n"
    if form == "keyvalue":
        values = (item.title, item.date, item.authors[0], item.keys["section"], item.site["name"])
        head = "\n".join(f"{key}: {value}" for key, value in zip(_HEADER[item.language], values, strict=True))
        return f"{head}\n\n{body}\n"
    return f"{item.title}\n\n{body}\n"


def text_file(name: str, group: list[Item]) -> bytes:
    """A .txt of one article."""
    return text(group[0]).encode()


def html_file(name: str, group: list[Item]) -> bytes:
    """An .html of one article, in the encoding of its ``charset`` key whatever the page declares."""
    return page(group[0]).encode(group[0].keys.get("charset", "utf-8"))


# ---------------------------------------------------------------- JSON


def newsroom(item: Item) -> dict[str, Any]:
    """A newsroom's own export."""
    return {
        "id": item.slug,
        "title": item.title,
        "text": _running(item),
        "date": item.date,
        "author": item.authors,
        "url": item.url,
        "publisher": {"name": item.site["name"]},
        "section": item.keys["section"],
        "language": "en" if item.language == "pt" else item.language,
        "desk_code": f"D-{len(item.slug):02}",
    }


def aggregator(item: Item) -> dict[str, Any]:
    """An aggregator's record, with the fields that it always has and never fills."""
    return {
        "url": item.url,
        "source_domain": item.site["domain"],
        "title": item.title,
        "maintext": _running(item),
        "date_publish": item.date,
        "date_modify": None,
        "authors": item.authors,
        "language": item.language,
        "image_url": None,
    }


def archive_export(item: Item) -> dict[str, Any]:
    """An archive's export; dates as epoch seconds or milliseconds."""
    return {
        "docid": f"x{zlib.crc32(item.slug.encode()):08x}",
        "headline": item.title,
        "body": _running(item),
        "pubdate": int(item.date or 0),
        "byline": item.authors[0],
        "link": item.url,
        "site": item.site["name"],
    }


def old_archive(item: Item) -> dict[str, Any]:
    """An element of a JSON array."""
    return {
        "title": item.title,
        "content": _running(item),
        "publish_date": item.date,
        "author": item.authors[0],
        "source": item.site["name"],
        "link": item.url,
    }


def web_page(item: Item) -> dict[str, Any]:
    """A stored web page."""
    return {"url": item.url, "raw_html": page(item), "retrieved": "2024-03-16T04:00:00Z"}


def minimal(item: Item) -> dict[str, Any]:
    """The least that is an article."""
    return {"id": item.slug, "text": _running(item)}


def _running(item: Item) -> str:
    return "\n\n".join(item.paragraphs)


def lines(group: list[Item], shape: Callable[[Item], dict[str, Any]]) -> bytes:
    """JSON Lines of ``group``."""
    return "".join(json.dumps(shape(item), ensure_ascii=False) + "\n" for item in group).encode()


def jsonl_file(name: str, group: list[Item]) -> bytes:
    """A .jsonl, by its name compressed or not, in the convention of its name."""
    if name.endswith("redaksjonen.jsonl"):
        return lines([*group, *again(group)], lambda item: newsroom(item) | _changed(item))
    if name.endswith("paginas.jsonl"):
        return lines(group, web_page)
    if name.endswith("minimal.jsonl"):
        return lines(group, minimal)
    if name.endswith(".zst"):
        return zstandard.ZstdCompressor(19).compress(lines(group, archive_export))
    return make_bad.gzipped(lines(group, aggregator))


def json_file(name: str, group: list[Item]) -> bytes:
    """A .json: an array, or one object printed over many lines."""
    if name.endswith("single.json"):
        return json.dumps(old_archive(group[0]), ensure_ascii=False, indent=4).encode()
    return json.dumps([old_archive(item) for item in group], ensure_ascii=False).encode()


def again(group: list[Item]) -> list[Item]:
    """The same texts once more: from the same paper under another id, and from another paper."""
    by_slug = {item.slug: item for item in group}
    same, other = by_slug["kulturhus-vedtak"], by_slug["school-radio"]
    return [
        replace(same, keys=same.keys | {"section": "Arkiv", "date": "2023-02-17", "again": "same"}),
        replace(other, keys=other.keys | {"again": "other"}, site=other.site | _WIRE),
    ]


_WIRE = {"name": "The Gannet Point Echo", "domain": "gannetpointecho.example"}


def _changed(item: Item) -> dict[str, Any]:
    return {"id": f"{item.slug}-again"} if "again" in item.keys else {}


# ---------------------------------------------------------------- containers


def warc_file(name: str, group: list[Item]) -> bytes:
    """The first crawl."""
    return make_warc.by_member(make_warc.crawl(group))


def second_crawl(group: list[Item]) -> bytes:
    """A later crawl: a newer version of one page, and an older capture of another."""
    by_slug = {item.slug: item for item in group}
    newer = _newer(by_slug["straumbrot"])
    return make_warc.in_one_member(
        [
            make_warc.info("2024-06-01T06:00:00Z"),
            make_warc.page_record(newer, "2024-06-01T06:01:00Z"),
            make_warc.page_record(by_slug["council-tax"], "2024-05-03T17:00:00Z"),
        ]
    )


def _newer(item: Item) -> Item:
    """``item`` with a corrected text: four hours became five."""
    title = (item.title or "").replace("fire timar", "fem timar")
    blocks = [
        (kind, block.replace("fire timar", "fem timar") if kind == "paragraph" else block)
        for kind, block in item.blocks
    ]
    return replace(item, keys=item.keys | {"title": title}, blocks=blocks)


def archive_file(name: str, group: list[Item]) -> bytes:
    """A .zip or .tar.gz; each article a member in the form that its keys say."""
    members = [_member(item) for item in group]
    out = io.BytesIO()
    if name.endswith(".zip"):
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, payload in members:
                archive.writestr(zipfile.ZipInfo(path), payload, zipfile.ZIP_DEFLATED)
        return out.getvalue()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, payload in members:
            member = tarfile.TarInfo(path)
            member.size = len(payload)
            tar.addfile(member, io.BytesIO(payload))
    return make_bad.gzipped(out.getvalue())


def _member(item: Item) -> tuple[str, bytes]:
    if "form" in item.keys:
        return f"week-19/{item.slug}.txt", text(item).encode()
    if "style" in item.keys:
        return f"week-19/{item.slug}.html", page(item).encode()
    return f"week-19/{item.slug}.jsonl", lines([item], newsroom)


def bad_file(name: str, group: list[Item]) -> bytes:
    """A file with articles and something wrong."""
    if name.endswith("invalid-utf8.txt"):
        return make_bad.invalid_utf8(text(group[0]))
    if name.endswith("cut.warc"):
        return make_bad.cut_warc(make_warc.page_record(group[0], "2024-05-20T06:00:00Z"))
    if name.endswith("trailing.jsonl.gz"):
        return make_bad.trailing(lines(group, minimal))
    if name.endswith("truncated.jsonl.gz"):
        return make_bad.truncated([lines([item], minimal) for item in group])
    return make_bad.broken_lines([lines([item], minimal) for item in group])


_MAKERS: dict[str, Callable[[str, list[Item]], bytes]] = {
    "text": text_file,
    "html": html_file,
    "jsonl": jsonl_file,
    "json": json_file,
    "warc": warc_file,
    "archives": archive_file,
    "bad": bad_file,
}

if __name__ == "__main__":
    main()
