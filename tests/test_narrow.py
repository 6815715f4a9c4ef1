"""Narrow terminals: nothing is cut that matters, and no column of single letters."""

import io
import time

import pytest

from pipeline import explaining, terminal
from pipeline.model import Evidence
from pipeline.progress import Progress
from pipeline.readers.base import Detection
from tests.test_cli_screens import article, screen

ID = "53bf0066b919cf3f7db21827"


@pytest.mark.parametrize("width", [40, 60, 80, 110])
def test_an_explanation_can_be_read(width: int) -> None:
    said = Evidence("language_confidence", "0.996", "language", "5 blocks", 1.0, True)
    text = screen(explaining.explained(article(id=ID, provenance=(*article().provenance, said))), width)
    lines = [line.strip() for line in text.splitlines()]
    assert ID in text and all(len(line) <= width for line in lines)
    assert sum(0 < len(line) < 4 for line in lines) < 4
    for part in ("title", "A title | Site", "0.50", "lost", "1 candidate lost"):
        assert part in text


def test_the_path_of_a_detected_file_is_not_cut() -> None:
    path = "dump/a-folder-of-the-archive/with-a-long-name.jsonl"
    text = screen(terminal.detections([Detection(None, 0.0, "empty", path=path)]), 40)
    assert path in "".join(line.split("  ")[0].strip() for line in text.splitlines())


def test_a_narrow_line_of_progress_says_first_how_much_is_done_and_how_long_yet() -> None:
    progress = Progress("none", stream=io.StringIO())
    progress._started = time.monotonic() - 10
    progress._marks = [(progress._started, 0, 0)]
    progress.update(read=50, done_bytes=25, total_bytes=100, current="a.jsonl")
    assert progress.line(40).startswith("25 %, 30 s left, 50 read")
    assert progress.line(200) == progress.line()
    assert progress.line().startswith("50 read")
