"""What somebody did to the server meanwhile, or gave as its address: said as it is, with the way out."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pipeline.engines import Refused
from pipeline.engines.elasticsearch import rebuild
from pipeline.engines.elasticsearch.client import Connection
from pipeline.engines.elasticsearch.generations import Generations
from pipeline.errors import EngineError, UsageError
from tests.cli_kit import make_dump, newsmill
from tests.corpus_kit import empty_corpus, ingest

from .follow_kit import catch_up, engine, held, wanted
from .test_following import some

corpus = empty_corpus


# ---------------------------------------------------------------- an index that is closed


def test_a_closed_index_is_said_to_be_closed_and_takes_all_once_it_is_open(client, corpus, elastic):
    ingest(corpus, *some(range(3)))
    catch_up(elastic, corpus)
    index = f"{elastic.generations.name}-000001"
    client.indices.close(index=index)
    ingest(corpus, *some(range(3, 6)), stamp="2")
    elastic.check()
    with pytest.raises(
        EngineError, match=r"takes no documents \(closed\): lift the block, or open the index"
    ):
        catch_up(elastic, corpus)
    with pytest.raises(EngineError, match=r"does not allow counting .*: closed: lift the block, or open"):
        elastic.status()
    client.indices.open(index=index)
    client.cluster.health(index=index, wait_for_status="yellow")
    catch_up(elastic, corpus)
    assert held(elastic) == wanted(corpus) and elastic.position() == corpus.round


def test_an_old_generation_that_is_closed_takes_neither_its_number_nor_the_status_away(
    client, corpus, node, index_name, tmp_path
):
    store, server = tmp_path / "s", ["--elasticsearch", node.url, "--index", index_name]
    newsmill("run", str(make_dump(tmp_path)), "--quiet", *server, store=store)
    newsmill("index", "rebuild", *server, store=store)
    newsmill("index", "swap", *server, store=store)
    client.indices.close(index=f"{index_name}-000001")
    told = newsmill("index", "status", *server, store=store)
    assert "up to date" in told.out and "closed: open it in Elasticsearch" in told.err
    client.indices.close(index=f"{index_name}-000002")
    assert "000003 is made" in newsmill("index", "create", *server, store=store).err


# ---------------------------------------------------------------- documents that came or went


def test_status_tells_documents_that_somebody_deleted_or_wrote(client, node, index_name, tmp_path):
    store, server = tmp_path / "s", ["--elasticsearch", node.url, "--index", index_name]
    newsmill("run", str(make_dump(tmp_path)), "--quiet", *server, store=store)
    (one,) = newsmill("index", "status", "--json", *server, store=store).lines[0]["engines"]
    assert one["missing"] == 0
    hit = client.search(index=index_name, size=1)["hits"]["hits"][0]
    client.delete(index=f"{index_name}-000001", id=hit["_id"], refresh=True)
    told = newsmill("index", "status", *server, store=store, status=1).err
    assert (
        "lacks 1 article of the corpus" in told and "newsmill index rebuild, then newsmill index swap" in told
    )
    for id in ("x", "y"):
        client.index(index=f"{index_name}-000001", id=id, document={"id": id}, refresh=True)
    assert (
        "has 1 article more than the corpus"
        in newsmill("index", "status", *server, store=store, status=1).err
    )
    newsmill("index", "rebuild", *server, store=store)
    newsmill("index", "swap", *server, store=store)
    newsmill("index", "status", *server, store=store)


def test_status_counts_what_was_refused_as_no_loss(client, node, index_name, tmp_path):
    store, server = tmp_path / "s", ["--elasticsearch", node.url, "--index", index_name]
    dump = tmp_path / "d.jsonl"
    texts = ["The ferry hit the quay on Monday evening, the harbour master said to us.", "Many pictures."]
    texts[1] += "".join(f"\n\nPhoto: Anne Berg{number} / NTB" for number in range(10_050))
    dump.write_text(
        "".join(f'{{"id": "{len(text)}", "text": {text!r}}}\n'.replace("'", '"') for text in texts)
    )
    newsmill("run", str(dump), "--quiet", *server, store=store)
    (one,) = newsmill("index", "status", "--json", *server, store=store).lines[0]["engines"]
    assert (one["articles"], one["missing"]) == (1, 0)


# ---------------------------------------------------------------- names and addresses


def test_a_name_that_no_index_can_have_is_known_before_anything_is_read(client, index_name):
    for name in ("a" * 200, "9"):
        Generations(client, "there", name, "corpus")
    with pytest.raises(UsageError, match="at most 200 of them"):
        Generations(client, "there", "a" * 201, "corpus")


def test_templates_that_cannot_be_written_are_known_before_anything_is_read(
    client, node, index_name, tmp_path
):
    pattern = {"index_patterns": [f"{index_name}-01*"], "priority": 500}
    client.indices.put_index_template(name=f"{index_name}-other", **pattern)
    server = ["--elasticsearch", node.url, "--index", index_name]
    dump = make_dump(tmp_path)
    told = newsmill("run", str(dump), "--quiet", *server, store=tmp_path / "s", status=1).err
    assert "that have the same priority" in told and "lags" not in told
    assert newsmill("report", store=tmp_path / "s", status=2).err, "nothing was read"


@contextmanager
def answering(status: int, **headers: str) -> Iterator[str]:
    """The address of what answers every question so, and is no Elasticsearch."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            """Says nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def said(corpus, url: str) -> str:
    with pytest.raises(Refused) as caught:
        engine(url, "some", corpus).position()
    return caught.value.message


def test_what_sends_us_elsewhere_or_knows_nothing_is_not_elasticsearch(corpus):
    with answering(301, Location="https://elsewhere.example/") as url:
        assert "not Elasticsearch (301, sends us to https://elsewhere.example/)" in said(corpus, url)
    with answering(404) as url:
        assert "not Elasticsearch (404): check the address" in said(corpus, url)


def test_https_where_only_http_is_spoken_is_no_matter_of_certificates(corpus, node):
    told = said(corpus, node.url.replace("http://", "https://"))
    assert "speaks no TLS: give its address with http://" in told and "certificate" not in told


def test_a_path_that_the_server_does_not_know_is_said_in_its_own_words(node):
    with pytest.raises(EngineError, match="no such index"):
        rebuild.check(Connection(f"{node.url}/path").open(), "there")
