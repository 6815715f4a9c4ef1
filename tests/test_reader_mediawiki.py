"""Dumps of MediaWiki: pages, revisions, markup, and units of one large file."""

from __future__ import annotations

import io
from typing import Any

import pytest

from pipeline import readers
from pipeline.chain import Chain, Options
from pipeline.model import Article, RawDocument, Rejected
from pipeline.readers.mediawiki import READER
from pipeline.readers.wikitext import page
from tests.readers_kit import fates, items, memory, short, unit

HEAD = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" xml:lang="nn">
<siteinfo><sitename>Wikinytt</sitename>
<base>https://nn.wiki.example/wiki/Hovudside</base><namespaces><namespace key="6" case="first-letter">Fil</namespace>
<namespace key="14" case="first-letter">Kategori</namespace></namespaces></siteinfo>"""
PAGE = """<page><title>{title}</title><ns>{ns}</ns><id>{id}</id>{more}
<revision><id>2</id><timestamp>2024-01-05T10:00:00Z</timestamp><contributor><username>Ola</username></contributor>
<model>wikitext</model><text xml:space="preserve">{text}</text></revision>
<revision><id>1</id><timestamp>2024-01-01T10:00:00Z</timestamp><text>Eldre.</text></revision></page>"""
TEXT = """{{dato|1. januar 2024}}
[[Fil:Bru.jpg|thumb|250px|høyre|Brua [[i går|går]]. Foto: Ola Hansen]]
'''Brua''' over [[elv|elva]] er ''open''&lt;ref&gt;[http://a.example Kjelde]&lt;/ref&gt; ({{lyd|no|x}})
for&amp;nbsp;trafikk.
Ho er [https://b.example ny].

== Pris ==
* To millionar
* Eitt år &lt;!-- før --&gt; for tidleg

{| class="wikitable"
! År !! Bilar
|-
| 2023 || 100
|-
| colspan="2" {{ja}} ||
|}

== Kjelder ==
{{kjelde|url=http://c.example}}

[[Kategori:Samferdsle]]
[[en:Bridge]]
__NOTOC__"""


def dump(*pages: str) -> bytes:
    return f"{HEAD}{''.join(pages)}</mediawiki>".encode()


def written(title: str = "Brua er open", ns: int = 0, id: int = 7, more: str = "", text: str = TEXT) -> str:
    return PAGE.format(title=title, ns=ns, id=id, more=more, text=text)


def test_a_page_is_an_article_as_its_newest_revision_has_it() -> None:
    (raw,) = fates(items(dump(written()), "dump.xml"))
    assert isinstance(raw, RawDocument)
    made = Chain(Options()).extract(raw)
    assert isinstance(made, Article)
    assert made.title == "Brua er open" and made.publisher == "Wikinytt" and made.source_id == "7"
    assert made.url == "https://nn.wiki.example/wiki/Brua_er_open"
    assert made.published and made.published.value == "2024-01-01" and made.published.precision == "day"
    assert made.modified and made.modified.value == "2024-01-05T10:00:00Z"
    assert made.body.split("\n\n") == [
        "Brua over elva er open for trafikk. Ho er ny.", "Pris", "To millionar", "Eitt år for tidleg",
        "År | Bilar", "2023 | 100",
    ]  # fmt: skip
    assert made.crossheads == ("Pris",) and made.keywords == ("Samferdsle",)
    assert made.captions == ("Brua går.",) and made.credits[0].photographers == ("Ola Hansen",)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"ns": 1}, "not-text"),
        ({"more": '<redirect title="Bru"/>'}, "redirect"),
        ({"text": "{{mal}}"}, "no-text"),
    ],
)
def test_what_of_a_wiki_is_no_article(more: dict[str, Any], reason: str) -> None:
    (found,) = fates(items(dump(written(**more)), "dump.xml"))
    assert isinstance(found, Rejected) and found.reason == reason


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("[[File:a.jpg|left|20px|[[b|c]] and ''d'']]", ["c and d"]),
        ("[[Image:a.jpg|thumb]]", []),
        ("a<br>b<br/>\n\nc", ["a b", "c"]),
        ("<blockquote>Q</blockquote>after", ["Q", "after"]),
        ("# one\n# two\ntext", ["one", "two", "text"]),
        ("; term : meaning", ["term meaning"]),
        ("== A ==\n=== B ===\ntext\n== C ==", ["A", "B", "text"]),
        ("{{a|{{b}}}} text {{{c}}} [[:Category:D]] [[E|]]", ["text Category:D E"]),
        ("<gallery>\nFile:a.jpg|b\n</gallery>text<math>x</math>", ["text"]),
        ("broken [[link and '''bold {{open", ["broken [[link and '''bold {{open"]),
    ],
)
def test_markup(markup: str, texts: list[str]) -> None:
    assert [block.text for block in page(markup).blocks] == texts


def test_dates_and_places_of_news_templates() -> None:
    told = page("{{byline|date=April 5, 2019|location=Paris, France}}Text.")
    assert (told.date, told.place) == ("April 5, 2019", "Paris, France")
    assert page("{{date|April 5, 2019}}Text.").date == "April 5, 2019"
    assert page("{{birth|April 5, 2019}}Text.").date == ""


def test_ranges_of_a_file_give_each_page_once() -> None:
    data = dump(*(written(f"Side {number}", id=number, text=f"Tekst {number}." * 40) for number in range(60)))
    whole = short(items(data, "dump.xml"))
    assert len(whole) == 60
    for cut in range(300, len(data), 4999):
        found = []
        for start, end in ((0, cut), (cut, None)):
            reading = readers.read(
                unit("d.xml", size=len(data), start=start, end=end or len(data)), memory({"d.xml": data})
            )
            found += fates(reading)
        assert [raw.hints[0].value for raw in found if isinstance(raw, RawDocument)] != []
        assert len(found) == 60, cut


def test_a_boundary_is_found_across_buffers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.readers.mediawiki.BUFFER", 5)
    data = b"x" * 13 + b"<pages><page><title>"
    assert READER.boundary is not None
    assert READER.boundary(io.BytesIO(data), 3, len(data)) == 20
    assert READER.boundary(io.BytesIO(data), 21, len(data)) == len(data)


def blocks(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in page(text, ["file"], ["category"]).blocks]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("{{w|Anna Lund}} left", "Anna Lund left"),
        ("{{w|Anna Lund (mate)|the mate|lang=no}} left", "the mate left"),
        ("{{lang|fr|{{w|La Manche}}}} is rough", "La Manche is rough"),
        ("It {{tooltip|will|shall}} not", "It will not"),
        ("({{hidden|x}}) The ferry", "The ferry"),
        ("-{zh-hans:渡轮;zh-hant:渡輪}-在-{中午}-停航-{T|zh:x}-", "渡轮在中午停航"),
    ],
)
def test_a_template_that_stands_for_words_shows_them(markup: str, text: str) -> None:
    assert blocks(markup) == [("paragraph", text)]


def test_a_quotation_in_a_template_is_a_quote() -> None:
    assert blocks("He said:\n{{quote|It is ''gone''.|Anna Lund}}\nAll agreed.") == [
        ("paragraph", "He said:"), ("quote", "It is gone."), ("paragraph", "All agreed.")
    ]  # fmt: skip


def test_what_stands_below_an_article_is_none_of_it() -> None:
    text = (
        "The ferry left.\n== Prices ==\nNobody paid.\n== Related news ==\n* [[Bridge opens]]\n=== Older ===\n* [[x]]\n"
        "== Talks ==\nThey go on.\n== External links ==\n* [http://a.example A page]\n[[Category:Norway]]"
    )
    assert [text for _, text in blocks(text)] == [
        "The ferry left.",
        "Prices",
        "Nobody paid.",
        "Talks",
        "They go on.",
    ]
    assert page(text, (), ["category"]).categories == ("Norway",)


def test_who_made_a_picture_stands_behind_its_caption() -> None:
    assert blocks("[[File:F.jpg|thumb|The ferry. {{image source|Per Dahl}}]]") == [
        ("caption", "The ferry. Photo: Per Dahl")
    ]
