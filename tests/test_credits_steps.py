"""Credits in blocks, whatever format these came from, and the policies that decide them."""

from __future__ import annotations

from pipeline.decide.credits import POLICIES
from pipeline.languages.agencies import parse_credit
from pipeline.model import Block, Candidate, Credit, Document, RawDocument
from pipeline.steps import credits

RAW = RawDocument("a.txt", 0, 0, b"", "text", media_type="text/plain")


def test_blocks_of_a_page_are_divided_and_credits_know_their_caption() -> None:
    document = Document(
        RAW,
        tree=object(),
        blocks=[
            Block("paragraph", "Brua ble åpnet i dag, og hundrevis av mennesker møtte fram.", "p[1]"),
            Block("paragraph", "Ordføreren klipper snora. Foto: Kari Nordmann / NTB", "p[2]"),
            Block("caption", "Brua fra lufta. Illustrasjon: Ola Nordmann", "figcaption"),
            Block("crosshead", "Lang ventetid", "h2"),
            Block("paragraph", "Prosjektet ble vedtatt for ti år siden.", "p[3]"),
        ],
    )
    credits.step(document)
    kinds = [block.kind for block in document.blocks]
    assert kinds == ["paragraph", "caption", "credit", "caption", "credit", "crosshead", "paragraph"]
    found = [c.value for c in document.candidates("credits")]
    assert [(c.verbatim, c.kind, c.caption, c.where) for c in found] == [
        ("Kari Nordmann / NTB", "photo", "Ordføreren klipper snora.", "caption"),
        ("Ola Nordmann", "illustration", "Brua fra lufta.", "caption"),
    ]
    assert [c.value for c in document.candidates("captions")] == [
        "Ordføreren klipper snora.",
        "Brua fra lufta.",
    ]
    assert [c.value for c in document.candidates("crossheads")] == ["Lang ventetid"]


def test_a_credit_amid_running_text_takes_no_text_with_it() -> None:
    text = (
        "橋が開通した。多くの市民が橋を渡った。写真：共同通信 「うれしい」と市民は話した。橋は夜も通れる。"
        + "市民が歩く。" * 40
    )
    document = Document(
        RAW, tree=object(), blocks=[Block("paragraph", text, "p"), Block("paragraph", "終わり。", "p")]
    )
    credits.step(document)
    assert [b.kind for b in document.blocks] == ["paragraph", "credit", "paragraph"]
    assert [c.value.agencies for c in document.candidates("credits")] == [("Kyodo",)]
    kept = "".join(b.text for b in document.blocks).replace(" ", "").replace(":", "：")
    assert sorted(kept) == sorted(text.replace(" ", "") + "終わり。")


def credit(verbatim: str, caption: str | None = None, where: str = "figure") -> Candidate:
    parsed = parse_credit(verbatim)
    value = Credit(verbatim, "photo", *parsed, where=where, caption=caption)  # type: ignore[arg-type]  # as printed
    return Candidate("credits", value, f"{where} credit", where, 0.8)


def test_credits_are_given_once_with_their_caption() -> None:
    decide = POLICIES["credits"]
    decision = decide(
        Document(RAW),
        [
            credit("Kari Nordmann / NTB", where="metadata"),
            credit("Kari Nordmann / NTB", "Brua."),
            credit("kari nordmann/NTB", "Brua.", "caption"),
            credit("Kari Nordmann / NTB", "Elva."),
            credit("AP"),
            credit("Foto AP", where="body line"),
        ],
    )
    assert [(c.verbatim, c.caption) for c in decision.value] == [
        ("Kari Nordmann / NTB", "Brua."),
        ("Kari Nordmann / NTB", "Elva."),
        ("AP", None),
    ]
    assert decision.winner is not None
    assert decide(Document(RAW), []).value == ()


def test_captions_are_given_once_without_their_credit() -> None:
    captions = [
        Candidate("captions", "Ordføreren klipper snora i går.", "figure caption", "", 0.8),
        Candidate("captions", "Ordføreren klipper snora i går. Foto: NTB", "caption block", "", 0.7),
        Candidate("captions", "Elva.", "figure caption", "", 0.8),
    ]
    decision = POLICIES["captions"](Document(RAW), captions)
    assert decision.value == ("Ordføreren klipper snora i går.", "Elva.")


def test_a_crosshead_is_given_once_and_only_while_it_is_a_block() -> None:
    blocks = [Block("crosshead", text) for text in ("Vegen", "Brua", "Vegen")]
    heads = [
        Candidate("crossheads", text, "crosshead block")
        for text in ("Kari Nordmann", "Vegen", "Brua", "Vegen")
    ]
    assert POLICIES["crossheads"](Document(RAW, blocks=blocks), heads).value == ("Vegen", "Brua")
