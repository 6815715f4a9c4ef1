"""How words are cut, stopped, stemmed and folded, asked of the server itself."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.engines.elasticsearch.analysis import analysis, analyzer_of, language_of, languages
from pipeline.engines.elasticsearch.mapping import settings
from pipeline.query import tokens as our_tokens

from .kit import article, found, install, put, tokens

LUCENE = (
    "ar bg bn ca ckb cs da de el en es et eu fa fi fr ga gl hi hu hy id it lt lv nb nl nn pt ro ru sr sv th tr"
).split()

# Forms of one word each; none was looked at when the rules were made.
NYNORSK = """
bru brua bruer bruene
lov lova lover lovene
hending hendinga hendingar hendingane
gard garden gardar gardane
fjell fjellet fjella
vinter vinteren vintrar vintrane
røyst røysta røyster røystene
hovud hovudet hovuda
bygning bygningen bygningar bygningane
val valet vala
avtale avtalen avtalar avtalane
skip skipet skipa
dyr dyret dyra
stad staden stader stadene
gruve gruva gruver gruvene
middel middelet midla
eksempel eksempelet eksempla
senter senteret sentra
ordførar ordføraren ordførarar ordførarane
ås åsen åsar åsane
bror broren brør brørne
nabo naboen naboar naboane
byrå byrået byråa
idé ideen idear ideane
"""


@pytest.fixture(scope="module")
def index(client: Any) -> Iterator[str]:
    name = "analysis-000001"
    client.indices.delete(index=name, ignore_unavailable=True)
    client.indices.create(index=name, settings={"analysis": analysis()})
    yield name
    client.indices.delete(index=name)


def test_words_are_cut_and_folded_exactly_as_queries_are(client: Any, index: str) -> None:
    """Every character that Unicode 3.2 knows, inside a word and alone: later ones are news to some Pythons."""
    old = unicodedata.ucd_3_2_0
    chars = [chr(c) for c in range(1, 0x2FA20) if not 0xD800 <= c < 0xE000]
    chars = [char for char in chars if old.category(char) not in ("Cn", "Co")]
    assert len(chars) > 95_000
    wrong = []
    for start in range(0, len(chars), 600):
        text = " | ".join(f"zaq{char}bzq {char}" for char in chars[start : start + 600])
        text = unicodedata.normalize("NFC", text)
        if tokens(client, index, "words", text) != our_tokens(text):
            wrong.append(f"U+{ord(chars[start]):04x}")
    assert not wrong


@pytest.mark.parametrize(
    "text",
    [
        "Jong-un sa: «Tromsø», nrk.no/urix, a_b, 3.14, don't",
        "İSTANBUL ǥ Straße ﬁn ½ № e\u0301 и\u0306",
        "北京市 タワー 東京タワー 서울",
        "สวัสดีครับ ภาษาไทย ລາວ ភាសាខ្មែរ မြန်မာ",
        "ΝΟΜΟΣ νομος Σ ς",
        "مُحَمَّد שָׁלוֹם हिन्दी বাংলা தமிழ்",
        "soft\xadhyphen zero\u200bwidth \ufeffmark 👩\u200d👩\u200d👧 flag🇳🇴",
    ],
)
def test_running_text_too(client: Any, index: str, text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert tokens(client, index, "words", text) == our_tokens(text)


def test_words_stand_side_by_side_for_phrases_whatever_parts_them(client: Any, index: str) -> None:
    answer = client.indices.analyze(index=index, analyzer="words", text="Kim Jong-un 😀 (nrk.no)")
    assert [token["position"] for token in answer["tokens"]] == [0, 1, 2, 3, 4]


def test_offsets_point_into_the_text_as_it_stands(client: Any, index: str) -> None:
    text = "a\u200db soft\xadhyphen Århus"
    answer = client.indices.analyze(index=index, analyzer="words", text=text)
    cut = [text[token["start_offset"] : token["end_offset"]] for token in answer["tokens"]]
    assert cut == ["a\u200db", "soft\xadhyphen", "Århus"]


def test_a_field_for_every_language_that_lucene_has_an_analyzer_for() -> None:
    assert set(LUCENE) <= set(languages())
    assert {"zh", "ja", "ko"} <= set(languages())
    assert len(languages()) >= 37


@pytest.mark.parametrize("code", languages())
def test_every_analyzer_works(client: Any, index: str, code: str) -> None:
    assert tokens(client, index, analyzer_of(code), "Reykjavík 1234") != []


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("nn-NO", "nn"),
        ("no", "nb"),
        ("pt-BR", "pt"),
        ("zh-Hant", "zh"),
        ("EN", "en"),
        ("und", None),
        (None, None),
    ],
)
def test_the_field_of_a_tag(tag: str | None, code: str | None) -> None:
    assert language_of(tag) == code


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("nn", "bru brua bruene bruer"),
        ("nn", "by byen byar byane"),
        ("nn", "vatn vatnet vatna"),
        ("nb", "husene huset hus"),
        ("da", "husene huset hus"),
        ("sv", "bilarna bilar bil"),
        ("de", "Häuser Haus Häusern"),
        ("en", "ships ship shipping"),
        ("nl", "boeken boek"),
        ("fr", "maisons maison"),
        ("es", "libros libro"),
        ("it", "governi governo"),
        ("pt", "livros livro"),
        ("fi", "talossa talo"),
        ("ru", "город города городе"),
        ("tr", "evler ev"),
        ("ar", "كتابان كتاب"),
        ("el", "γάτες γάτα"),
    ],
)
def test_forms_of_a_word_have_one_stem(client: Any, index: str, code: str, forms: str) -> None:
    stems = tokens(client, index, analyzer_of(code), forms)
    assert len(stems) == len(forms.split())
    assert len(set(stems)) == 1, stems


def _joined(client: Any, index: str, analyzer: str) -> float:
    """The share of pairs of forms of one word that get one stem."""
    pairs = good = 0
    for line in NYNORSK.strip().splitlines():
        stems = tokens(client, index, analyzer, line)
        assert len(stems) == len(line.split()), line
        for one, other in itertools.combinations(stems, 2):
            pairs, good = pairs + 1, good + (one == other)
    return good / pairs


def test_our_nynorsk_rules_join_what_lucenes_stemmer_misses(client: Any, index: str) -> None:
    assert _joined(client, index, analyzer_of("nb")) < 0.9
    assert _joined(client, index, analyzer_of("nn")) > 0.97


def test_nynorsk_words_of_different_meaning_stay_apart(client: Any, index: str) -> None:
    words = "bru by bil båt bok bak bank barn bar bygd bygning hus huske land lov lag log mann sak sjø sky".split()
    stems = tokens(client, index, analyzer_of("nn"), " ".join(words))
    assert len(set(stems)) == len(words), stems


def test_folding_comes_after_stopping_and_stemming(client: Any, index: str) -> None:
    """Folded first, "på" would be "pa", which is no stop word."""
    for code in ("nb", "nn"):
        assert tokens(client, index, analyzer_of(code), "på Tromsø") == ["tromso"]
    for name, one in analysis()["analyzer"].items():
        chain = one["filter"]
        later = [at for at, step in enumerate(chain) if step in ("asciifolding", "scandinavian_folding")]
        earlier = [at for at, step in enumerate(chain) if step.endswith(("_stop", "_stem"))]
        assert later, name
        assert not earlier or max(earlier) < min(later), name


def test_lucenes_own_norwegian_does_not_fold(client: Any, index: str) -> None:
    """Why the analyzers are ours."""
    assert tokens(client, index, "norwegian", "Tromsø") == ["tromsø"]


def test_aarhus_and_århus_are_one_in_the_north(client: Any, index: str) -> None:
    for code in ("da", "nb", "nn", "sv"):
        assert len(set(tokens(client, index, analyzer_of(code), "Århus Aarhus"))) == 1


def test_what_an_apostrophe_cuts_off_is_no_word_of_the_language(client: Any, index: str) -> None:
    assert tokens(client, index, analyzer_of("fr"), "l'avion qu'on") == ["avion"]
    assert tokens(client, index, analyzer_of("it"), "dell'acqua") == ["acqua"]
    assert tokens(client, index, analyzer_of("en"), "Putin's") == ["putin"]


def test_nothing_needs_a_plugin(client: Any) -> None:
    """The node has what a stock server has, and no ICU: it would have refused."""
    assert "icu_" not in str(settings())
    from elasticsearch import BadRequestError

    with pytest.raises(BadRequestError, match="icu_folding"):
        client.indices.analyze(tokenizer="standard", filter=["icu_folding"], text="a")


def test_a_word_of_any_length_is_taken_and_found_by_its_beginning(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    long = "æ" * 40_000
    put(client, index, article("long", f"før {long} etter", language="nn", title=long))
    assert found(client, index, {"prefix": {"body": "ae" * 50}}) == {"long"}
    assert found(client, index, {"match_phrase": {"body": f"før {long} etter"}}) == {"long"}


def test_compounds_are_found_by_their_beginning(client: Any, index_name: str) -> None:
    index = install(client, index_name)
    put(
        client,
        index,
        article("de", "Die Bundestagswahlen waren knapp.", language="de"),
        article("nb", "Kommunestyremøtet ble utsatt.", language="nb"),
        article("sv", "Järnvägsstationen stängs.", language="sv"),
        article("da", "Folketingsvalget nærmer sig.", language="da"),
    )
    for id, beginning in {
        "de": "bundestag",
        "nb": "kommunestyre",
        "sv": "jarnvag",
        "da": "folketing",
    }.items():
        assert found(client, index, {"prefix": {"body": beginning}}) == {id}


def test_analyzers_make_no_regular_expression_that_explodes(client: Any, index_name: str) -> None:
    """Endings are looked for in words of any length."""
    index = install(client, index_name)
    words = " ".join(["a" * 5_000, "tr" * 5_000, "el" * 5_000, "kkel" * 2_000, "s" * 9_000] * 10)
    answer = client.options(request_timeout=30).indices.analyze(
        index=index, analyzer=analyzer_of("nn"), text=words
    )
    assert len(answer["tokens"]) == 50
