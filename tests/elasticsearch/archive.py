"""The sample dump as a corpus, followed by both engines: what the tests of searching share."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.corpus.store import Corpus
from pipeline.engines.elasticsearch import mapping
from pipeline.engines.elasticsearch.client import Connection
from pipeline.engines.elasticsearch.engine import Elastic
from pipeline.engines.embedded import Embedded
from pipeline.model import Article

from .node import Node

ROOT = Path(__file__).resolve().parents[2]
WITHDRAWN = "A goat that had been missing"
"""How the article begins that is withdrawn before anything is searched."""


@dataclass
class Archive:
    """A corpus, its live articles by id, and the two engines that follow it."""

    corpus: Corpus
    articles: dict[str, Article]
    embedded: Embedded
    elastic: Elastic

    def short(self, id: str) -> str:
        """An article's name for people: how its title or text begins."""
        article = self.articles[id]
        return " ".join((article.title or article.body).split()[:3])


def _run(store: Path) -> None:
    command = [sys.executable, "-m", "pipeline.cli", "run", "dump", "--quiet", "--store", str(store)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=ROOT / "samples", env=environment, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def archive(node: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Made once: the sample dump read by the command line, one article of it withdrawn."""
    store = tmp_path_factory.mktemp("archive") / "store"
    _run(store)
    corpus = Corpus.open(str(store), create=False)
    [gone] = [one.id for one in corpus.articles() if one.body.startswith(WITHDRAWN)]
    name = f"archive-{secrets.token_hex(3)}"
    embedded = Embedded(corpus.index_folder, corpus.corpus_id)
    elastic = Elastic(Connection(node.url), name, corpus.corpus_id)
    for withdrawing in (False, True):
        if withdrawing:
            corpus.withdraw(gone, "a test")
        for engine in (embedded, elastic):
            rows = corpus.rows_after(engine.position(), engine.columns)
            assert not engine.apply(rows, corpus.round).failed
    yield Archive(corpus, {one.id: one for one in corpus.articles()}, embedded, elastic)
    for generation in elastic.generations.found():
        elastic.generations.drop(generation)
    for path in reversed(mapping.templates(name)):
        elastic.client.perform_request("DELETE", f"/{path}", headers={"accept": "application/json"})
    elastic.close()
