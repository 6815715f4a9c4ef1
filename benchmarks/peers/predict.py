"""What another tool finds on the gold pages, in quality.py's form. Runs in that tool's own environment (see run.py).

python benchmarks/peers/predict.py PEER FOLDER OUT.jsonl     FOLDER: the gold sets
"""

from __future__ import annotations

import json
import lzma
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import Pool
from pathlib import Path
from typing import Any

SKIPPED = "plaintext_credits"


def trafilatura(page: str, url: str | None) -> dict[str, Any]:
    """bare_extraction with metadata, as its manual has it; authors come as one string."""
    from trafilatura import bare_extraction

    found: Any = bare_extraction(page, url=url, with_metadata=True)
    if found is None:
        return {}
    return {
        "title": found.title,
        "authors": (found.author or "").split("; "),
        "date": found.date,
        "body": found.text,
    }


def newspaper4k(page: str, url: str | None) -> dict[str, Any]:
    """Article, fed the page; nothing is downloaded."""
    import newspaper

    article = newspaper.Article(url or "http://localhost/", fetch_images=False)
    article.download(input_html=page)
    article.parse()
    date = article.publish_date
    return {
        "title": article.title,
        "authors": article.authors,
        "date": str(date)[:10] if date else None,
        "body": article.text,
    }


def readability(page: str, url: str | None) -> dict[str, Any]:
    """readability-lxml: its summary as text, its short title."""
    import lxml.html
    from readability import Document

    document = Document(page, url=url)
    body = lxml.html.fromstring(document.summary()).text_content()
    return {"title": document.short_title(), "authors": [], "date": None, "body": body}


def mediacloud(page: str, url: str | None) -> dict[str, Any]:
    """mediacloud-metadata; it gives no authors."""
    import mcmetadata

    found = mcmetadata.extract(url or "http://localhost/", page)
    date = found.get("publication_date")
    return {
        "title": found.get("article_title"),
        "authors": [],
        "date": str(date)[:10] if date else None,
        "body": found.get("text_content"),
    }


def htmldate(page: str, url: str | None) -> dict[str, Any]:
    """htmldate alone, asked for the original date."""
    from htmldate import find_date

    return {"title": None, "authors": [], "date": find_date(page, original_date=True, url=url), "body": ""}


PEERS: dict[str, Callable[[str, str | None], dict[str, Any]]] = {
    one.__name__: one for one in (trafilatura, newspaper4k, readability, mediacloud, htmldate)
}


def pages(folder: Path) -> Iterator[tuple[str, str, str | None]]:
    """Id, HTML and address of each gold page."""
    for path in sorted(folder.glob("*.jsonl.xz")):
        if path.name.split(".")[0] != SKIPPED:
            with lzma.open(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    record = json.loads(line)
                    yield record["id"], record["html"], record.get("url")


def predict(asked: tuple[str, tuple[str, str, str | None]]) -> dict[str, Any]:
    """One page. A tool that raises has found nothing there; that is told."""
    peer, (id, page, url) = asked
    began = time.process_time()
    try:
        found = PEERS[peer](page, url)
    except Exception as error:  # noqa: BLE001  # whatever a peer does, its next page counts too
        found = {"error": repr(error)[:200]}
    names = ("title", "authors", "date", "body")
    return {"id": id, **{name: found.get(name) for name in names}, "error": found.get("error"),
            "cpu": time.process_time() - began}  # fmt: skip


def main() -> None:
    """Writes the predictions; says how many pages the tool failed on, and its CPU."""
    peer, folder, out = sys.argv[1:4]
    with Pool(2, maxtasksperchild=200) as pool, open(out, "w", encoding="utf-8") as file:
        made, failed, spent = 0, 0, 0.0
        for one in pool.imap(predict, ((peer, page) for page in pages(Path(folder))), chunksize=16):
            made, failed, spent = made + 1, failed + bool(one["error"]), spent + one["cpu"]
            file.write(json.dumps(one, ensure_ascii=False) + "\n")
    print(
        f"{peer}: {made} pages, {failed} raised, CPU {1000 * spent / max(1, made):.1f} ms a page",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
