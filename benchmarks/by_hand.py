"""What a user would write by hand: two processes, trafilatura with metadata, langdetect, JSON Lines out.

python benchmarks/by_hand.py PAGES.warc.gz OUT.jsonl [--processes 2]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing as mp
from collections.abc import Iterator


def pages(path: str) -> Iterator[tuple[str, bytes]]:
    """Address and body of each response in the WARC."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with open(path, "rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True):
            yield record.headers["WARC-Target-URI"], record.reader.read()


def article(page: tuple[str, bytes]) -> str | None:
    """One line of JSON, or None where there is no article."""
    import langdetect
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    url, html = page
    document = bare_extraction(html, url=url, with_metadata=True)
    if not isinstance(document, Document) or not document.text:
        return None
    try:
        language = langdetect.detect(document.text)
    except langdetect.LangDetectException:
        language = None
    found = {"url": url, "title": document.title, "author": document.author, "date": document.date}
    return json.dumps({**found, "language": language, "body": document.text}, ensure_ascii=False)


def main() -> None:
    """Reads, extracts in a pool, writes."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("warc")
    arguments.add_argument("out")
    arguments.add_argument("--processes", type=int, default=2)
    given = arguments.parse_args()
    with mp.get_context("spawn").Pool(given.processes) as pool, open(given.out, "w", encoding="utf-8") as out:
        for line in pool.imap_unordered(article, pages(given.warc), chunksize=8):
            if line:
                out.write(line + "\n")


if __name__ == "__main__":
    main()
