"""Who is let in, what is refused with which sentence, and where secrets do not show."""

from __future__ import annotations

import base64
import json
import logging
import pickle

import pytest

from pipeline.engines import Refused, Unreachable
from pipeline.engines.elasticsearch import client as client_module
from pipeline.engines.elasticsearch.bulk import Limits
from pipeline.engines.elasticsearch.client import CLIENT_MAJOR, Connection, check
from pipeline.engines.elasticsearch.engine import Elastic
from pipeline.errors import EngineError, UsageError
from pipeline.settings import load

from .proxies import Door
from .sink_kit import fates, items, write

KEY = "c2VjcmV0LWtleTp2ZXJ5LXNlY3JldA=="
PASSWORD = "correct horse battery"


@pytest.fixture
def door(node, tmp_path):
    with Door(node.url, tmp_path, f"ApiKey {KEY}") as made:
        yield made


def sentence(connection, index="door", corpus="some-corpus"):
    engine = Elastic(connection, index, corpus, Limits(patience=2))
    with pytest.raises(EngineError) as caught:
        engine.check()
    engine.close()
    return caught.value


def test_a_key_and_the_right_authority_let_us_in_and_write(door, client, index_name):
    near = Connection(door.url, api_key=KEY, ca_certs=str(door.ca)).open()
    client.indices.create(index=index_name)
    found, _ = write(near, index_name, items(range(10)))
    assert fates(found) == {"indexed": 10} and set(door.seen) == {f"ApiKey {KEY}"}


def test_a_user_and_a_password_do_too_also_from_the_address(node, tmp_path):
    basic = "Basic " + base64.b64encode(f"editor:{PASSWORD}".encode()).decode()
    with Door(node.url, tmp_path, basic) as made:
        assert check(
            Connection(made.url, user="editor", password=PASSWORD, ca_certs=str(made.ca)).open(), "there"
        )
        address = made.url.replace("//", "//editor:correct%20horse%20battery@")
        assert check(Connection(address, ca_certs=str(made.ca)).open(), "there")


def test_an_unknown_authority_is_refused_with_the_way_out(door):
    error = sentence(Connection(door.url, api_key=KEY))
    assert isinstance(error, Refused) and "elasticsearch.ca_certs" in error.message
    assert "certificate" in error.message


@pytest.mark.parametrize(
    "secret", [{}, {"api_key": "d3Jvbmc6d3Jvbmc="}, {"user": "editor", "password": "wrong one"}]
)
def test_a_wrong_key_is_refused_without_showing_it(door, secret, caplog):
    with caplog.at_level(logging.DEBUG):
        error = sentence(Connection(door.url, ca_certs=str(door.ca), **secret))
    assert isinstance(error, Refused) and "does not let us in" in error.message
    for value in secret.values():
        assert value == "editor" or (value not in error.message and value not in caplog.text)


def test_a_wrong_key_stops_writing_at_once(door, client, index_name):
    client.indices.create(index=index_name)
    near = Connection(door.url, api_key="d3Jvbmc6d3Jvbmc=", ca_certs=str(door.ca)).open()
    found, sink = write(near, index_name, items(range(10)), Limits(patience=60))
    assert fates(found) == {"waiting": 10} and "does not let us in" in sink.stopped and sink.requests == 1


def test_secrets_are_in_no_repr_and_no_pickle_but_come_back_at_home(monkeypatch):
    made = Connection("https://es.example:9200", api_key=KEY, user="editor", password=PASSWORD)
    pickled = pickle.dumps(made)
    for text in (repr(made), repr(vars(made)), str(pickled), repr(made._secrets())):
        assert KEY not in text and PASSWORD not in text
    assert pickle.loads(pickled)._secrets().api_key == KEY
    monkeypatch.setattr(client_module, "_known", {})
    assert pickle.loads(pickled)._secrets().api_key is None
    monkeypatch.setenv("NEWSMILL_ELASTICSEARCH__API_KEY", "from-the-environment")
    assert pickle.loads(pickled)._secrets().api_key == "from-the-environment"


