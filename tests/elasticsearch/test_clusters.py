"""A run on a cluster that Elasticsearch follows: the index job runs there too."""

from __future__ import annotations

import json
import pathlib
import re
from typing import Any

import pytest

from pipeline.corpus.store import Corpus
from tests.cluster.cluster import Cluster
from tests.cluster.flink import Flink
from tests.cluster.kit import run, up
from tests.cluster.spark import Spark
from tests.killing import account

from .follow_kit import engine, held, wanted
from .node import Node


@pytest.mark.parametrize("kind", [Flink, Spark])
def test_elasticsearch_follows_a_run_on_a_cluster(
    kind: type[Cluster], client: Any, node: Node, index_name: str, tmp_path: pathlib.Path
) -> None:
    store = tmp_path / "s"
    server = ("--elasticsearch", node.url, "--index", index_name)
    with up(kind) as cluster:
        run("samples/dump", "--store", store, *server, "--quiet", "--", *cluster.options())
        log = cluster.log("server")
    assert set(re.findall(r"newsmill-\w+-(extract|index)-", log)) == {"extract", "index"}
    corpus = Corpus.open(str(store), create=False)
    assert held(engine(node.url, index_name, corpus)) == wanted(corpus) != {}
    followed = account(store)["engines"]["elasticsearch"]  # type: ignore[index]
    assert followed["offered"] == followed["indexed"] == len(wanted(corpus)), json.dumps(followed)
    assert (followed["lag"], followed["failed"], followed["error"]) == (0, 0, None)
    assert not list((store / "engines").glob("step-*")), "counts are taken in once"
