"""Accuracy, certainty and speed of language detection on labelled texts.

python benchmarks/language.py [DETECTOR ...]    all that settings offer by default
python benchmarks/language.py --fit             writes pipeline/languages/confidence.toml anew

Reads ``language/language.jsonl.xz`` under NEWSMILL_SHARED, or under ``shared`` beside the project. Prints macro
accuracy over languages in percent by length class with a 95 % interval (drawn anew within each language), as labelled
and with bs, hr and sr as one and zh as one, and how
often answers are right that were given with so much confidence. The maps from a detector's score to confidence are
fitted on one half of the texts (by their id); the reliability tables are of the other half alone.
"""

from __future__ import annotations

import json
import lzma
import os
import pathlib
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy

from pipeline.languages import related
from pipeline.model import Block, Document, RawDocument
from pipeline.steps import certainty, language

SHARED = pathlib.Path(os.environ.get("NEWSMILL_SHARED") or pathlib.Path(__file__).parents[2] / "shared")
MAPS = pathlib.Path(language.__file__).parents[1] / "languages" / "confidence.toml"
CLASSES = ("1500", "300", "sent", "short")
NORDIC = ("nn", "nb", "da", "sv")
TOGETHER = {"bs": "hbs", "hr": "hbs", "sr": "hbs", "zh-Hans": "zh", "zh-Hant": "zh"}
MIXED = 600
DRAWS = 2000
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)


@dataclass(frozen=True)
class Row:
    """A labelled text and what was answered."""

    id: str
    kind: str
    label: str
    found: str
    given: certainty.Answer | None

    @property
    def right(self) -> bool:
        """Whether the answer is the label."""
        return self.found == self.label

    @property
    def close(self) -> bool:
        """Whether the answer is the label or one of its close relatives."""
        return self.right or self.label in related.group_of(self.found)

    @property
    def fits(self) -> bool:
        """Whether the text belongs to the half that the maps are fitted on."""
        return crc32(self.id.encode()) % 2 == 0

    @cached_property
    def confidence(self) -> float:
        """As the product says it."""
        return certainty.certainty(self.given) if self.given else 0.0


