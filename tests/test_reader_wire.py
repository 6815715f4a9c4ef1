"""Messages of news wires: ANPA 1312 and IPTC 7901."""

from __future__ import annotations

import pytest

from pipeline import readers
from pipeline.chain import Chain, Options
from pipeline.languages import stamps
from pipeline.model import Article, Failure, RawDocument
from pipeline.readers import pieces
from tests.readers_kit import fates, items

DPA = (
    "\x01eca0124 3 i 93  dpa 1888\r\n\nNorway/bridge/\r\n\x02EXTRA\nBridge opens next month, mayor of "
    "the town says after\r\nmany years =\r\n\n"
    "Oslo (dpa) - The mayor says she expects the bridge to open early next\r\nmonth.\r\n\nIt cost 20 "
    "million euros and is long.\r\n\n"
    "# Notebook\r\n\n## Internet links\r\n- [Town news](http://town.example)\r\n\n* * * *\r\nThe "
    "following information is not intended for publication\r\n\n"
    "## Editorial contacts\r\n- Reporting by: Somebody\r\n\ndpa grj rmo\r\n\r\n\x03212101 GMT Nov 18\r\n"
    "\x7f\r\n\x7f\x04"
)
GERMAN = (
    "\x01bdt0012 2 pl 41  dpa 0000\n\nBrücke/Köln/\n\x02(Eil \x07\x07\x07)\n(Berichtigung: In einer "
    "früheren Fassung stand eine andere Zahl,\nrichtig ist 20.)\n"
    "Köln öffnet die neue Brücke\nVon Anna Beispiel und Max Muster, dpa =\n\nKöln (dpa) - Die neue "
    "Brücke ist für den Verkehr geöffnet worden, teilte\n"
    "die Stadt mit.\n\n# Notizblock\n\n## Redaktionelle Hinweise\n- Foto\n\ndpa abc yydd n1\n\n"
    "\x03251037 Mär 24\n\x7f\n\x7f\x04"
)
ANPA = (
    "\x16\x16\x01W2607\x1f_asian\nr a\x13\x11 BC-US--Bridge-Opens 1stLd-Writethru   11-13 1693\n"
    "\x02^BC-US--Bridge Opens, 1st Ld-Writethru,1140<\n"
    "^Bridge opens in the town after years<\n^AP Photo SDDD101, SDDD102<\n^Eds: Adds quote.<\n^The "
    "bridge that nobody wanted has opened for all the town.<\n"
    "^By JANE DOE and JOHN ROE=\n^Associated Press=\n\t   ROSCOE, South Dakota (AP) _ The bridge has "
    "opened, the mayor\nsaid.\n \n\t   ``It is long,'' she said.\n"
    "\t   ___\n\t   UP NEXT\n\t   A second bridge will be built next year.\n \n\t   ^\x03AP-WF-11-13-13 "
    "0745GMT<\n\n\x0c\n\x04"
)
BELGA = """[31-JUL-97  00:00]

SPF001 3 RES 0070 F BELGA-0001
PONT/
Le nouveau pont de la ville est ouvert (3DER)


   BRUXELLES 23/07 (AFP-DPA) = Le nouveau pont de la ville a été
ouvert mercredi.
   Il est long.

./.CVN

./.
310001 JUL 97
INT001 3 GEN 0091 F BELGA-0031 COR 703
DIVERS/
Il perd sa voiture

   ROCHEFORT 31/07 (BELGA) = Un homme a perdu sa voiture jeudi.
./.
310100 JUL 97
"""


def articles(text: str | bytes) -> list[Article]:
    data = text if isinstance(text, bytes) else text.encode()
    made = [Chain(Options()).extract(fate) for fate in fates(items(data)) if isinstance(fate, RawDocument)]
    return [each for each in made if isinstance(each, Article)]


