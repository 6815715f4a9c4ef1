"""The language of the body: close relatives apart, ``und`` for too little, the same answer every time."""

from __future__ import annotations

import json
import lzma
import pathlib
import subprocess
import sys
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decide.language import POLICIES, declared
from pipeline.model import Block, Candidate, Document, RawDocument
from pipeline.steps import language

TEXTS = {
    "nn": "Ho seier at dei ikkje har fått noko svar frå kommunen, og at ein no må vente til neste veke. Elevane ved "
    "skulen har samla inn pengar sidan hausten, og mange av dei fortel at dei gjerne vil gjere meir.",
    "nb": "Hun sier at de ikke har fått noe svar fra kommunen, og at man nå må vente til neste uke. Elevene ved "
    "skolen har samlet inn penger siden høsten, og mange av dem forteller at de gjerne vil gjøre mer.",
    "da": "Hun siger, at de ikke har fået noget svar fra kommunen, og at man nu må vente til næste uge. Eleverne på "
    "skolen har samlet penge ind siden efteråret, og mange af dem fortæller, at de gerne vil gøre mere.",
    "sv": "Hon säger att de inte har fått något svar från kommunen och att man nu måste vänta till nästa vecka. "
    "Eleverna på skolan har samlat in pengar sedan hösten, och många av dem berättar att de vill göra mer.",
    "en": "She says they have not had an answer from the council and that everyone now has to wait until next week. "
    "The pupils have been collecting money since the autumn, and many of them say they would like to do more.",
    "de": "Sie sagt, dass sie von der Gemeinde keine Antwort bekommen haben und nun bis nächste Woche warten müssen. "
    "Die Schüler sammeln seit dem Herbst Geld, und viele von ihnen erzählen, dass sie gern mehr tun würden.",
    "hr": "Rekla je da od općine nisu dobili nikakav odgovor i da sada moraju čekati do idućeg tjedna. Učenici već od "
    "listopada prikupljaju novac, a tko god želi pomoći, može se javiti ravnateljici tijekom cijelog mjeseca.",
    "sr": "Rekla je da od opštine nisu dobili nikakav odgovor i da sada moraju da čekaju do sledeće nedelje. Učenici "
    "još od oktobra sakupljaju novac, a ko želi da pomogne, može da se javi direktorki tokom celog meseca.",
    "ru": "Она говорит, что они не получили никакого ответа от администрации и теперь нужно ждать до следующей недели.",
    "uk": "Вона каже, що вони не отримали жодної відповіді від громади, і тепер треба чекати до наступного тижня.",
    "zh-Hans": "她说，他们还没有收到市政府的答复，现在大家只能等到下个星期。学生们从"
    "秋天开始筹集资金，很多人表示愿意做得更多。",
    "zh-Hant": "她說，他們還沒有收到市政府的答覆，現在大家只能等到下個星期。學生們從"
    "秋天開始籌集資金，很多人表示願意做得更多。",
    "ja": "市からはまだ返事がなく、来週まで待つしかないと彼女は話している。生徒たちは秋から募金を続けている。",
    "ar": "وقالت إنهم لم يتلقوا أي رد من البلدية وإن على الجميع الانتظار حتى الأسبوع المقبل قبل اتخاذ القرار.",
}


def document(*blocks: Block, evidence: tuple[Candidate, ...] = ()) -> Document:
    made = Document(RawDocument("dump", 0, 0, b"", "plain"), text="", blocks=list(blocks))
    made.evidence.extend(evidence)
    return made


def decided(made: Document, field: str = "language"):
    return POLICIES[field](made, made.candidates(field)).value


@pytest.mark.parametrize("code", TEXTS)
def test_auto(code: str) -> None:
    found = language.detect(TEXTS[code])
    assert found.language == code
    assert 0 < found.confidence <= 1


@pytest.mark.parametrize("detector", ["langdetect", "py3langid", "pycld2"])
def test_each_detector_alone(detector: str) -> None:
    for code in ("nb", "da", "sv", "en", "de", "ru", "zh-Hans", "ja"):
        found = language.detect(TEXTS[code], detector)
        assert (found.language, found.rule) == (code, detector)


def test_unknown_detector() -> None:
    with pytest.raises(ValueError, match="auto, langdetect"):
        language.detect("text", "magic")
    with pytest.raises(ValueError, match="auto, langdetect"):
        language.make("magic")


