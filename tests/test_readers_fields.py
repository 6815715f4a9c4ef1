"""What becomes of the fields of JSON records: the shapes of news interfaces, archives and web corpora."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.chain import Chain, Options
from pipeline.model import Article, RawDocument, Rejected
from pipeline.process import process
from tests import readers_kit
from tests.readers_kit import fates, items, short

ONE = (
    "The council decided on Tuesday to close the old swimming hall for good, after a debate of four hours. "
    "The repairs would have cost more than the town earns in a year."
)
TWO = "Parents had asked for a vote. The hall was built in 1968 and has been closed since the roof leaked."
TEXT = f"{ONE}\n\n{TWO}"
HTML = f"<p>{ONE}</p><p>{TWO}</p>"
CHAIN = Chain(Options())


def articles(record: Any) -> list[Article]:
    found = items(json.dumps(record).encode(), "dump.json")
    made = [fate for raw in found if isinstance(raw, RawDocument) for fate in process(raw, CHAIN)[1]]
    return [article for article in made if isinstance(article, Article)]


def article(**record: Any) -> Article:
    (made,) = articles(record)
    return made


def hints(**record: Any) -> dict[str, list[str]]:
    (raw,) = fates(items(json.dumps(record).encode()))
    assert isinstance(raw, RawDocument)
    return readers_kit.hints(raw)


A, B = {"title": "Hall closes", "text": "One."}, {"title": "Hall opens", "text": "Two."}


@pytest.mark.parametrize(
    "record",
    [
        {"news": [A, B]},
        {"document": [A, B]},
        {"article": [A, B]},
        {"a1": A, "a2": B},
        {"articles": {"a1": A, "a2": B}},
        {"data": [{"type": "x", "attributes": A}, {"type": "x", "attributes": B}]},
        {
            "response": {
                "results": [{"webTitle": "Hall", "fields": {"bodyText": t}} for t in ("One.", "Two.")]
            }
        },
        {"objects": [{"pageUrl": "https://a.example/1", **A}, B]},
        {"rss": {"channel": {"title": "Avis", "item": [{"content:encoded": t} for t in ("One.", "Two.")]}}},
        {"title": {"0": "Hall", "1": "Bath"}, "text": {"0": "One.", "1": "Two."}},
    ],
)
def test_articles_within_a_record(record: dict[str, Any]) -> None:
    assert short(fates(items(json.dumps(record, indent=1).encode()))) == ["One.", "Two."]


@pytest.mark.parametrize("name", ["article", "content", "document", "story", "item"])
def test_an_article_under_the_name_of_a_text(name: str) -> None:
    inner = {"headline": "Hall closes", "articleBody": TEXT, "authors": [{"name": "Jane Doe"}]}
    made = article(**{name: inner, "url": "https://avis.example/hall"})
    assert (made.title, made.authors, made.url) == ("Hall closes", ("Jane Doe",), "https://avis.example/hall")
    assert made.body == TEXT


def test_sections_of_an_article_stay_together() -> None:
    parts = [{"title": "First", "text": ONE}, {"title": "Second", "text": TWO}]
    assert article(title="Hall closes", content=parts).body == TEXT


def test_what_has_a_text_is_no_wrapper() -> None:
    made = article(title="Hall closes", text=TEXT, source={"id": "av", "name": "Avisa"}, comments=[A, B])
    assert (made.body, made.publisher) == (TEXT, "Avisa")
    assert isinstance(fates(items(b'{"title": "x", "comments": [{"text": "y"}]}\n'))[0], Rejected)


def test_one_of_several_renditions() -> None:
    bodies = [
        {"role": "text", "contentType": "text/plain", "value": TEXT},
        {"role": "html5", "contentType": "text/html", "value": HTML},
    ]
    made = article(uri="urn:x:1", bodies=bodies, headlines=[{"role": "main", "value": "Hall closes"}])
    assert (made.body, made.title, made.source_id, made.url) == (TEXT, "Hall closes", "urn:x:1", None)


@pytest.mark.parametrize("name", ["Published-At", "publishedAt", "PUBLISHED AT", "published_at"])
def test_a_name_however_it_is_written(name: str) -> None:
    assert hints(text="x", **{name: "2024-01-02"})["published"] == ["2024-01-02"]


def test_first_and_this_version() -> None:
    told = hints(text="x", firstCreated="2024-03-03T09:00:00Z", versionCreated="2024-03-04T10:00:00Z")
    assert told["published"][0] == "2024-03-03T09:00:00Z" and told["modified"] == ["2024-03-04T10:00:00Z"]
    assert hints(text="x", versioncreated="2024-03-04")["published"] == ["2024-03-04"]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"publish_year": 1998}, ["1998"]),
        ({"year": 2019, "month": 4}, ["2019", "2019-04"]),
        ({"year": "2019", "month": "04", "day": "2"}, ["2019", "2019-04-02"]),
        ({"date": {"year": 2019, "month": 4}}, ["2019-04"]),
        ({"year": 2019, "month": 13}, ["2019"]),
        ({"date": {"year": 10**30}}, None),
    ],
)
def test_dates_in_parts(record: dict[str, Any], expected: list[str] | None) -> None:
    assert hints(text="x", **record).get("published") == expected


@pytest.mark.parametrize(
    "record",
    [
        {"url": "https://a.example/1", "timestamp": "2019-04-25T12:57:54Z", "source": "mC4"},
        {"id": "<urn:uuid:1>", "dump": "CC-MAIN-2013-20", "date": "2019-04-25T12:57:54Z"},
        {"warc_headers": {"warc-date": "2019-04-25T12:57:54Z", "warc-target-uri": "https://a.example/1"}},
    ],
)
def test_a_web_corpus_knows_when_it_fetched_a_page(record: dict[str, Any]) -> None:
    made = article(text=TEXT, **record)
    assert (made.published, made.publisher, made.retrieved) == (None, None, "2019-04-25T12:57:54Z")


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("Jane Doe; John Roe", ("Jane Doe", "John Roe")),
        ("Von Jane Doe, dpa", ("Jane Doe",)),
        ("Doe, Jane", ("Doe, Jane",)),
        ("Doe, Jane; Roe, John", ("Doe, Jane", "Roe, John")),
        ("jane@avis.example (Jane Doe)", ("Jane Doe",)),
        ("Jane Doe in Paris and John Roe in London", ("Jane Doe", "John Roe")),
        ("Jane Doe in Paris", ("Jane Doe",)),
        (["Jane Doe", {"name": "John Roe"}], ("Jane Doe", "John Roe")),
        (7, ()),
    ],
)
def test_authors_of_one_field(value: Any, names: tuple[str, ...]) -> None:
    assert article(text=TEXT, author=value).authors == names


def test_the_agency_of_a_byline() -> None:
    assert article(text=TEXT, byline="Jane Doe, AP").byline_agency == "AP"


def test_numbers_in_place_of_words_are_no_words() -> None:
    made = article(text=TEXT, author=1, categories=[3, 5], tags=[7])
    assert (made.authors, made.section, made.keywords) == ((), None, ())
    assert (made.extra["author"], made.extra["categories"]) == ("1", "[3,5]")


def test_values_of_keywords_are_no_kinds() -> None:
    told = hints(
        text="x", keywords=[{"name": "places", "value": "Vik"}], tags=[{"term": "pool", "label": None}]
    )
    assert told["keywords"] == ["Vik", "pool"]


def test_numbers_of_pages_that_stand_in_a_list() -> None:
    assert article(text=TEXT, PageIds=["19"]).page == "19"


def test_references_and_tags_in_values() -> None:
    made = article(
        title={"rendered": "Hall &#8211; &quot;closed&quot;"}, content={"rendered": HTML}, url="https://a.example/?a=1&amp;b=2",
        excerpt={"rendered": "<p>A <b>long</b> debate &hellip;</p>"}, section="Sport &amp; bath",
    )  # fmt: skip
    assert (made.title, made.lead, made.section) == ('Hall – "closed"', "A long debate …", "Sport & bath")
    assert made.url == "https://a.example/?a=1&b=2"
    assert article(text=f"Tom &amp; Jo said &quot;no&quot;. {TEXT}").body.startswith('Tom & Jo said "no".')
    assert article(text=HTML.replace("<", "&lt;").replace(">", "&gt;")).body == TEXT
    assert article(title="If a < b > c", text=f"AT&T; R&D. {TEXT}").title == "If a < b > c"


def test_a_cut_summary_is_not_said_twice() -> None:
    for cut in (ONE[:60] + "...", ONE[:60] + " […]", ONE[:60].replace(" ", "\n")):
        assert article(description=cut, text=TEXT).body == TEXT
    assert article(description="A debate of its own.", text=TEXT).body == f"A debate of its own.\n\n{TEXT}"


def test_what_an_interface_leaves_out() -> None:
    assert article(content=f"{ONE}… [+1234 chars]").truncated is True
    assert article(content=f"{ONE}…").truncated is not True


def test_a_source_that_is_a_page() -> None:
    made = article(text=TEXT, source="https://avis.example/2024/hall", **{"source-hostname": "Avisa"})
    assert (made.url, made.publisher) == ("https://avis.example/2024/hall", "Avisa")
    assert (
        article(text=TEXT, source="https://avis.example/", link="https://avis.example/a").url
        == "https://avis.example/a"
    )


PICTURE = {"url": "https://a.example/1.jpg", "caption": "The hall in snow.", "credit": "Per Aas / NTB"}


@pytest.mark.parametrize(
    "record",
    [
        {"images": [PICTURE]},
        {"image": PICTURE},
        {"associations": {"featuremedia": {**PICTURE, "type": "picture"}, "film": {"type": "video", "byline": "X Y"}}},
        {"image": {"@type": "ImageObject", **PICTURE}},
        {"image": {"url": PICTURE["url"], "caption": "The hall in snow. (Per Aas / NTB)"}},
    ],
)  # fmt: skip
def test_pictures_with_their_credits(record: dict[str, Any]) -> None:
    made = article(title="Hall", text=TEXT, **record)
    assert [(i.url, i.caption) for i in made.images] == [("https://a.example/1.jpg", "The hall in snow.")]
    assert made.captions == ("The hall in snow.",)
    (credit,) = made.credits
    assert (credit.photographers, credit.agencies, credit.caption) == (
        ("Per Aas",),
        ("NTB",),
        "The hall in snow.",
    )
    assert made.authors == ()


def test_a_credit_and_a_caption_of_the_record() -> None:
    (credit,) = article(text=TEXT, photographer="Per Aas", caption="The hall.").credits
    assert (credit.photographers, credit.caption) == (("Per Aas",), "The hall.")


def test_pictures_among_paragraphs() -> None:
    picture = {
        "type": "image",
        "fullcaption": "The hall in snow. (Per Aas/NTB)",
        "imageURL": "https://a.example/1.jpg",
    }
    made = article(
        title="Hall", contents=[{"type": "p", "content": ONE}, picture, {"type": "p", "content": TWO}]
    )
    assert (made.body, made.captions) == (TEXT, ("The hall in snow.",))
    assert made.credits[0].photographers == ("Per Aas",)


@pytest.mark.parametrize("data", [b'[["title", "text"], ["Hall", "Words."]]', b'["a", "b"]', b"[1, 2]"])
def test_json_without_records_is_no_text(data: bytes) -> None:
    (found,) = items(data, "dump.json")
    assert getattr(found, "reason", "") == "unknown-format" and "JSON" in getattr(found, "detail", "")
    assert isinstance(items(b"[Oslo] Words of a text.", "a.txt")[0], RawDocument)


@pytest.mark.parametrize(
    "row",
    [
        "Заголовок;Текст;Дата;Автор;Источник\nНовый мост;Мост открыт.;2019-04-25;Анна Петрова;Вестник",
        "제목;본문;일자;기고자;언론사\n새 다리;다리가 열렸다.;2019-04-25;김하나;신문",
        "标题;正文;日期;作者;来源\n新桥;大桥通车了。;2019-04-25;王芳;日报",
        "タイトル;本文;掲載日;記者;新聞社\n新しい橋;橋が開通した。;2019-04-25;山田花子;新聞",
        "titolo;testo;data;autore;fonte\nIl ponte;Il ponte è aperto.;2019-04-25;Anna Rossi;Il Foglio",
        "tytuł;treść;data;autor;źródło\nMost;Most jest otwarty.;2019-04-25;Anna Nowak;Gazeta",
        "otsikko;teksti;päivämäärä;kirjoittaja;lähde\nSilta;Silta on auki.;2019-04-25;Anna Mäki;Lehti",
        "başlık;metin;tarih;yazar;kaynak\nKöprü;Köprü açıldı.;2019-04-25;Ayşe Kaya;Gazete",
        "judul;isi;tanggal;penulis;sumber\nJembatan;Jembatan dibuka.;2019-04-25;Siti Aminah;Koran",
        "العنوان;النص;التاريخ;الكاتب;المصدر\nجسر;فتح الجسر.;2019-04-25;ليلى حسن;صحيفة",
    ],
)
def test_columns_are_named_in_many_languages(row: str) -> None:
    (found,) = fates(items(row.encode(), "mem:liste.csv"))
    assert isinstance(found, RawDocument)
    assert found.format == "csv"
    title, text, day, author, paper = row.split("\n")[1].split(";")
    assert found.payload.decode() == text
    assert readers_kit.hints(found) == {
        "title": [title],
        "published": [day],
        "authors": [author],
        "publisher": [paper],
    }


def test_data_names_a_column_and_wraps_a_record() -> None:
    (found,) = fates(
        items(b'{"status": "ok", "data": {"title": "Bru", "text": "Brua er open."}}\n', "mem:a.jsonl")
    )
    assert isinstance(found, RawDocument)
    assert readers_kit.hints(found) == {"title": ["Bru"]}
