"""Messages of the telex network, between ZCZC and NNNN; and what wires write without control characters."""

from __future__ import annotations

import pytest

from tests.test_reader_wire import ANPA, articles

SIGNED = (
    "ZCZC FJO\r%A\r#Bridge_01\r$Bridge opens in Sandvik at last\r:(SANDVIK)\r&DESK\\doej\r*04015000\r@VIC\r"
    "The new bridge over the river has opened to all traffic after two years.\r\r"
    "It cost 20 million, the mayor said on Monday when she cut the ribbon.\r\rNNNN\r"
)
CODED = """ZCZC0123/SXA
XEF01234_SXA_QBXB
R CRO S0A QBXB
PONTI: SANDVIK, APERTO IL NUOVO PONTE
   (ANSA) - SANDVIK, 12 GEN - Il nuovo ponte sul fiume e' stato
aperto ieri al traffico, ha detto il sindaco.
   E' costato venti milioni.(ANSA).
12-GEN-15 10:23 NNNN
"""


def test_fields_with_signs() -> None:
    (made,) = articles(SIGNED)
    assert made.title == "Bridge opens in Sandvik at last"
    assert made.body.split("\n\n")[0] == (
        "The new bridge over the river has opened to all traffic after two years."
    )
    assert "NNNN" not in made.body and "#Bridge_01" in dict(made.extra)["heading"]


def test_codes_a_headline_and_the_time_of_sending() -> None:
    (made,) = articles(CODED)
    assert made.title == "PONTI: SANDVIK, APERTO IL NUOVO PONTE" and made.byline_agency == "ANSA"
    assert made.published and made.published.value == "2015-01-12T10:23"
    assert "NNNN" not in made.body and "S0A" not in made.body and len(made.body.split("\n\n")) == 2


def test_several_messages() -> None:
    assert [made.title for made in articles(CODED + "\n" + SIGNED.replace("\r", "\n"))] == [
        "PONTI: SANDVIK, APERTO IL NUOVO PONTE",
        "Bridge opens in Sandvik at last",
    ]


def test_a_headline_of_short_words_in_capitals_is_no_code() -> None:
    (made,) = articles(
        "ZCZC\nHH TD1\nMAN DIES IN FIRE\n\nA man has died in a fire in the old town, it said.\nNNNN\n"
    )
    assert made.title == "MAN DIES IN FIRE"


def test_running_text_that_is_called_tabular() -> None:
    table = ANPA.replace("r a\x13\x11", "r a\x14\x12").replace("^", "")
    long = (
        "\n".join(["The bridge that nobody in the whole of the town wanted has opened,"] * 9) + "\nhe said."
    )
    (made,) = articles(table.replace("The bridge has opened, the mayor\nsaid.", long))
    assert long.replace("\n", " ") in made.body


PLAIN = """{header}

{slug}
2ND LEAD
Bridge opens next month
By Jane Doe, dpa  =

Oslo {agency} The new bridge is to
open early next month.

It cost 20 million.

## Editorial contacts
- Reporting by: Jane Doe

212101 GMT Nov 18
"""


@pytest.mark.parametrize(
    ("header", "slug", "agency"),
    [
        ("eca00075 3 i 510    dpa 1003", "/bridge/Oslo/", "(dpa) -"),
        ("eca0075 3 i 510 dpa 1003", "bridge/Oslo/", "(dpa ntb)"),
    ],
)
def test_headers_with_longer_numbers_and_agencies_side_by_side(header: str, slug: str, agency: str) -> None:
    (made,) = articles(PLAIN.format(header=header, slug=slug, agency=agency))
    assert made.title == "Bridge opens next month" and made.dateline == "Oslo" and made.byline_agency == "dpa"
    assert made.published and made.published.value == "2018-11-21T21:01Z"
    assert "Nov 18" not in made.body
