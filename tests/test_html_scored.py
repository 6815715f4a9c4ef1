"""Our own score of a page's pieces: what is a piece, what is chosen, and when a second opinion is asked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.decide.body import choose
from pipeline.languages.folding import fold
from pipeline.model import Block, Document, RawDocument
from pipeline.steps import body, decode, scored, structured
from pipeline.steps.boxkinds import kinds_of
from pipeline.steps.letters import letters
from pipeline.steps.textpieces import pieces

SENTENCES = (
    "The council of Gullholm voted on Tuesday to keep the old ferry running for another ten years.",
    "Repairs to the hull will cost about four million crowns, said the harbour master, and begin in May.",
    "“We have no bridge, and we do not want one,” said Inga Strand, who has run the kiosk on the quay since 1998.",
    "Two members voted against the plan because they fear that the money will be missing for the school.",
    "The ferry was built in 1961, carries forty passengers and makes eleven crossings on an ordinary day.",
)
PARAGRAPHS = "".join(f"<p>{sentence} {sentence[:60].strip()} again, as before.</p>" for sentence in SENTENCES)


def read(html: str) -> Document:
    raw = RawDocument("a", 0, 0, html.encode(), "html", media_type="text/html", charset="utf-8")
    return decode.decode(raw)


def test_pieces_follow_the_markup() -> None:
    tree: Any = read(
        "<body><nav>Menu</nav><h2>Head</h2><p>One <a href=x>linked</a> <b>bold</b><div class='related-news'>Two<br>"
        "<br>Three</div><table><tr><td>a</td><td>b</td></tr></table><script>no</script>tail</body>"
    ).tree
    found = pieces(tree)
    assert [(piece.kind, piece.text) for piece in found] == [
        ("crosshead", "Head"),
        ("paragraph", "One linked bold"),
        ("paragraph", "Two"),
        ("paragraph", "Three"),
        ("table", "a"),
        ("table", "b"),
        ("paragraph", "tail"),
    ]
    assert (found[1].linked, found[1].strong) == (6, 4)
    assert found[2].own == kinds_of("related-news") != 0
    assert found[4].row == found[5].row != 0


def test_a_line_break_after_a_sentence_parts_paragraphs() -> None:
    tree: Any = read(f"<body><div>{SENTENCES[0]}<br>{SENTENCES[1]}<br>short<br>line</div></body>").tree
    assert [piece.text for piece in pieces(tree)] == [*SENTENCES[:2], "short line"]


def test_the_article_is_told_from_what_stands_around_it() -> None:
    links = "".join(f"<li><a href=/{n}>Another story number {n} of the day</a></li>" for n in range(12))
    document = read(
        f"<body><div class=topbar>Gullholm Post</div><article><h1>Ferry stays</h1>{PARAGRAPHS}</article>"
        f"<div class=related><h3>Related stories</h3><ul>{links}</ul></div><div>Copyright Gullholm Post</div></body>"
    )
    body.step(document)
    won = document.candidates("body")[0]
    text = "\n".join(block.text for block in won.value)
    assert won.rule == "scored text"
    assert all(sentence in text for sentence in SENTENCES)
    assert "Another story" not in text
    assert "Copyright" not in text


def test_a_second_opinion_is_asked_only_in_doubt() -> None:
    clear = read(f"<body><article><h1>Ferry stays</h1>{PARAGRAPHS}</article></body>")
    short = read("<body><div><a href=x>Ferry stays, council says</a></div></body>")
    assert not scored.scored(clear).doubtful
    assert scored.scored(short).doubtful
    body.step(clear)
    assert [candidate.rule for candidate in clear.candidates("body")] == ["scored text"]


@pytest.mark.parametrize(
    ("chances", "expected"),
    [([0.9, 0.1, 0.95], [0, 2]), ([0.45, 0.4, 0.02], [0, 1]), ([0.0, 0.0], [])],
)
def test_the_choice_with_the_best_expected_agreement(chances: list[float], expected: list[int]) -> None:
    import numpy as np

    assert scored.choose(np.array(chances), [100] * len(chances)) == expected


@pytest.mark.parametrize(
    ("chance", "markup", "taken"),
    [
        (0.3, "<h2>Prices</h2><p>Two.</p>", True),
        (0.05, "<h2>Prices</h2><p>Two.</p>", False),  # the score is sure that it is none of the article's
        (0.3, "<p>Prices</p><p>Two.</p>", False),  # no heading
        (0.3, "<div><h2>Prices</h2></div><p>Two.</p>", False),  # in a box of its own
    ],
)
def test_a_heading_among_chosen_pieces_is_taken(chance: float, markup: str, taken: bool) -> None:
    found = pieces(read(f"<body><p>One.</p>{markup}</body>").tree)
    assert scored.with_crossheads([0, 2], found, [0.9, chance, 0.9]) == ([0, 1, 2] if taken else [0, 2])


TOLD = "The ferry runs again from Monday, and the people of the island wait for the first boat with bread."


@pytest.mark.parametrize(
    ("chances", "middle", "taken"),
    [
        ([0.5, 0.9, 0.4, 0.9], f"<p>{TOLD}</p>", [0, 1, 2, 3]),
        ([0.3, 0.9, 0.2, 0.9], f"<p>{TOLD}</p>", [1, 3]),
        ([0.5, 0.9, 0.4, 0.9], f"<div><p>{TOLD}</p></div>", [0, 1, 3]),
        ([0.5, 0.9, 0.4, 0.9], f"<p>{TOLD[:-1]}</p>", [0, 1, 3]),
        ([0.5, 0.9, 0.4, 0.9], f"<p><a href=/a>{TOLD}</a></p>", [0, 1, 3]),
    ],
)
def test_sentences_among_and_above_chosen_pieces_are_taken(
    chances: list[float], middle: str, taken: list[int]
) -> None:
    page = f"<div>{TOLD}</div><div><p>{TOLD}</p>{middle}<p>{TOLD}</p></div>"
    found = pieces(decode.parse(page))
    assert scored.with_sentences([1, 3], found, chances) == taken


def test_short_cells_of_a_row_are_one_line() -> None:
    rows = "".join(f"<tr><td>Stop {n}</td><td>{n}.30</td></tr>" for n in range(1, 5))
    found = pieces(read(f"<body><table>{rows}</table></body>").tree)
    blocks, folded = scored.as_blocks(found, [fold(piece.text) for piece in found])
    assert [block.text for block in blocks][:2] == ["Stop 1 | 1.30", "Stop 2 | 2.30"]
    assert folded[:2] == ["stop1130", "stop2230"]


def test_an_empty_page_gives_nothing() -> None:
    found = scored.scored(read("<html><body><script>x</script></body></html>"))
    assert found.blocks == ()
    assert found.doubtful


def test_a_page_that_shows_only_the_beginning_is_completed_from_its_own_data() -> None:
    told = " ".join(f"{sentence} {sentence[:60].strip()} again, as before." for sentence in SENTENCES)
    data = json.dumps({"@type": "NewsArticle", "headline": "Ferry stays", "articleBody": told})
    first = PARAGRAPHS[: PARAGRAPHS.index("</p>") + 4]
    document = read(
        f'<html><head><script type="application/ld+json">{data}</script></head>'
        f"<body><article><h1>Ferry stays</h1>{first}</article></body></html>"
    )
    structured.step(document)
    body.step(document)
    won = choose(document)
    assert won.winner is not None
    assert won.winner.rule == "scored text + articleBody"
    assert SENTENCES[-1] in "\n".join(block.text for block in won.value)


def test_letters_of_many_texts_are_counted_at_once() -> None:
    texts = ["Två Fartyg, sa hon: ”ja!” Nej", "a.b", "船は止まる。終わり。", "| 3 × 𠀀 🙂", "“Done.”", "§"]
    made = letters(texts)
    assert made.folded == [fold(text) for text in texts]
    assert made.words.tolist() == [text.count(" ") + 1 for text in texts]
    assert made.stops.tolist() == [1, 0, 2, 0, 1, 0]
    assert made.ended.tolist() == [False, False, True, False, True, False]
    assert made.capitals.tolist() == [3, 0, 0, 0, 0, 0]
    assert made.commas.tolist() == [1, 0, 0, 0, 0, 0]
    assert made.digits[3] == made.odd[3] == 1
    assert (made.dense > 0).tolist() == [False, False, True, True, False, False]


def test_a_second_opinion_loses_where_it_finds_much_more_or_something_else() -> None:
    blocks = tuple(Block("paragraph", sentence) for sentence in SENTENCES)
    assert body.is_better(blocks[:2], blocks), "it leaves out what was in doubt"
    assert body.is_better(blocks, ()), "there is no first"
    assert not body.is_better(blocks, blocks[:2]), "it takes in much more"
    assert not body.is_better(blocks[:1], blocks[1:]), "the two share nothing"
