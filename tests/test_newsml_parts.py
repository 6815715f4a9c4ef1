"""What the components of a NewsML 1.x item are by their role, and an item in several languages."""

from __future__ import annotations

import pytest

from tests.newsxml_kit import NEWSML, blocks, documents, g2, g2_message, one
from tests.readers_kit import hints


def _component(role: str, text: str = "", lang: str = "", more: str = "") -> str:
    tongue = f' xml:lang="{lang}"' if lang else ""
    content = f"<ContentItem><DataContent>{text}</DataContent></ContentItem>" if text else ""
    return f'<NewsComponent{tongue}><Role FormalName="{role}"/>{more}{content}</NewsComponent>'


def _item(*components: str, identity: str = "<NewsItemId>7</NewsItemId>") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><NewsML><NewsItem><Identification><NewsIdentifier>'
        f"<ProviderId>fjord.example</ProviderId>{identity}</NewsIdentifier></Identification>"
        "<NewsManagement><FirstCreated>20240102T103000Z</FirstCreated></NewsManagement>"
        f"<NewsComponent>{''.join(components)}</NewsComponent></NewsItem></NewsML>"
    )


def test_components_are_what_their_role_says() -> None:
    found = one(
        _item(
            _component("Title", "Brua er open"),
            _component("Lead", "Den nye brua er open."),
            _component("StyleSheet", ".a { color: red }"),
            _component("Contact", "Ola Hansen, 12 34 56"),
            _component("Body", "Ho kosta to millionar."),
            _component(
                "Picture", more=_component("Title", "Brua er open") + _component("Body", "Brua i går.")
            ),
            _component("Video", more=_component("Body", "00:10 Bru, 00:20 Elv")),
        )
    )
    assert hints(found)["title"] == ["Brua er open"] and hints(found)["lead"] == ["Den nye brua er open."]
    assert blocks(found) == [
        ("paragraph", "Den nye brua er open."), ("paragraph", "Ho kosta to millionar."), ("caption", "Brua i går."),
    ]  # fmt: skip
    assert ("contact", "Ola Hansen, 12 34 56") in found.extra


@pytest.mark.parametrize(
    ("components", "text"),
    [
        ([_component("Audio", more=_component("Body", "God morgon."))], "God morgon."),
        ([_component("Title", "Brann i Sandvik"), _component("Body")], "Brann i Sandvik"),
    ],
)
def test_a_script_or_a_flash_is_the_text_where_there_is_no_other(components: list[str], text: str) -> None:
    assert [each for _, each in blocks(one(_item(*components)))] == [text]


@pytest.mark.parametrize("kind", ["ComplexData", "HTML", "Text", ""])
def test_a_text_of_whatever_kind_it_calls_itself(kind: str) -> None:
    media = f'<MediaType FormalName="{kind}"/>' if kind else ""
    content = (
        f"<ContentItem>{media}<DataContent><nitf><body><body.content><p>Brua er open.</p></body.content>"
    )
    found = one(_item(f"<NewsComponent>{content}</body></nitf></DataContent></ContentItem></NewsComponent>"))
    assert blocks(found) == [("paragraph", "Brua er open.")]


def test_an_item_in_two_languages_is_an_article_in_each() -> None:
    line = "<NewsLines><HeadLine>{}</HeadLine></NewsLines>"
    found = documents(
        _item(
            _component("Short", "Die Brücke ist offen.", "de", line.format("Die Brücke")),
            _component("Short", "Le pont est ouvert.", "fr", line.format("Le pont")),
        )
    )
    assert [(each["source_id"], each["title"], each["language"]) for each in map(hints, found)] == [
        (["fjord.example:7"], ["Die Brücke"], ["de"]),
        (["fjord.example:7:fr"], ["Le pont"], ["fr"]),
    ]
    assert [blocks(each) for each in found] == [
        [("paragraph", "Die Brücke ist offen.")], [("paragraph", "Le pont est ouvert.")],
    ]  # fmt: skip