@pytest.mark.parametrize("detector", language.DETECTORS)
@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "1234 5678, 90 %",
        "https://example.org/dette-er-ein-side",
        "redaksjon@example.org",
        "OK",
        "\ud800\x00",
        "🙂🙂🙂",
        "-" * 500,
    ],
)
def test_too_little_is_und(text: str, detector: str) -> None:
    assert language.detect(text, detector) == language.Detection("und")


def test_how_much_is_enough_depends_on_the_script() -> None:
    assert language.detect("Кабинет").language == "und"
    assert language.detect("Helsinki").language == "und"
    assert language.detect("대한민국").language == "ko"
    assert language.detect("日本語のニュース").language == "ja"


def test_capitals_and_addresses_do_not_mislead() -> None:
    assert language.detect(TEXTS["nn"].upper()).language == "nn"
    assert (
        language.detect("https://www.example.com/this-is-the-english-title " * 8 + TEXTS["nb"]).language
        == "nb"
    )


def parts(*paragraphs: str) -> list[tuple[str, float]]:
    made = document(*(Block("paragraph", text) for text in paragraphs))
    language.make()(made)
    return [(part.code, part.share) for part in decided(made, "languages")]


def test_one_language_is_the_whole() -> None:
    assert parts(TEXTS["nn"], TEXTS["nn"]) == [("nn", 1.0)]
    assert parts("Foto 2") == []


def test_paragraphs_in_another_language_and_their_share() -> None:
    found = parts(TEXTS["de"], TEXTS["de"], TEXTS["en"], TEXTS["de"])
    assert [code for code, _ in found] == ["de", "en"]
    assert sum(share for _, share in found) == pytest.approx(1)
    assert found[1][1] == pytest.approx(
        len(TEXTS["en"]) / (len(TEXTS["en"]) + 3 * len(TEXTS["de"])), abs=0.002
    )
    made = document(*(Block("paragraph", TEXTS[code]) for code in ("de", "de", "en")))
    language.make()(made)
    assert decided(made, "language_share") == decided(made, "languages")[0].share < 0.8


def test_both_standards_of_norwegian_in_one_article() -> None:
    assert {code for code, _ in parts(TEXTS["nb"], TEXTS["nb"], TEXTS["nn"], TEXTS["nb"])} == {"nb", "nn"}


def test_a_character_of_chinese_says_as_much_as_three_letters() -> None:
    found = dict(parts(TEXTS["zh-Hans"], TEXTS["zh-Hans"], TEXTS["en"]))
    chinese, english = 3 * 2 * len(TEXTS["zh-Hans"]), len(TEXTS["en"])
    assert found["en"] == pytest.approx(english / (english + chinese), abs=0.03)


def test_names_and_short_quotations_are_no_second_language() -> None:
    assert parts(TEXTS["de"], "The Rolling Stones in Concert", "Sympathy for the Devil", TEXTS["de"]) == [
        ("de", 1.0)
    ]


def test_langdetect_answers_the_same_every_time() -> None:
    text = "Det er den beste avisen i landet"
    assert all(language.detect(text, "langdetect") == language.detect(text, "langdetect") for _ in range(20))


@given(st.text(max_size=300), st.sampled_from(["auto", "pycld2", "py3langid"]))
def test_any_text_is_answered(text: str, detector: str) -> None:
    found = language.detect(text, detector)
    assert found.language == "und" or 0 <= found.confidence <= 1


def test_codes() -> None:
    assert language.bcp47("no", "x") == "nb"
    assert language.bcp47("iw", "x") == "he"
    assert language.bcp47("un", "x") == "und"
    assert language.bcp47("xx-Copt", "x") == "und"
    assert language.bcp47("ku", "لە هەولێر") == "ckb"
    assert language.bcp47("ku", "li Hewlêrê") == "ku"


def test_step_reads_running_text_only() -> None:
    made = document(
        Block("caption", TEXTS["en"] * 3),
        Block("paragraph", TEXTS["nn"]),
        Block("credit", "Photo: Jane Doe / Agency"),
    )
    language.make()(made)
    (candidate,) = made.candidates("language")
    assert (candidate.value, candidate.where) == ("nn", "1 blocks")
    assert decided(made) == "nn"
    assert decided(made, "language_confidence") == candidate.confidence
    assert 0.9 < decided(made, "language_share") <= 1


