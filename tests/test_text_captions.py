"""Captions in plain text: what tells a line under a picture where no credit stands in it."""

from __future__ import annotations

import pytest

from pipeline.languages.caption_words import shows_picture
from pipeline.steps.textblocks import to_blocks

PARAGRAPH = (
    "The ferry had left Bergen in the evening and came to the quay before six, when most of the town was asleep "
    "and nobody but the harbour master saw how she lay in the water that morning."
)
BESIDE = "The captain of the ferry speaks to the harbour master"


@pytest.mark.parametrize(
    "line",
    [
        "Ferja legg til kai i Florø ein haustdag (arkivfoto)",
        "Die Fähre legt im Hafen an. (Archivbild vom 3. Mai)",
        "Kapitän Max Muster (l.) begrüßt den Hafenmeister",
        "Jane Doe (left) speaks to the harbour master on the quay",
        "The captain (left) came at six. The harbour master was there. Behind them lies the ferry (right).",
        "FILE - The ferry lies at the quay in Bergen.",
        "港に入る船を見る船長（右）と市民",
        "Jane Doe and her son wait for the ferry on the quay in Bergen, April 14, 2024.",
        "Der Hafen nach dem Sturm, der die Fähre an die Mole warf, am 3. Januar 2026.",
    ],
)
def test_a_line_that_describes_a_picture(line: str) -> None:
    assert shows_picture(line)
    kinds = {
        block.text: block.kind for block in to_blocks(f"Ferry at the quay\n{PARAGRAPH}\n{line}\n{PARAGRAPH}")
    }
    assert kinds[line] == "caption"


@pytest.mark.parametrize(
    "line",
    [
        "April 14, 2024",
        "Published: the whole of the plan for the harbour, April 14, 2024.",
        "She left (not for the first time) with the ferry of the evening.",
        "The boat was sold. Nobody saw it again. It went (left, then right) into the dark. Then came the storm.",
        "The ferry sailed in 2024.",
        f"{PARAGRAPH} {PARAGRAPH} (left)",
    ],
)
def test_a_line_that_describes_none(line: str) -> None:
    assert not shows_picture(line)


def captions(text: str) -> list[str]:
    return [block.text for block in to_blocks(text) if block.kind == "caption"]


def test_a_caption_below_its_credit() -> None:
    # Nothing above can be the caption: a byline, a paragraph too long for one.
    for above in ("By Jane Doe", PARAGRAPH * 2, "12:43"):
        below = f"{BESIDE} on Tuesday evening in Florø."
        text = f"Ferry at the quay\n{PARAGRAPH}\n{above}\nPhoto: John Roe / AP\n{below}\n{PARAGRAPH}"
        assert captions(text) == [below]


@pytest.mark.parametrize(("times", "kind"), [(7, "caption"), (9, "paragraph")])
def test_the_long_line_above_a_credit_is_its_caption_up_to_a_length(times: int, kind: str) -> None:
    line = f"{BESIDE}{', and a pilot from the town of Haugesund near by' * times}."
    blocks = to_blocks(f"Ferry at the quay\n{PARAGRAPH}\n{line}\nPhoto: Jane Doe\n{PARAGRAPH}")
    assert {block.text: block.kind for block in blocks}[line] == kind


def test_running_text_below_a_credit_is_no_caption() -> None:
    text = f"Ferry at the quay\n{PARAGRAPH}\n{BESIDE}.\nPhoto: John Roe / AP\n{PARAGRAPH}\n{PARAGRAPH}"
    assert captions(text) == [f"{BESIDE}."]
    # A heading between a credit and a paragraph belongs to the paragraph.
    text = f"Ferry at the quay\n{PARAGRAPH}\n{PARAGRAPH * 2}\nPhoto: John Roe / AP\n{BESIDE}\n{PARAGRAPH}"
    assert captions(text) == []


def test_where_all_credits_stand_between_a_heading_and_a_sentence_the_sentence_is_the_caption() -> None:
    part = f"The Plan of the Harbour\nPhoto: John Roe / AP\nThe harbour at night.\n{PARAGRAPH}\n"
    text = f"Ferry at the quay\n{PARAGRAPH}\n{PARAGRAPH}\n"
    assert captions(text + part + part) == ["The harbour at night."] * 2
    # One alone may stand between a heading and its text.
    assert captions(text + part) == []


def test_a_list_of_writers_is_no_caption() -> None:
    assert captions(f"Ferry at the quay\n{PARAGRAPH}\nJane Doe / John Roe / Max Muster\n{PARAGRAPH}") == []


HEAD = f"Ferry at the quay\n{PARAGRAPH}\n{PARAGRAPH}\n{PARAGRAPH}\n"


def test_an_agency_below_the_headline_of_another_article_is_no_credit() -> None:
    text = f"{HEAD}The harbour of Bergen has a new master\nAFP\n{PARAGRAPH}\n"
    assert [block.kind for block in to_blocks(text)].count("credit") == 0 and captions(text) == []
    text = f"{HEAD}The harbour of Bergen has a new master.\nAFP\n{PARAGRAPH}\n"
    assert captions(text) == ["The harbour of Bergen has a new master."]


def test_a_time_above_a_credit_is_no_caption() -> None:
    text = f"{HEAD}Florø, November 05, 2025, 5:09 Uhr\nFoto: Max Muster\n{PARAGRAPH * 3}"
    assert captions(text) == []
