"""The same command on Flink within its job server: every kind of input, poison, a killed client, Ctrl-C."""

from __future__ import annotations

import pathlib

from .flink import Flink
from .kit import (
    SECONDS,
    Held,
    at_work,
    goes_on_here,
    held,
    interrupted,
    poison_costs_itself,
    profile,
    run,
    start,
    strays,
)


def test_a_dump_of_every_kind_and_poison_give_the_same_store(flink: Flink, tmp_path: pathlib.Path) -> None:
    poison_costs_itself(flink, tmp_path)
    assert flink.log("server").count("Starting job invocation newsmill-") == 1


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
    err = interrupted(flink, source, tmp_path)
    assert len(err.strip().splitlines()) == 2, err
    corpus = Corpus.open(str(store), create=False)
    assert runner.earlier(flink.options(), corpus.corpus_id) == []
    assert 0 < corpus.count() < len(calm.ids)
    assert len(list(corpus.articles())) == corpus.count()
    goes_on_here(source, store, calm)


def test_a_job_service_that_is_not_there_is_said_in_a_sentence(flink: Flink, tmp_path: pathlib.Path) -> None:
    config = profile(tmp_path, flink, job_endpoint="127.0.0.1:9", job_server_timeout=2)
    _, err = run("samples/dump/json", "--store", tmp_path / "s", "--config", config, "--quiet", status=1)
    assert "the runner's job service cannot be reached" in err
    assert len(err.strip().splitlines()) == 1, err
