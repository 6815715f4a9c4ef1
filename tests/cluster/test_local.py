"""The same command on Flink within its job server: every kind of input, poison, a killed client, Ctrl-C."""

from __future__ import annotations

import pathlib
import signal

from tests.killing import dump, finish

from .flink import Flink
from .kit import SECONDS, UNIT_BYTES, Held, at_work, held, profile, run, start, strays


def test_a_dump_of_every_kind_and_poison_give_the_same_store(flink: Flink, tmp_path: pathlib.Path) -> None:
    bad = dump(tmp_path / "poison", 100, poison=True)
    limits = {"NEWSMILL_RECORD_SECONDS": "10", "NEWSMILL_RECORD_RETRY_SECONDS": "10"}
    here = start(
        "run", "samples/dump", bad, "--store", tmp_path / "here", "--quiet", fault="poison", **limits
    )
    config = profile(tmp_path, flink, env={"NEWSMILL_FAULT": "poison"})
    out, _ = run("samples/dump", bad, "--store", tmp_path / "there", "--config", config, **limits)
    _, err = here.communicate(timeout=SECONDS)
    assert here.returncode == 0, err
    there = held(tmp_path / "there")
    assert there == held(tmp_path / "here")
    assert {"crashed": 1, "timeout": 1, "memory": 1}.items() <= there.account["failed_by_reason"].items()
    assert "The account balances" in out
    assert flink.log("server").count("Starting job invocation newsmill-") == 1
    assert strays(tmp_path / "there") == []


def test_a_killed_clients_job_goes_on_and_the_next_client_takes_it_in(
    flink: Flink, source: pathlib.Path, calm: Held, tmp_path: pathlib.Path
) -> None:
    words = ("run", source, "--store", tmp_path / "s", "--config", profile(tmp_path, flink), "--quiet")
    before = flink.log("server").count("Starting job invocation newsmill-")
    first = start(*words)
    at_work(first, tmp_path / "s")
    first.kill()
    first.communicate()
    workers = flink.workers()
    for worker in workers:  # the job must not end before the next client is there
        worker.suspend()
    second = start(*words)
    assert second.stderr is not None and "waiting for the job of an earlier run" in second.stderr.readline()
    for worker in workers:
        worker.resume()
    _, err = second.communicate(timeout=SECONDS)
    assert second.returncode == 0, err
    assert held(tmp_path / "s") == calm
    assert flink.log("server").count("Starting job invocation newsmill-") == before + 1, "work was done again"
    assert strays(tmp_path / "s") == []


def test_cancelled_by_ctrl_c_nothing_is_half_visible(
    flink: Flink, source: pathlib.Path, calm: Held, tmp_path: pathlib.Path
) -> None:
    from pipeline.beam import runner
    from pipeline.corpus.store import Corpus

    store = tmp_path / "s"
    first = start("run", source, "--store", store, "--config", profile(tmp_path, flink), "--quiet")
    at_work(first, store)
    first.send_signal(signal.SIGINT)
    _, err = first.communicate(timeout=SECONDS)
    assert first.returncode == 1
    assert "stopping: " in err and "the same command goes on from there" in err
    assert len(err.strip().splitlines()) == 2, err
    corpus = Corpus.open(str(store), create=False)
    assert runner.earlier(flink.options(), corpus.corpus_id) == []
    assert 0 < corpus.count() < len(calm.ids)
    assert len(list(corpus.articles())) == corpus.count()
    same = {"NEWSMILL_UNIT_BYTES": UNIT_BYTES, "NEWSMILL_ROUND_SECONDS": "60"}
    assert finish(source, store, **same) == 0  # goes on here, without the cluster
    assert held(store).digest == calm.digest
    assert held(store).account == calm.account
    assert strays(store) == []


def test_a_job_service_that_is_not_there_is_said_in_a_sentence(flink: Flink, tmp_path: pathlib.Path) -> None:
    config = profile(tmp_path, flink, job_endpoint="127.0.0.1:9", job_server_timeout=2)
    _, err = run("samples/dump/json", "--store", tmp_path / "s", "--config", config, "--quiet", status=1)
    assert "the runner's job service cannot be reached" in err
    assert len(err.strip().splitlines()) == 1, err