def test_detection_beats_what_is_declared() -> None:
    made = document(
        Block("paragraph", TEXTS["nn"]),
        evidence=(
            Candidate("language", "en", "html lang", "<html lang>", 0.5),
            Candidate("language", "no", "dump", "$.lang", 0.9),
        ),
    )
    language.make()(made)
    assert decided(made) == "nn"


def test_declared_language_decides_on_short_text_only() -> None:
    made = document(
        Block("paragraph", "Foto 2"), evidence=(Candidate("language", "nn-NO", "dump", "$.lang", 0.9),)
    )
    language.make()(made)
    assert [candidate.rule for candidate in made.candidates("language")] == ["dump"]
    assert decided(made) == "nn"
    assert decided(made, "language_confidence") is None
    bare = document(Block("paragraph", "Foto 2"))
    language.make()(bare)
    assert decided(bare) == "und"


@pytest.mark.parametrize(
    ("detected", "sure", "said", "answer"),
    [
        ("nn", 0.99, "en", "nn"),
        ("nn", 0.6, "en", "nn"),  # a template's default is no relative
        ("nn", 0.4, "en", "en"),
        ("hr", 0.6, "bs", "bs"),
        ("hr", 0.6, "hr-HR", "hr"),
        ("hr", 0.9, "bs", "hr"),
        ("nn", 0.6, "nb-NO", "nb"),
        ("nn", 0.4, "no", "nn"),  # says nothing against Nynorsk
        ("hr", 0.4, "sh", "hr"),
        ("da", 0.4, "no", "nb"),
    ],
)
def test_what_is_declared_weighs_more_the_less_sure_the_detection_is(
    detected: str, sure: float, said: str, answer: str
) -> None:
    evidence = (
        Candidate("language", said, "html lang", "<html lang>", 0.5),
        Candidate("language", detected, "py3langid", "3 blocks", sure),
        Candidate("language_confidence", sure, "py3langid", "3 blocks", sure),
    )
    made = document(Block("paragraph", "x"), evidence=evidence)
    assert decided(made) == answer
    assert decided(made, "language_confidence") == (sure if answer == detected else None)


def test_confidence_says_how_often_such_an_answer_is_right() -> None:
    sure = language.detect(TEXTS["hr"]).confidence
    guess = language.detect("Danas je bio lijep dan.").confidence
    assert guess < 0.7 < 0.95 < sure, "short, and nothing in it tells Croatian from Bosnian"
    assert language.detect(TEXTS["ru"]).confidence > 0.95


def test_markers_tell_malay_from_indonesian() -> None:
    assert (
        language.detect("Polis berkata mangsa dibawa ke hospital kerana cedera, katanya semalam.").language
        == "ms"
    )
    assert (
        language.detect("Polisi mengatakan korban dibawa ke dokter karena terluka pada hari Senin.").language
        == "id"
    )


def test_telegraphic_english_is_no_pidgin() -> None:
    text = "Oper shr 10 cts vs 20 cts. Oper net 5,123,000 vs 7,100,000. Revs 50.1 mln vs 40.2 mln. Avg shrs 10.2 mln."
    assert language.detect(text).language == "en"


def test_declared_tags() -> None:
    given_tags = {
        "en_US": "en", "eng": "en", "NO": "nb", "Norwegian": "nb", "zh-TW": "zh-Hant",
        "zh": "zh-Hans", "zh-Hant-HK": "zh-Hant",
        "iw": "he", "Français": "fr", "und": None, "": None, "x-default": None, "multilingual": None,
    }  # fmt: skip
    assert {tag: declared(tag) for tag in given_tags} == given_tags


def test_import_loads_no_model() -> None:
    code = (
        "import sys, pipeline.steps.language, pipeline.decide.language;"
        "print([m for m in ('pycld2', 'py3langid', 'langdetect', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.shared
def test_accuracy_floors(shared: pathlib.Path) -> None:
    """Macro accuracy by length class, as labelled; floors a little under what was measured."""
    right: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    with lzma.open(shared / "language" / "language.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            answer = language.detect(row["text"]).language
            right[row["len_class"]][row["lang"]].append(answer == row["lang"])
    macro = {k: sum(sum(r) / len(r) for r in by.values()) / len(by) for k, by in right.items()}
    floors = {"1500": 0.997, "300": 0.991, "sent": 0.981, "short": 0.955}
    assert {k: macro[k] >= floor for k, floor in floors.items()} == dict.fromkeys(floors, True), macro