def test_secrets_are_not_in_the_repr_of_the_settings():
    flags = {
        "elasticsearch.api_key": KEY,
        "elasticsearch.password": PASSWORD,
        "elasticsearch.url": f"http://u:{PASSWORD}@h:1",
    }
    shown = repr(load(flags=flags, environ={}))
    assert KEY not in shown and PASSWORD not in shown


def test_the_shipped_profile_names_the_server_and_no_secret():
    chosen = load("elasticsearch", environ={})
    assert chosen.engines == ("elasticsearch",) and chosen.elasticsearch.url == "http://localhost:9200"
    assert not (chosen.elasticsearch.api_key or chosen.elasticsearch.password)


@pytest.mark.parametrize(
    "url", ["localhost:9200", "ftp://x", "http://", "http://host:port", "nonsense", "http://u:pw@:1"]
)
def test_what_is_no_address_is_wrong_usage(url):
    with pytest.raises(UsageError, match="is no address of a server") as caught:
        Connection(url)
    assert "pw" not in caught.value.message
    with pytest.raises(UsageError, match="--elasticsearch"):
        Connection()


def test_nobody_there_is_unreachable():
    error = sentence(Connection("http://127.0.0.1:9"))
    assert (
        isinstance(error, Unreachable) and "no Elasticsearch answers at http://127.0.0.1:9" in error.message
    )


def info(version):
    return {
        "/": (200, json.dumps({"version": {"number": version}, "tagline": "You Know, for Search"}).encode())
    }


def test_an_old_server_is_told_which_version_is_needed(node, tmp_path):
    with Door(node.url, tmp_path, answers=info("7.17.13"), tls=False) as made:
        assert "newsmill needs 8.19 or newer" in sentence(Connection(made.url)).message


def test_a_server_that_refuses_this_client_names_the_one_to_install(node, tmp_path):
    # What an 8.17 server says to a 9.x client: elasticsearch-py issue 2923.
    reason = (
        f"Accept version must be either version 8 or 7, but found {CLIENT_MAJOR}. "
        f"Accept=application/vnd.elasticsearch+json; compatible-with={CLIENT_MAJOR}"
    )
    error = {"type": "media_type_header_exception", "reason": reason}
    body = json.dumps({"error": {"root_cause": [error], **error}, "status": 400}).encode()
    with Door(node.url, tmp_path, answers={"/": (400, body)}, tls=False) as made:
        message = sentence(Connection(made.url)).message
    wanted = "'elasticsearch>=8.19,<9'" if CLIENT_MAJOR == 9 else "'elasticsearch<8'"
    assert f"pip install {wanted}" in message and "\n" not in message


def test_what_is_not_elasticsearch_is_said_to_be_none(tmp_path):
    import http.server
    import threading

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler) as server:
        server.RequestHandlerClass.log_message = lambda *words: None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        message = sentence(Connection(f"http://127.0.0.1:{server.server_address[1]}")).message
        server.shutdown()
    assert "is not Elasticsearch" in message


def test_missing_privileges_are_named(node, tmp_path):
    # The form of Elasticsearch's own answer; the node of the tests has no security.
    answer = {
        "username": "reader",
        "has_all_requested": False,
        "cluster": {"monitor": True},
        "index": {"door*": {"create_index": False, "manage": False, "read": True, "write": False}},
    }
    answers = {"/_security/user/_has_privileges": (200, json.dumps(answer).encode())}
    with Door(node.url, tmp_path, answers=answers, tls=False) as made:
        message = sentence(Connection(made.url)).message
        reading = Elastic(Connection(made.url), "door", "some-corpus")
        assert reading.position() == 0, "who only reads needs no right to write"
    assert "the user reader" in message and "write on door*" in message and "read on" not in message