def read() -> list[dict[str, Any]]:
    """The labelled texts: id, lang, len_class, text."""
    with lzma.open(SHARED / "language" / "language.jsonl.xz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def answers(texts: Iterable[dict[str, Any]], detector: str) -> list[Row]:
    """What the detector says of each text."""
    language.warm(detector)
    return [Row(t["id"], t["len_class"], t["lang"], *language.answer(t["text"], detector)[:2]) for t in texts]


def macro(rows: Iterable[Row], together: bool) -> dict[str, tuple[float, float, float]]:
    """Accuracy per length class in percent, averaged over languages, and the ends of its 95 % interval."""
    right: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        label, found = row.label, row.found
        if together:
            label, found = TOGETHER.get(label, label), TOGETHER.get(found, found)
        right[row.kind][label].append(label == found)
    draw, figures = numpy.random.default_rng(1), {}
    for kind, by in right.items():
        number = numpy.array([len(of) for of in by.values()])
        share = numpy.array([sum(of) for of in by.values()]) / number
        drawn = (draw.binomial(number, share, (DRAWS, len(by))) / number).mean(axis=1)
        low, high = numpy.quantile(drawn, (0.025, 0.975))
        figures[kind] = (100 * float(share.mean()), 100 * float(low), 100 * float(high))
    return figures


def error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error: how far confidence and share of right answers lie apart, over the bins."""
    total = 0.0
    for low, high in pairwise(BINS):
        inside = [(sure, right) for sure, right in pairs if low <= sure < high]
        total += abs(sum(sure for sure, _ in inside) - sum(right for _, right in inside))
    return total / len(pairs)


def reliability(rows: Sequence[Row]) -> None:
    """Prints how right answers of each confidence are, on the half that no map was fitted on."""
    rows = [row for row in rows if not row.fits and row.given is not None]
    pairs = [(row.confidence, row.right) for row in rows]
    scores = [(row.given.score, row.right) for row in rows if row.given]
    print(f"  {'confidence':14} {'texts':>6} {'mean':>6} {'right':>6}   (the half that no map was fitted on)")
    for low, high in pairwise(BINS):
        inside = [(sure, right) for sure, right in pairs if low <= sure < high]
        if inside:
            sure, right = (sum(column) / len(inside) for column in zip(*inside, strict=True))
            print(f"  {low:.2f} to {min(high, 1):.2f}   {len(inside):6} {sure:6.3f} {right:6.3f}")
    parts = []
    for kind in CLASSES:
        of = [(row.confidence, row.right) for row in rows if row.kind == kind]
        raw = [(row.given.score, row.right) for row in rows if row.kind == kind and row.given]
        parts.append(f"{kind} {error(of):.3f} ({error(raw):.3f})")
    print(
        f"  expected calibration error {error(pairs):.3f} (of the detectors' own scores {error(scores):.3f}); "
    )
    print("    by length: " + ", ".join(parts))


def measure(texts: list[dict[str, Any]], detector: str) -> None:
    """Prints the tables of one detector."""
    language.warm(detector)
    start = time.process_time()
    rows = answers(texts, detector)
    seconds = time.process_time() - start
    each = f"{1000 * seconds / len(rows):.2f} ms of CPU each"
    print(f"{detector}: {len(rows)} texts, {len(rows) // len(CLASSES)} of each length, {each}")
    for name, together in (("as labelled", False), ("bs hr sr as one, zh as one", True)):
        figures = macro(rows, together)
        cells = [f"{k} {{:5.1f}} ({{:.1f}} to {{:.1f}})".format(*figures[k]) for k in CLASSES]
        print(f"  {name:28}" + "  ".join(cells))
    for kind in CLASSES:
        of = {code: [row.right for row in rows if row.label == code and row.kind == kind] for code in NORDIC}
        print(f"  wrong at {kind:6} " + ", ".join(f"{c} {r.count(False)} of {len(r)}" for c, r in of.items()))
    wrong = Counter(f"{row.label} as {row.found}" for row in rows if not row.right)
    print("  most often wrong: " + ", ".join(f"{pair} {count}" for pair, count in wrong.most_common(8)))
    reliability(rows)


def mixed(texts: list[dict[str, Any]]) -> None:
    """Prints how often two languages are found in articles put together of paragraphs in two, and invented in one."""
    draw = random.Random(1)
    paragraphs = defaultdict(list)
    for text in texts:
        if text["len_class"] == "300":
            paragraphs[text["lang"]].append(text["text"])
    codes, step = sorted(paragraphs), language.make()
    right, off, invented = Counter[bool](), 0.0, 0
    for number in range(MIXED):
        main, other = draw.sample(codes, 2) if number % 2 else draw.sample(NORDIC, 2)
        share = 0.0 if number % 4 < 2 else 0.25
        of = [draw.choice(paragraphs[other if share and place == 2 else main]) for place in range(4)]
        document = Document(RawDocument("", 0, 0, b"", "text"), blocks=[Block("paragraph", t) for t in of])
        step(document)
        found = {one.value.code: one.value.share for one in document.candidates("languages")}
        if share:
            right[found.keys() == {main, other}] += 1
            off += abs(found.get(other, 0.0) - len(of[2]) / sum(map(len, of)))
        else:
            invented += len(found) > 1
    print(
        f"paragraphs in two languages: both found in {right[True]} of {right.total()} articles, their share "
        f"{off / right.total():.3f} off; invented in {invented} of {MIXED // 2} articles in one language"
    )


# ---------------------------------------------------------------- fitting


def rising(counts: Sequence[tuple[int, int]]) -> list[float]:
    """Shares of right answers that never fall from step to step, of (right, all) each; one that holds too few answers
    is as its neighbours. Half an answer of each kind is added: no step is certain."""
    pools: list[list[int]] = []  # right, all, steps
    for right, number in counts:
        pools.append([right, number, 1])
        while len(pools) > 1 and (pools[-1][1] == 0 or _share(pools[-2]) >= _share(pools[-1])):
            pools[-2:] = [[a + b for a, b in zip(*pools[-2:], strict=True)]]
    return [round(_share(pool), 3) for pool in pools for _ in range(pool[2])]


def _share(pool: Sequence[int]) -> float:
    return (pool[0] + 0.5) / (pool[1] + 1)


def fit(texts: list[dict[str, Any]]) -> str:
    """The text of confidence.toml: per detector a map for each size of text, and the groups' factors."""
    rows = [row for row in answers(texts, "auto") if row.fits and row.given]
    asked = [(row.given.detector, row) for row in rows if row.given]
    for detector in ("pycld2", "py3langid", "langdetect"):
        asked += [
            (detector, replace(row, given=replace(row.given, detector=detector)))
            for row in answers(texts, detector)
            if row.fits and row.given
        ]
    lines = [
        "# How often an answer about the language is right, made by `benchmarks/language.py --fit` from half of the",
        "# labelled texts. Steps of a detector's score and sizes of text: see steps/certainty.py.",
        "\n[scores] # of each detector, a line per size of text",
    ]
    for detector in ("pycld2", "py3langid", "langdetect", "arbiter"):
        counts = [[[0, 0] for _ in range(len(certainty.SCORES) + 1)] for _ in range(len(certainty.SIZES) + 1)]
        for name, row in asked:
            if name == detector and row.given:
                size, step = certainty.step_of(row.given)
                counts[size][step][0] += row.close
                counts[size][step][1] += 1
        lines.append(f"{detector} = [")
        lines += [f"  {rising([(right, number) for right, number in steps])}," for steps in counts]
        lines.append("]")
    lines.append(
        "\n[relatives] # how often the right one of close relatives, by the margin of its marker words"
    )
    for group in related.groups():
        margins = [[0, 0] for _ in range(certainty.MARGINS)]
        for row in rows:
            if row.given and row.given.group == group.name and row.close:
                margins[certainty.margin_of(row.given)][0] += row.right
                margins[certainty.margin_of(row.given)][1] += 1
        lines.append(f"{group.name} = {rising([(right, number) for right, number in margins])}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measures the detectors named on the command line, or fits the maps."""
    texts = read()
    if sys.argv[1:] == ["--fit"]:
        MAPS.write_text(fit(texts), encoding="utf-8")
        return
    for detector in sys.argv[1:] or ("auto", "langdetect"):
        measure(texts, detector)
    mixed(texts)


if __name__ == "__main__":
    main()
