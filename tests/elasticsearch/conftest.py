"""One Elasticsearch node a session, an index name of its own for every test."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.corpus.store import Corpus
from pipeline.engines.elasticsearch.engine import Elastic

from .archive import archive as archive
from .follow_kit import engine
from .java import NoNode
from .node import Node, start


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    """The node that all tests share; those that stop or configure one start their own."""
    try:
        context = start()
        running = context.__enter__()
    except NoNode as error:
        pytest.skip(str(error))
    yield running
    context.__exit__(None, None, None)


@pytest.fixture(scope="session")
def client(node: Node) -> Iterator[Any]:
    """A client of that node."""
    from elasticsearch import Elasticsearch

    with Elasticsearch(node.url, request_timeout=60) as made:
        yield made


@pytest.fixture
def index_name(client: Any, request: pytest.FixtureRequest) -> Iterator[str]:
    """A name for this test's indices, aliases and templates: all that begin so are gone after the test."""
    words = re.sub("[^a-z]+", "-", request.node.name.removeprefix("test_").lower()).strip("-")
    name = f"{words[:40].strip('-')}-{secrets.token_hex(3)}"
    yield name
    found = list(client.indices.get(index=f"{name}*", expand_wildcards="all", ignore_unavailable=True))
    if found:
        client.indices.delete(index=found)
    for kind in ("index_templates", "component_templates"):
        get = (
            client.indices.get_index_template
            if kind == "index_templates"
            else client.cluster.get_component_template
        )
        delete = (
            client.indices.delete_index_template
            if kind == "index_templates"
            else client.cluster.delete_component_template
        )
        for one in get().body[kind]:
            if one["name"].startswith(name):
                delete(name=one["name"])


@pytest.fixture
def elastic(node: Node, index_name: str, corpus: Corpus) -> Iterator[Elastic]:
    """An engine under this test's name, for the ``corpus`` of its file."""
    made = engine(node.url, index_name, corpus)
    yield made
    made.close()
