"""Small parts are joined: few parts after many runs, the same rows, nothing that a follower misses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus import compact
from pipeline.corpus.delta import birth
from pipeline.corpus.store import Corpus
from tests.corpus_kit import article, empty_corpus, ingest, snapshot  # noqa: F401  (the fixture)


@given(st.lists(st.integers(1, 50 << 20), max_size=80))
def test_what_is_due(sizes: list[int]) -> None:
    named = {f"part-{number:014}-x.parquet": size for number, size in enumerate(sizes)}
    parts = compact.due(named)
    assert parts == sorted(parts) and all(named[part] < compact.SIZES[-1] for part in parts)
    assert not parts or len(parts) > 1
    assert sum(named[part] for part in parts[:-1]) < compact.LARGEST
    if not parts:
        assert sum(size < compact.SIZES[0] for size in sizes) < compact.JOINED


def test_many_small_runs_leave_few_parts(corpus: Corpus) -> None:
    for number in range(50):
        ingest(corpus, article(f"a{number}", text=f"t{number}"), source=f"in/{number}", inputs=[str(number)])
    assert len(corpus.parts_after(0)) < 2 * compact.JOINED
    assert snapshot(corpus).keys() == {f"a{number}" for number in range(50)}
    assert {a.id for a in corpus.get(["a3", "a49"]).values()} == {"a3", "a49"}
    ingest(corpus, article("a3", 2), source="in/3", stamp="2", inputs=["3"])
    assert snapshot(corpus)["a3"][0] == 2 and corpus.count() == 50
    digest = corpus.content_digest()
    (corpus.layout.local(corpus.corpus_id) / "ledger.sqlite").unlink()
    again = Corpus.open(corpus.path)
    assert again.content_digest() == digest
    assert again.get(["a3"])["a3"].version == 2 and again.get(["a7"])["a7"].id == "a7"


def test_a_follower_misses_nothing_and_takes_nothing_twice(corpus: Corpus) -> None:
    position, held = 0, []
    for number in range(40):
        ingest(corpus, article(f"a{number}"), source=f"in/{number}", inputs=[str(number)])
        if number % 7 == 0:
            upto = corpus.round
            held += [row["id"] for batch in corpus.rows_after(position, ["id"]) for row in batch.to_pylist()]
            position = upto
    held += [row["id"] for batch in corpus.rows_after(position, ["id"]) for row in batch.to_pylist()]
    assert sorted(held) == sorted(f"a{number}" for number in range(40))


def test_joined_parts_keep_the_rounds_of_their_rows(corpus: Corpus) -> None:
    for number in range(compact.JOINED):
        ingest(corpus, article(f"a{number}"), source=f"in/{number}", inputs=[str(number)])
    [part] = corpus.parts_after(0)
    rounds = [row["commit"] for batch in corpus.rows_after(0, ["commit"]) for row in batch.to_pylist()]
    assert len(set(rounds)) == compact.JOINED
    assert birth(part.removeprefix("articles/")) == max(rounds) < corpus.round