def test_iptc() -> None:
    (made,) = articles(DPA)
    assert made.title == "Bridge opens next month, mayor of the town says after many years"
    assert made.body == (
        "Oslo (dpa) - The mayor says she expects the bridge to open early next month.\n\nIt cost 20 "
        "million euros and is long."
    )
    assert made.published and made.published.instant == "2018-11-21T21:01:00Z"
    assert (made.dateline, made.byline_agency, made.urgency, made.keywords) == (
        "Oslo",
        "dpa",
        3,
        ("Norway", "bridge"),
    )
    assert made.extra["version"] == "EXTRA"
    assert made.extra["notebook"].startswith("# Notebook")
    assert (made.extra["message"], made.extra["category"], made.extra["word-count"]) == ("eca0124", "i", "93")


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
def test_iptc_in_german(charset: str) -> None:
    (made,) = articles(GERMAN.encode(charset))
    assert made.title == "Köln öffnet die neue Brücke"
    assert made.authors == ("Anna Beispiel", "Max Muster")
    assert made.published and (made.published.value, made.published.zone) == ("2024-03-25T10:37", None)
    assert (
        made.body == "Köln (dpa) - Die neue Brücke ist für den Verkehr geöffnet worden, teilte die Stadt mit."
    )
    assert made.language == "de"


def test_a_second_line_of_a_headline_is_no_byline() -> None:
    (made,) = articles(
        GERMAN.replace(
            "neue Brücke\nVon Anna Beispiel und Max Muster, dpa =", "Brücke\nvon der alten Stadt zur neuen ="
        )
    )
    assert made.title == "Köln öffnet die Brücke von der alten Stadt zur neuen"
    assert made.authors == ()


def test_anpa() -> None:
    (made,) = articles(ANPA)
    assert made.title == "Bridge opens in the town after years"
    assert made.authors == ("Jane Doe", "John Roe")
    assert (made.byline_agency, made.dateline) == ("AP", "ROSCOE, South Dakota")
    assert made.body == (
        "ROSCOE, South Dakota (AP) _ The bridge has opened, the mayor said.\n\n``It is long,'' she "
        "said.\n\nUP NEXT\n\n"
        "A second bridge will be built next year."
    )
    assert made.crossheads == ("UP NEXT",)
    assert made.published and made.published.value == "2013-11-13T07:45Z"
    assert made.extra["pictures"] == "AP Photo SDDD101, SDDD102"
    assert made.extra["summary"].startswith("The bridge that nobody")
    assert (made.extra["slug"], made.extra["selector"]) == ("BC-US--Bridge-Opens", "_asian")


def test_anpa_with_labels() -> None:
    text = (
        "\x16\x16\x01B1488\x1fcpstf\r\nr b\x13\x11 Dollar-Markets 7thWritethru TB06 31-10 588\r\n"
        "\x02^Dollar-Markets, 7th Writethru@<\r\ncode:2<\r\n"
        "^Update:ADDS details@<\r\n^INDEX: Economy, Business@<\r\n^HL:Stock markets advance as bank "
        "seeks to fire up\r\nthe economy@<\r\n"
        "^By Mary Example@<\r\n^THE CANADIAN PRESS@<\r\n\t   TORONTO _ The stock market ran ahead on\r\n"
        "Friday.<\r\n\x03\r\n16:35ET 31-10-14<\r\n\x04\r\n"
    )
    (made,) = articles(text)
    assert made.title == "Stock markets advance as bank seeks to fire up the economy"
    assert (made.authors, made.byline_agency) == (("Mary Example",), "The Canadian Press")
    assert made.keywords == ("Economy", "Business")
    assert made.body == "TORONTO _ The stock market ran ahead on Friday."
    assert made.published and (made.published.value, made.published.instant) == ("2014-10-31T16:35", None)


def test_anpa_without_marks() -> None:
    text = (
        "\x05pa pb\r\n\x16\x16\x01a0001\nr a\x13\x11 bc-bridge-open   11-13 0060\r\n\x02NSW:New bridge "
        "opens over river\r\nBRIDGE OPEN (SYDNEY)\r\n"
        "By Mary Example\r\n   SYDNEY, Nov 13 AAP - A new bridge has opened over the river.\r\n   It is "
        "great, the mayor said.\r\nAAP me/jd\r\n"
        "\x0313-11-13 07-45-10\x04\r\n\r\n"
    )
    made = articles(text * 2)
    assert [each.title for each in made] == ["NSW:New bridge opens over river"] * 2
    assert made[0].body.endswith("It is great, the mayor said.")
    assert made[0].authors == ("Mary Example",)
    assert made[0].published and made[0].published.value == "2013-11-13T07:45:10"


def test_without_control_characters() -> None:
    first, second = articles(BELGA)
    assert (first.title, first.dateline) == ("Le nouveau pont de la ville est ouvert", "BRUXELLES 23/07")
    assert first.body.endswith("Il est long.")
    assert first.published and first.published.value == "1997-07-31T00:01"
    assert second.byline_agency == "Belga"
    assert second.body.endswith("Un homme a perdu sa voiture jeudi.")


