"""A run on Flink that Elasticsearch follows: the index job runs there too."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from pipeline.corpus.store import Corpus
from tests.cluster.flink import Flink, NoFlink
from tests.cluster.kit import run
from tests.killing import account

from .follow_kit import engine, held, wanted
from .node import Node


def test_elasticsearch_follows_a_run_on_flink(
    client: Any, node: Node, index_name: str, tmp_path: pathlib.Path
) -> None:
    try:
        flink = Flink()
    except NoFlink as error:
        pytest.skip(str(error))
    store = tmp_path / "s"
    server = ("--elasticsearch", node.url, "--index", index_name)
    with flink:
        run("samples/dump", "--store", store, *server, "--quiet", "--", *flink.options())
        log = flink.log("server")
    assert log.count("Starting job invocation newsmill-") == 2 and "-index-" in log
    corpus = Corpus.open(str(store), create=False)
    assert held(engine(node.url, index_name, corpus)) == wanted(corpus) != {}
    followed = account(store)["engines"]["elasticsearch"]  # type: ignore[index]
    assert followed["offered"] == followed["indexed"] == len(wanted(corpus)), json.dumps(followed)
    assert (followed["lag"], followed["failed"], followed["error"]) == (0, 0, None)
    assert not list((store / "engines").glob("step-*")), "counts are taken in once"
