"""Settlement: which version wins and what is a duplicate, whatever the rounds and the order."""

from __future__ import annotations

import itertools
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corpus.settle import Known, Record, Settled, State, settle, texts


def record(
    id: str, version: int = 1, text: str = "", run: int = 1, source: str = "a", offset: int = 0
) -> Record:
    return Record(version, run, source, offset, "", id, text)


class Memory:
    """What a ledger does, as plainly as possible: remembers, and finds the rivals that matter."""

    def __init__(self, known: dict[str, Known] | None = None) -> None:
        self.known = dict(known or {})
        self.counts: Counter[State] = Counter()

    def round(self, run: int, incoming: list[Record]) -> Settled:
        touched = {r.id for r in incoming}
        known = {i: k for i, k in self.known.items() if i in touched}
        settled = settle(run, incoming, known, self.rivals(run, texts(incoming, known.values()), touched))
        self.known.update(settled.changed)
        for state in State:
            self.counts[state] += settled.count(state)
        return settled

    def rivals(self, run: int, wanted: set[str], touched: set[str]) -> list[Known]:
        found = []
        for text in wanted:
            group = [k for i, k in self.known.items() if i not in touched and k.record.fingerprint == text]
            live = [k for k in group if k.state is State.LIVE]
            mine = [k for k in group if k.state is State.DUPLICATE and k.record.run == run]
            found += live or sorted(mine, key=Known.claim)[:1]
        return found

    def states(self) -> dict[str, tuple[State, Record]]:
        return {i: (k.state, k.record) for i, k in self.known.items()}


def test_the_newest_version_wins_in_both_orders() -> None:
    for order in ([1, 2], [2, 1]):
        memory = Memory()
        for version in order:
            memory.round(1, [record("x", version)])
        assert memory.known["x"].record.version == 2
        assert (memory.counts[State.LIVE], memory.counts[State.STALE]) == (1, 1)


def test_of_equal_versions_the_later_run_wins_then_source_then_offset() -> None:
    memory = Memory()
    memory.round(
        1, [record("x", source="b"), record("x", source="a", offset=9), record("x", source="b", offset=1)]
    )
    assert memory.known["x"].record == record("x", source="b", offset=1)
    memory.round(2, [record("x", run=2)])
    assert memory.known["x"].record == record("x", run=2)


def test_the_same_text_under_another_id_is_a_duplicate_of_the_least() -> None:
    memory = Memory()
    settled = memory.round(1, [record("b", 2, "t"), record("a", 3, "t"), record("c", 2, "t"), record("d", 1)])
    assert {i: k.state for i, k in memory.known.items()} == {
        "a": State.DUPLICATE, "b": State.LIVE, "c": State.DUPLICATE, "d": State.LIVE
    }  # fmt: skip
    assert settled.holders == {"a": "b", "c": "b"}


def test_the_one_of_an_earlier_run_stays() -> None:
    memory = Memory()
    memory.round(1, [record("z", 9, "t")])
    memory.round(2, [record("a", 1, "t", run=2)])
    assert memory.known["a"].state is State.DUPLICATE
    memory.round(3, [record("z", 10, "t", run=3), record("b", 1, "t", run=3)])
    assert (memory.known["z"].state, memory.known["b"].state) == (State.LIVE, State.DUPLICATE)


def test_a_duplicate_of_this_run_comes_back_when_its_holder_moves_on() -> None:
    memory = Memory()
    memory.round(1, [record("a", 1, "t"), record("b", 2, "t")])
    settled = memory.round(1, [record("a", 2, "u")])
    assert memory.known["b"].state is State.LIVE
    assert (settled.count(State.LIVE), settled.count(State.DUPLICATE), settled.count(State.STALE)) == (
        1,
        -1,
        1,
    )


def test_without_a_fingerprint_nothing_is_a_duplicate() -> None:
    memory = Memory()
    memory.round(1, [record("a"), record("b")])
    assert memory.counts[State.LIVE] == 2