@pytest.mark.parametrize("text", [DPA + GERMAN + DPA, ANPA * 3, BELGA * 2])
def test_several_messages_and_borders_of_buffers(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    data = text.encode()
    whole = items(data)
    assert len(whole) == (3 if "\x01" in text else 4)
    assert all(data[item.offset : item.offset + item.length] == item.payload for item in whole)  # type: ignore[union-attr]
    for size in (1, 5, 1000):
        monkeypatch.setattr(pieces, "BUFFER", size)
        assert items(data) == whole


@pytest.mark.parametrize(
    ("data", "reasons"),
    [
        (b"\x01eca0124 3 i 93  dpa 1888\r\n\x04", ["bad-record"]),
        (b"\x01eca0124 3 i 93  dpa 1888\r\n\x02\x03212101 GMT Nov 18\x04", ["no-text"]),
        (b"rest of it\x04" + ANPA.encode(), ["bad-record", "ok"]),
        (ANPA.encode()[:400], ["ok"]),
    ],
)
def test_broken_messages(data: bytes, reasons: list[str]) -> None:
    if b"\x02" not in data[:1024]:
        data += ANPA.encode()
        reasons = [*reasons, "ok"]
    found = fates(items(data, format="wire"))
    assert ["ok" if isinstance(fate, RawDocument) else fate.reason for fate in found] == reasons
    assert all(fate.detail for fate in found if isinstance(fate, Failure))


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (DPA.encode(), "wire"),
        (ANPA.encode(), "wire"),
        (BELGA.encode(), "wire"),
        (b"\x7f\x7f\r\n" + DPA.encode(), "wire"),
        (b"EXT010 3 GEN 0336 F BELGA-0102\nA line of running text, not keywords\n", "text"),
        (b"ABC123 4 cats 12 dogs\n\nA story about them.\n", "text"),
        (b"BC-US--Bridge Opens, 1st Ld-Writethru,1140\n\nText.", "text"),
        (b"\x01\x02\x03\x04binary\0\0\xff" * 50, None),
    ],
)
def test_detected_by_content(data: bytes, format: str | None) -> None:
    assert readers.detect(data, "x.txt").format == format


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("212101 GMT Nov 18", "2018-11-21T21:01Z"),
        ("211259 Nov 18", "2018-11-21T12:59"),
        ("071341 GMT Okt 15", "2015-10-07T13:41Z"),
        ("310001 JUL 97", "1997-07-31T00:01"),
        ("311200 MEZ Dez 03", "2003-12-31T12:00+01:00"),
        ("091215 UTC janv 14", "2014-01-09T12:15Z"),
        ("AP-WF-11-13-13 0745GMT<", "2013-11-13T07:45Z"),
        ("AP-NR-02-12-88 1637EST", "1988-02-12T16:37-05:00"),
        ("16:35ET 31-10-14", "2014-10-31T16:35"),
        ("999999 Nov 18", None),
        ("no stamp at all", None),
    ],
)
def test_stamps(text: str, value: str | None) -> None:
    assert stamps.read(text) == value


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("NYT_ENG_19950101.0001", "1995-01-01"),
        ("AP880212-0004", "1988-02-12"),
        ("LA012394-0086", "1994-01-23"),
        ("WSJ870323-0180", "1987-03-23"),
        ("WSJ010203-0001", None),
        ("LEMONDE94-000001-19940101", "1994-01-01"),
        ("FBIS3-1", None),
        ("20010203", None),
    ],
)
def test_days_of_ids(name: str, day: str | None) -> None:
    assert stamps.of_id(name) == day


def test_flashes_and_alerts_say_all_in_their_heads() -> None:
    (flash,) = articles(
        "\x01eca0001 1 i 9  dpa 1\n\nBridge/\n\x02The bridge is open =\n\n\x03212101 GMT Nov 18\x04"
    )
    assert flash.title == flash.body == "The bridge is open"
    head = (
        "\x16\x16\x01a0001\nr a\x13\x11 BC-Digest   11-13 0060\n\x02^BC-Digest,60<\n^The news of the day<\n"
    )
    (digest,) = articles(
        f"{head}^The bridge is open in the town.<\n^The ferry is closed for now.<\n\x03AP-WF-11-13-13 0745GMT<\n\x04"
    )
    assert digest.title == "The news of the day"
    assert digest.body == "The bridge is open in the town.\n\nThe ferry is closed for now."