def test_items_without_a_number_are_not_one_article() -> None:
    found = one(_item(_component("Body", "Brua er open."), identity=""))
    assert "source_id" not in hints(found)


def test_a_code_is_no_author_and_a_day_no_dateline() -> None:
    text = NEWSML.replace("<ByLine>Par Marie Martin</ByLine>", "").replace(
        "Sandvik, 2 jan 2024 (Agence) -", "2 jan"
    )
    creator = '<Creator><Party FormalName="DESK 360"/></Creator></AdministrativeMetadata>'
    found = hints(one(text.replace("</AdministrativeMetadata>", creator)))
    assert "authors" not in found and "dateline" not in found


def test_a_text_in_a_markup_that_nobody_knows() -> None:
    content = (
        "<inlineXML><BODY><TEXT><RUBRIK>Die Brücke ist offen</RUBRIK><DAT><ORT>Sandvik</ORT></DAT><BRODTEXT>"
        "<P>Die <X>neue</X> Brücke.</P><CITAT>Sie ist schön.</CITAT><MELLIS>Billig</MELLIS></BRODTEXT></TEXT></BODY>"
        "</inlineXML>"
    )
    assert blocks(one(g2_message(g2(content)))) == [
        ("paragraph", "Die neue Brücke."), ("paragraph", "Sie ist schön."), ("crosshead", "Billig"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "dateline"),
    [
        ("ROSCOE, Calif.", "ROSCOE, Calif."), ("ROSCOE, Calif. (AP) —", "ROSCOE, Calif."), ("Bergen.", "Bergen"),
        ("Bergen (NTB) -", "Bergen"),
    ],
)  # fmt: skip
def test_the_dot_of_a_state_stays(printed: str, dateline: str) -> None:
    found = hints(one(NEWSML.replace("Sandvik, 2 jan 2024 (Agence) -", printed)))
    assert found["dateline"] == [dateline]


@pytest.mark.parametrize(
    ("printed", "field"),
    [("PONT SANDVIK", "kicker"), ("Il est long", "lead"), ("IL EST PLUS LONG QUE TOUS", "lead")],
)
def test_a_second_headline_of_a_few_capitals_is_a_kicker(printed: str, field: str) -> None:
    text = NEWSML.replace("</HeadLine>", f"</HeadLine><SubHeadLine>{printed}</SubHeadLine>")
    assert hints(one(text))[field] == [printed]


def test_a_component_of_pictures_and_captions_is_a_picture_without_a_role_too() -> None:
    lines = "<NewsLines><HeadLine>Brua</HeadLine><CreditLine>NTB</CreditLine><ByLine>Kari Moe</ByLine></NewsLines>"
    photo = '<ContentItem Href="{}.jpg"><MediaType FormalName="Photo"/></ContentItem>'
    sizes = _component("Thumbnail", more=photo.format("small")) + _component(
        "HighDef", more=photo.format("large")
    )
    picture = f"<NewsComponent>{lines}{_component('Caption', 'Brua i går.')}{sizes}</NewsComponent>"
    text = "<NewsComponent><ContentItem><DataContent><p>Brua er open.</p></DataContent></ContentItem></NewsComponent>"
    found = one(_item(text, picture))
    assert hints(found)["credits"] == ["Kari Moe / NTB"] and hints(found)["images"] == ["large.jpg"]
    assert "authors" not in hints(found) and "title" not in hints(found)
    assert blocks(found) == [("paragraph", "Brua er open."), ("caption", "Brua i går.")]


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("APA - Austria Presse Agentur", ["APA"]), ("Deutsche Presse-Agentur GmbH", ["dpa"]), ("ats", ["SDA"]),
        ("Belga News Agency", ["Belga"]), ("Agence Exemple", None),
    ],
)  # fmt: skip
def test_a_provider_is_an_agency_however_it_writes_its_name(name: str, agency: list[str] | None) -> None:
    assert hints(one(NEWSML.replace("Agence Exemple", name))).get("byline_agency") == agency