def test_withdrawn_stays_and_retired_comes_back() -> None:
    gone = Known(record("x", 9, "t"), State.WITHDRAWN)
    old = Known(record("y", 9, "u"), State.RETIRED)
    memory = Memory({"x": gone, "y": old})
    settled = memory.round(
        2, [record("x", 10, "t", run=2), record("y", 1, "u", run=2), record("z", 1, "t", run=2)]
    )
    assert settled.fates == [State.WITHDRAWN, State.LIVE, State.LIVE]
    assert memory.known["x"] == gone


def test_what_left_in_this_run_holds_no_text() -> None:
    """A run that goes on after an article of its own was withdrawn."""
    memory = Memory({"x": Known(record("x", 9, "t"), State.WITHDRAWN)})
    settled = memory.round(1, [record("x", 10, "t"), record("z", 11, "t")])
    assert settled.fates == [State.WITHDRAWN, State.LIVE]


def test_a_text_left_and_taken_up_again_within_a_run_is_held_since_before() -> None:
    memory = Memory()
    memory.round(1, [record("x", 1, "t")])
    memory.round(2, [record("x", 2, "u", run=2), record("y", 1, "t", run=2)])
    assert memory.known["y"].state is State.LIVE
    memory.round(2, [record("x", 3, "t", run=2)])
    assert (memory.known["x"].state, memory.known["y"].state) == (State.LIVE, State.DUPLICATE)


def test_a_duplicate_of_an_earlier_run_holds_its_text_since_no_run() -> None:
    memory = Memory()
    memory.round(1, [record("a", 1, "t"), record("b", 2, "t")])
    memory.round(2, [record("b", 3, "t", run=2), record("c", 1, "t", run=2), record("a", 2, "u", run=2)])
    assert (memory.known["b"].state, memory.known["c"].state) == (State.DUPLICATE, State.LIVE)


records = st.builds(
    record,
    id=st.sampled_from("abcd"),
    version=st.integers(0, 3),
    text=st.sampled_from(["", "t", "u"]),
    source=st.sampled_from(["p", "q"]),
    offset=st.integers(0, 30),
)


def read_apart(items: list[Record]) -> list[Record]:
    """Every record of a run stands at a place of its own."""
    return list({(r.source, r.offset): r for r in items}.values())


runs = st.lists(records, max_size=9).map(read_apart)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.tuples(runs, st.randoms(use_true_random=False), st.lists(st.integers(0, 9), max_size=3)),
        max_size=3,
    )
)
def test_rounds_and_order_change_nothing(parts: list) -> None:
    whole, cut = Memory(), Memory()
    for number, (items, random, cuts) in enumerate(parts, 1):
        of_run = [r._replace(run=number) for r in items]
        whole.round(number, of_run)
        shuffled = list(of_run)
        random.shuffle(shuffled)
        edges = sorted({0, len(shuffled), *(c for c in cuts if c < len(shuffled))})
        for start, end in itertools.pairwise(edges):
            cut.round(number, shuffled[start:end])
    assert cut.states() == whole.states()
    assert cut.counts == whole.counts
    read = sum(len(items) for items, _, _ in parts)
    assert sum(whole.counts.values()) == read


@settings(max_examples=300, deadline=None)
@given(st.lists(runs, max_size=3))
def test_every_text_is_live_exactly_once_after_a_run(parts: list) -> None:
    memory = Memory()
    for number, items in enumerate(parts, 1):
        of_run = [r._replace(run=number) for r in items]
        memory.round(number, of_run)
        live = Counter(k.record.fingerprint for k in memory.known.values() if k.state is State.LIVE)
        assert all(count == 1 for text, count in live.items() if text)
        for known in memory.known.values():
            if known.record.run == number and known.record.fingerprint:
                assert live[known.record.fingerprint] == 1
