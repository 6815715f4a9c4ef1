"""WriteToElasticsearch in a pipeline of somebody else: outputs, error handler, windows, what travels to workers."""

from __future__ import annotations

import base64
import bz2

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.portability.api import beam_runner_api_pb2
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.error_handling import CollectingErrorHandler
from apache_beam.transforms.window import FixedWindows, TimestampedValue

from pipeline.beam.index import FAILED_WRITES, SUCCESSFUL_WRITES, WriteToElasticsearch
from pipeline.engines.elasticsearch.bulk import Limits
from pipeline.engines.elasticsearch.client import Connection

from .sink_kit import document, held, make


def _pipeline():
    return beam.Pipeline("FnApiRunner", options=PipelineOptions([]))


def _id(element):
    return f"id-{element['n']}"


def _version(element):
    return 3


def _whole(element):
    return {"n": element["n"], "text": element["text"]}


def transform(url, index, **options):
    return WriteToElasticsearch(
        Connection(url, timeout=10),
        index,
        **({"id": _id, "require_alias": False, "limits": Limits(docs=10)} | options),
    )


def test_every_element_comes_out_once_with_its_fate(client, node, index_name):
    make(client, index_name)
    odd = [{"n": "many", "text": "x"}, {"n": 1e400, "text": {1j}}]
    with _pipeline() as pipeline:
        given = [*map(document, range(95)), *odd]
        written = pipeline | beam.Create(given) | transform(node.url, index_name, version=_version)
        good = written[SUCCESSFUL_WRITES] | "Numbers" >> beam.Map(
            lambda one: (one.element["n"], one.superseded)
        )
        bad = written[FAILED_WRITES] | "Reasons" >> beam.Map(
            lambda one: (one.element["text"] == "x", one.reason)
        )
        assert_that(good, equal_to([(number, False) for number in range(95)]), "good")
        assert_that(bad, equal_to([(True, "document_parsing_exception"), (False, "document")]), "bad")
    assert held(client, index_name) == {f"id-{n}": document(n) for n in range(95)}


def test_an_older_version_comes_out_as_superseded(client, node, index_name):
    make(client, index_name)
    client.index(index=index_name, id="id-1", document=document(1, 5), version=9, version_type="external_gte")
    with _pipeline() as pipeline:
        written = pipeline | beam.Create([document(1)]) | transform(node.url, index_name, version=_version)
        superseded = written[SUCCESSFUL_WRITES] | beam.Map(lambda one: one.superseded)
        assert_that(superseded, equal_to([True]))
    assert held(client, index_name) == {"id-1": document(1, 5)}


def test_an_error_handler_takes_what_fails(client, node, index_name):
    make(client, index_name)
    with _pipeline() as pipeline:
        with CollectingErrorHandler() as handler:
            write = transform(node.url, index_name).with_error_handler(handler)
            given = pipeline | beam.Create([document(1), {"n": "many", "text": "x"}])
            good = given | write | beam.Map(lambda one: one.element["n"])
            assert_that(good, equal_to([1]), "good")
        reasons = handler.output() | "Reasons" >> beam.Map(lambda one: one.reason)
        assert_that(reasons, equal_to(["document_parsing_exception"]), "bad")


def test_elements_keep_their_windows(client, node, index_name):
    make(client, index_name)
    with _pipeline() as pipeline:
        given = pipeline | beam.Create(range(30)) | beam.Map(lambda n: TimestampedValue(document(n), n))
        windowed = given | beam.WindowInto(FixedWindows(10))
        written = (windowed | transform(node.url, index_name))[SUCCESSFUL_WRITES]
        counts = written | beam.Map(lambda one: one.element["n"] // 10) | beam.combiners.Count.PerElement()
        assert_that(counts, equal_to([(0, 10), (1, 10), (2, 10)]))


def test_a_field_that_is_not_to_be_indexed_is_left_out_by_document(client, node, index_name):
    make(client, index_name)
    with _pipeline() as pipeline:
        given = pipeline | beam.Create([document(1) | {"secret": "x"}])
        _ = given | transform(node.url, index_name, document=_whole)
    assert held(client, index_name) == {"id-1": document(1)}


def test_without_a_server_the_elements_come_out_or_the_bundle_is_the_runners_to_try_again(index_name):
    there = "http://127.0.0.1:9"
    with _pipeline() as pipeline:
        write = transform(there, index_name, limits=Limits(patience=0.5), stop="fail")
        failed = (pipeline | beam.Create([document(1)]) | write)[FAILED_WRITES]
        assert_that(failed | beam.Map(lambda one: (one.element["n"], one.reason)), equal_to([(1, "stopped")]))
    with pytest.raises(Exception, match="no document got through"), _pipeline() as pipeline:
        _ = pipeline | beam.Create([document(1)]) | transform(there, index_name, limits=Limits(patience=0.5))


def test_no_secret_travels_in_the_graph(index_name):
    secrets = {"api_key": "c2VjcmV0LWtleQ==", "password": "pass-word-1"}
    connection = Connection("https://es.example:9200", user="u", **secrets)
    pipeline = _pipeline()
    _ = pipeline | beam.Create([document(1)]) | WriteToElasticsearch(connection, index_name, id=_id)
    made = pipeline.to_runner_api().components.transforms.values()
    pardos = [one.spec.payload for one in made if one.spec.urn == "beam:transform:pardo:v1"]
    functions = [beam_runner_api_pb2.ParDoPayload.FromString(one).do_fn.payload for one in pardos]
    # Beam packs what it pickles; unpacked, a secret would show as it is.
    unpacked = b"".join(bz2.decompress(base64.b64decode(one)) for one in functions if one.startswith(b"Qlpo"))
    assert b"es.example" in unpacked, "the transform was not found in the graph"
    for secret in secrets.values():
        assert secret.encode() not in unpacked
