"""Makes benchmark inputs: a WARC from the gold pages (each copy under a URL of its own), or text articles.

python benchmarks/warc.py gold OUT.warc.gz --pages 1000 [--shared DIR]
python benchmarks/warc.py text OUT.jsonl --articles 10000
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import lzma
import os
import pathlib
import random
import zlib
from collections.abc import Iterator

SETS = "aed daniel fundus htmldate mediacloud newspaper4k postlight readability scrapinghub trafilatura wcxb".split()
WORDS = (
    "council river bridge vote school budget minister harbour storm market union court report winter ferry road "
    "library police season farmer coast election museum tunnel hospital factory village train price water"
).split()


def shared() -> pathlib.Path:
    """The folder with the gold pages: NEWSMILL_SHARED, else beside the project."""
    default = pathlib.Path(__file__).resolve().parents[2] / "shared"
    return pathlib.Path(os.environ.get("NEWSMILL_SHARED") or default)


def gold_pages(folder: pathlib.Path) -> Iterator[tuple[str, str]]:
    """URL and HTML of each gold page."""
    for name in SETS:
        with lzma.open(folder / "gold" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                page = json.loads(line)
                yield page["url"], page["html"]


def member(url: str, html: str, number: int) -> bytes:
    """One gzip member with one WARC response."""
    body = html.encode("utf-8", "replace")
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(
        body
    )
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http) + len(body)}\r\n\r\n"
    )
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(head.encode() + http + body + b"\r\n\r\n") + packer.flush()


def write_gold(out: pathlib.Path, pages: int, folder: pathlib.Path, files: int = 1) -> None:
    """``pages`` responses, the gold pages again and again in a fixed shuffled order; each copy has its own URL.
    ``files``: more than one makes ``out`` a folder of so many files."""
    found = list(gold_pages(folder))
    random.Random(1).shuffle(found)
    if files > 1:
        out.mkdir(exist_ok=True)
    paths = [out] if files == 1 else [out / f"{at}.warc.gz" for at in range(files)]
    with contextlib.ExitStack() as stack:
        outs = [stack.enter_context(open(path, "wb")) for path in paths]
        for number, (url, html) in enumerate(itertools.islice(itertools.cycle(found), pages)):
            mark = "&" if "?" in url else "?"
            outs[number % files].write(member(f"{url.split('#')[0]}{mark}copy={number}", html, number))


def write_text(out: pathlib.Path, articles: int) -> None:
    """Text articles of about 3 kB, each different, with title, date, byline and a credit."""
    chance = random.Random(2)
    with open(out, "w", encoding="utf-8") as file:
        for number in range(articles):
            paragraphs: list[str] = []
            while sum(map(len, paragraphs)) < 2800:
                sentences = [" ".join(chance.choices(WORDS, k=12)).capitalize() + "." for _ in range(4)]
                paragraphs.append(" ".join(sentences))
            caption = f"The {chance.choice(WORDS)} in spring. Photo: Jane Doe / Reuters"
            text = "\n\n".join([*paragraphs, caption])
            record = {"id": str(number), "title": f"The {chance.choice(WORDS)} number {number}", "text": text}
            file.write(
                json.dumps({**record, "date": f"2024-03-{number % 28 + 1:02}", "publisher": "Bench"}) + "\n"
            )


def main() -> None:
    """Writes the file that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["gold", "text"])
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--shared", type=pathlib.Path, default=shared())
    given = parser.parse_args()
    if given.kind == "gold":
        write_gold(given.out, given.pages, given.shared)
    else:
        write_text(given.out, given.articles)


if __name__ == "__main__":
    main()
