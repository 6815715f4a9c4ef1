"""Corpora that keep their texts word by word: CoNLL-U, verticals, Korp's XML, TEI with an element a word."""

from __future__ import annotations

import io

import pytest

from pipeline import readers
from pipeline.model import Failure, RawDocument, Rejected
from pipeline.readers.base import HEAD, Stream
from pipeline.readers.tokens import Word, joined
from pipeline.readers.vertical import READER
from tests.readers_kit import CASES, fates, hints, items, short

PAGE = b"""<!DOCTYPE html>
<html><body>
<article class="story">
<p>
A	page
that	has
tabs	in
it	too
</p>
</article>
</body></html>
"""


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Ferja ( 47 år ) gjekk .", "Ferja (47 år) gjekk."),
        ('" Ja , " sa ho . " Nei . "', '"Ja," sa ho. "Nei."'),
        ("„ Ja “ , sagt » das « und « voilà » .", "„Ja“, sagt »das« und «voilà»."),
        ("” Ja ” , sa hon .", "”Ja”, sa hon."),
        ("We do n't know the ferry 's name", "We don't know the ferry's name"),
        ("L' article d' hier", "L'article d'hier"),
        ("-LRB- sic -RRB- `` quoted ''", "(sic) “quoted”"),
        ("東京 です 。 はい", "東京です。はい"),
        ("¿ Qué ? 5 - 3", "¿Qué? 5 - 3"),
    ],
)
def test_blanks_as_print_sets_them(words: str, text: str) -> None:
    assert joined(map(Word, words.split())) == text


def test_what_the_corpus_says_of_blanks_goes_first() -> None:
    assert joined([Word("a", False), Word("b", True), Word("."), Word("c")]) == "ab . c"


def stream(data: bytes) -> Stream:
    return Stream(io.BufferedReader(io.BytesIO(data)), "mem:f", head=data[:HEAD])


TWO = ("conllu/sample", "conllu/docstart", "vertical/cwb", "vertical/korp", "aviskorpus/words")


@pytest.mark.parametrize("case", TWO)
def test_ranges_give_each_text_once(case: str) -> None:
    data = (CASES / f"{case}.in").read_bytes()
    whole = short(fates(items(data, "mem:file")))
    assert len(whole) == 2
    for at in range(1, len(data), 37):
        parts = [*items(data, "mem:file", end=at), *items(data, "mem:file", start=at, end=len(data))]
        assert short(fates(parts)) == whole


def test_a_file_without_marks_of_texts_is_one() -> None:
    data = (
        b"# sent_id = 1\n1\tFerja\t_\t_\n2\tgjekk\t_\t_\n\n# sent_id = 2\n1\tIngen\t_\t_\n2\tdruknar\t_\t_\n"
    )
    [found] = fates(items(data, "mem:file.conllu"))
    assert isinstance(found, RawDocument)
    assert found.payload.decode() == "Ferja gjekk\n\nIngen druknar"


def test_a_text_without_words_is_rejected() -> None:
    first, second = fates(items(b"# newdoc id = a\n# newdoc id = b\n# sent_id = 1\n1\tJa\t_\t_\n", "mem:f"))
    assert isinstance(first, Rejected) and first.reason == "no-text"
    assert isinstance(second, RawDocument) and hints(second)["source_id"] == ["b"]


def test_a_table_with_numbered_rows_is_none() -> None:
    table = b"id\ttitle\ttext\n1\tFerja\tFerja gjekk.\n2\tVegen\tVegen kjem.\n"
    assert readers.detect(table, "f.tsv").format == "csv"
    numbered = b"".join(b"%d\tord\tord\tord\n" % n for n in range(1, 9))
    assert readers.detect(numbered, "f.tsv").format != "conllu"


@pytest.mark.parametrize(
    ("first", "last", "date"),
    [
        ("20130204", "20130204", "2013-02-04"),
        ("2013-02-01", "2013-02-28", "2013-02"),
        ("20130101", "20131231", "2013"),
        ("20120101", "20131231", None),
        ("", "", None),
    ],
)
def test_a_date_is_as_precise_as_its_first_and_last_day(first: str, last: str, date: str | None) -> None:
    text = (
        f'<text id="1" datefrom="{first}" dateto="{last}">\n<s>\nFerja\tN\ngjekk\tV\nher\tA\n</s>\n</text>\n'
    )
    [found] = fates(items(text.encode(), "mem:f.vrt"))
    assert isinstance(found, RawDocument)
    assert hints(found).get("published") == ([date] if date else None)


