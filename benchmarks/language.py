"""Accuracy and speed of language detection on labelled texts: ``python benchmarks/language.py [DETECTOR ...]``.

Reads ``language/language.jsonl.xz`` under NEWSMILL_SHARED, or under ``shared`` beside the project. Prints macro
accuracy over languages in percent by length class: as labelled, and with bs, hr and sr as one and zh as one.
"""

from __future__ import annotations

import json
import lzma
import os
import pathlib
import sys
import time
from collections import Counter, defaultdict
from typing import Any

from pipeline.steps import language

SHARED = pathlib.Path(os.environ.get("NEWSMILL_SHARED") or pathlib.Path(__file__).parents[2] / "shared")
CLASSES = ("1500", "300", "sent", "short")
TOGETHER = {"bs": "hbs", "hr": "hbs", "sr": "hbs", "zh-Hans": "zh", "zh-Hant": "zh"}


def read() -> list[dict[str, Any]]:
    """The labelled texts: id, lang, len_class, text."""
    with lzma.open(SHARED / "language" / "language.jsonl.xz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def macro(rows: list[tuple[str, str, str]], together: bool) -> dict[str, float]:
    """Accuracy per length class, averaged over languages; ``rows`` are (class, label, answer)."""
    right: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for kind, label, answer in rows:
        if together:
            label, answer = TOGETHER.get(label, label), TOGETHER.get(answer, answer)
        right[kind][label].append(label == answer)
    return {k: 100 * sum(sum(r) / len(r) for r in by.values()) / len(by) for k, by in right.items()}


def measure(texts: list[dict[str, Any]], detector: str) -> None:
    """Prints the table of one detector."""
    language.warm(detector)
    start = time.process_time()
    rows = [(t["len_class"], t["lang"], language.detect(t["text"], detector).language) for t in texts]
    seconds = time.process_time() - start
    print(f"{detector}: {len(rows)} texts, {1000 * seconds / len(rows):.2f} ms of CPU each")
    for name, together in (("as labelled", False), ("bs hr sr as one, zh as one", True)):
        figures = macro(rows, together)
        print(f"  {name:28}" + "  ".join(f"{kind} {figures[kind]:5.1f}" for kind in CLASSES))
    nordic = Counter(
        (label, label == answer) for _, label, answer in rows if label in ("nn", "nb", "da", "sv")
    )
    print(
        "  right of all: "
        + ", ".join(
            f"{c} {nordic[c, True]}/{nordic[c, True] + nordic[c, False]}" for c in ("nn", "nb", "da", "sv")
        )
    )
    wrong = Counter(f"{label} as {answer}" for _, label, answer in rows if label != answer)
    print("  most often wrong: " + ", ".join(f"{pair} {count}" for pair, count in wrong.most_common(8)))


def main() -> None:
    """Measures the detectors named on the command line, all that settings offer by default."""
    texts = read()
    for detector in sys.argv[1:] or ("auto", "langdetect"):
        measure(texts, detector)


if __name__ == "__main__":
    main()