@pytest.mark.parametrize("name", ["f.html", "f.vrt"])
def test_a_page_is_no_vertical(name: str) -> None:
    assert readers.detect(PAGE, name).format == "html"


def test_words_before_the_first_tag_are_a_failure() -> None:
    data = (CASES / "vertical" / "cwb.in").read_bytes()
    text = data.replace(b"<corpus", b"rest\tNN\nav\tAP\n<corpus", 1)
    found = fates(READER.split(stream(text)))
    assert [each.reason for each in found if isinstance(each, Failure)] == ["bad-record"]
    assert len(found) == 3


def test_nothing_of_a_line_of_elements_is_lost() -> None:
    text = (
        "<text id='1'><s><w>Ein</w> laus <b>feit</b> <w>tekst</w><w>,</w> <w>R&amp;D</w> <w>.</w></s></text>"
    )
    [found] = fates(READER.split(stream(text.encode())))
    assert isinstance(found, RawDocument)
    assert found.payload.decode() == "Ein laus feit tekst, R&D."


TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><p>
%s
<s><w>Ingen</w> <w>drukna</w><pc>.</pc></s>
</p></body></text></TEI>"""


@pytest.mark.parametrize(
    "sentence",
    [
        "<s>\n<w>Ferja</w>\n<w>gjekk</w>\n<w>inn</w>\n<pc>.</pc>\n</s>",
        '<s>\n<w>Ferja</w>\n<w>gjekk</w>\n<w join="right">inn</w>\n<pc>.</pc>\n</s>',
        "<s><w>Ferja</w><S/><w>gjekk</w><S/><w>inn</w><c>.</c><S/></s>",
        "<s>\n<w>Ferja</w>\n<c> </c>\n<name>\n<w>gjekk</w>\n</name>\n<c> </c>\n<w>inn</w>\n<pc>.</pc>\n</s>",
        "<s>\n<w>Ferja</w>\n<hi>gjekk</hi>\n<w>inn.</w>\n</s>",
    ],
)
def test_tei_with_an_element_a_word(sentence: str) -> None:
    [found] = fates(items((TEI % sentence).encode(), "mem:f.xml"))
    assert isinstance(found, RawDocument)
    assert found.payload.decode() == "Ferja gjekk inn. Ingen drukna."


def test_aviskorpus_names_paper_day_and_title() -> None:
    for name, day, paper in (
        ("words", "1998-10-13", "Bergens Tidende"),
        ("lines", "2006-03-21", "Aftenposten"),
    ):
        first, second = fates(items((CASES / "aviskorpus" / f"{name}.in").read_bytes(), "mem:f"))
        assert isinstance(first, RawDocument)
        told = hints(first)
        assert (told["published"], told["publisher"]) == ([day], [paper])
        assert told["title"][0] not in first.payload.decode()
        assert isinstance(second, RawDocument) or second.reason == "no-text"


def test_aviskorpus_in_xml_is_no_page() -> None:
    [found] = fates(items((CASES / "aviskorpus" / "xml.in").read_bytes(), "mem:f.xml"))
    assert isinstance(found, RawDocument) and found.format == "aviskorpus"
    assert hints(found)["title"] == ["Ferja gjekk på grunn"]
    assert found.payload.decode().startswith("Ferja gjekk på grunn i natt.\n\nIngen vart skadde")


def test_a_pointer_of_git_lfs_is_no_text() -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:a856151cc\nsize 4465\n"
    found = readers.detect(pointer, "a.txt")
    assert found.format is None and "git lfs pull" in found.why


def test_a_vertical_of_another_charset() -> None:
    text = (
        '<text id="1" title="Färjan">\n<s>\nFärjan\tNN\ngick\tVB\nbåda\tPN\nvägar\tNN\növer\tPP\n</s>\n</text>\n'
        * 9
    )
    found = [
        each for each in fates(items(text.encode("latin-1"), "mem:f.vrt")) if isinstance(each, RawDocument)
    ]
    assert found[0].payload.decode() == "Färjan gick båda vägar över"
    wide = [
        each for each in fates(items(text.encode("utf-16"), "mem:f.vrt")) if isinstance(each, RawDocument)
    ]
    assert [each.payload for each in wide] == [each.payload for each in found]
