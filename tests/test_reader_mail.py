"""Mail: single messages, mailboxes, Usenet posts, saved pages."""

from __future__ import annotations

import base64
import quopri

import pytest

from pipeline import readers
from pipeline.chain import Chain, Options
from pipeline.model import Article, Failure, RawDocument, Rejected
from pipeline.readers import pieces
from tests.readers_kit import fates, items

HEADER = (
    "Received: from a.example by b.example; Tue, 3 Mar 2020 10:00:01 +0100\r\n"
    "From: =?utf-8?q?K=C3=A5re?= Nordmann <kare@avis.example>\r\nTo: alle@avis.example\r\n"
    "Subject: =?iso-8859-1?Q?Ferja_g=E5r?=\r\n igjen\r\nDate: Tue, 3 Mar 2020 10:00:00 +0100\r\n"
    "Message-ID: <a1@avis.example>\r\n"
)
PLAIN = HEADER + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"


def article(data: bytes, name: str = "mem:file") -> Article:
    (found,) = items(data, name)
    assert isinstance(found, RawDocument), found
    (document,) = readers.parse(found)
    assert isinstance(document, RawDocument), document
    made = Chain(Options()).extract(document)
    assert isinstance(made, Article), made
    return made


def test_a_message() -> None:
    text = "Ferja går att etter tre veker på verkstad.\r\n\r\nHo går kvar time.\r\n-- \r\nKåre\r\nAvisa\r\n"
    made = article((PLAIN + text).encode())
    assert made.title == "Ferja går igjen"
    assert made.authors == ("Kåre Nordmann",)
    assert made.published and made.published.value == "2020-03-03T10:00:00+01:00"
    assert made.source_id == "a1@avis.example"
    assert made.body.endswith("Ho går kvar time.")
    assert made.extra["signature"] == "Kåre\nAvisa"
    assert made.format == "mail"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Jane Doe <jane@x.example>", "Jane Doe"),
        ('"Doe, Jane" <jane@x.example>', "Doe, Jane"),
        ("jane@x.example (Jane Doe)", "Jane Doe"),
        ("jane@x.example", ""),
        ("<jane@x.example>", ""),
        ("=?utf-8?b?w4VzZSBMaWU=?= <a@x.example>", "Åse Lie"),
        ("=?nonsense?b?w4VzZSBMaWU=?= <a@x.example>", "=?nonsense?b?w4VzZSBMaWU=?="),
        ("<Saved by Blink>", ""),
    ],
)
def test_senders(value: str, name: str) -> None:
    from pipeline.readers.mail_message import sender

    assert sender(value) == name


def test_encodings() -> None:
    text = "Bjørn såg ein bjørn på vegen. Han køyrde vidare så fort han kunne."
    for charset in ("iso-8859-1", "utf-8", "windows-1252"):
        for way, coded in (
            ("quoted-printable", quopri.encodestring(text.encode(charset))),
            ("base64", base64.encodebytes(text.encode(charset))),
        ):
            kind = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {way}"
            head = f"{HEADER}MIME-Version: 1.0\r\n{kind}\r\n\r\n"
            assert article(head.encode() + coded).body == text
    undeclared = HEADER.encode() + b"\r\n" + text.encode("iso-8859-1")
    assert article(undeclared).body == text
    wrong = f"{HEADER}Content-Type: text/plain; charset=no-such\r\n\r\n{text}"
    assert article(wrong.encode()).body == text


def test_plain_text_before_html_and_no_attachment() -> None:
    parts = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\n'
        'Content-Type: multipart/alternative; boundary="a"\r\n\r\n--a\r\n'
        "Content-Type: text/html\r\n\r\n<p>In <b>HTML</b>.</p>\r\n"
        "--a\r\nContent-Type: text/plain\r\n\r\nIn plain text.\r\n--a--\r\n--m\r\nContent-Type: text/plain\r\n"
        "Content-Disposition: attachment; filename=a.txt\r\n\r\nAttached.\r\n--m--\r\n"
    )
    assert article((HEADER + parts).encode()).body == "In plain text."


def test_html_alone() -> None:
    page = (
        "Content-Type: text/html\r\n\r\n<html><body><p>Brua er open for trafikk frå i dag.</p></body></html>"
    )
    assert article((HEADER + page).encode()).body == "Brua er open for trafikk frå i dag."


def test_quotes_stay_and_flowed_lines_are_joined() -> None:
    body = (
        "In article <1@x.example> jane@x.example writes:\r\n>> Is the old bridge open, or must\r\n"
        ">> we drive around?\r\n> I think it is.\r\n\r\nIt is open. \r\nSince \r\nMonday.\r\n"
    )
    flowed = HEADER + "Content-Type: text/plain; format=flowed\r\n\r\n" + body
    made = article(flowed.encode())
    assert "Is the old bridge open, or must we drive around?" in made.body
    assert "It is open. Since Monday." in made.body
    assert ">" not in made.body.partition("writes:")[2]


def test_usenet_without_a_line_before_the_text() -> None:
    post = (
        b"Path: a!b!c\nFrom: jane@x.example (Jane Doe)\nSubject: Re: bridges\nNewsgroups: rec.bridges\n"
        b"Lines: 32\nThey are fine, all of them."
    )
    made = article(post)
    assert (made.title, made.authors, made.body) == (
        "Re: bridges",
        ("Jane Doe",),
        "They are fine, all of them.",
    )
    assert made.extra["newsgroups"] == "rec.bridges"


MBOX = (
    "From jane@x.example Tue Mar  3 10:00:00 2020\nFrom: Jane Doe <jane@x.example>\nSubject: One\n"
    "Message-ID: <1@x>\n\nThe first.\n\n>From here on it is quoted.\n\n"
    "From - Wed Mar 04 11:00:00 2020\nFrom: John Roe <john@x.example>\nSubject: Two\nMessage-ID: <2@x>\n"
    "\nFrom the second we hear\nFrom a friend at 10:00 in 2020\n\n"
    "From MAILER-DAEMON Thu Mar  5 12:00:00 2020\nX-Status: \nFrom: c@x.example\nSubject: Three\n\n"
)


def test_mailbox() -> None:
    data = MBOX.encode()
    found = items(data)
    assert [data[item.offset : item.offset + item.length] for item in found] == [
        item.payload for item in found
    ]  # type: ignore[union-attr]
    assert sum(item.length for item in found) == len(data)
    bodies = [
        fate.payload.decode() if isinstance(fate, RawDocument) else fate.reason for fate in fates(found)
    ]  # type: ignore[union-attr]
    assert bodies == [
        "One\n\nThe first.\n\nFrom here on it is quoted.",
        "Two\n\nFrom the second we hear\n\nFrom a friend at 10:00 in 2020",
        "no-text",
    ]


@pytest.mark.parametrize("line", ["From -", "From 1844347792267117879@xxx"])
def test_separators_without_a_day(line: str) -> None:
    head = f"{line}\nSubject: One\nFrom: Jane Doe <jane@x.example>\nMIME-Version: 1.0\n"
    one = f"{head}\nIt sails.\n\nFrom - here on\nit goes.\n\n"
    for text in (one * 3, (one * 3).replace("\n", "\r\n")):
        found = fates(items(text.encode()))
        assert [each.payload.decode() for each in found if isinstance(each, RawDocument)] == [
            "One\n\nIt sails.\n\nFrom - here on\n\nit goes."
        ] * 3


def test_a_mailbox_is_the_same_however_it_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    data = MBOX.encode() * 3
    whole = [(item.offset, item.length) for item in items(data)]
    for size in (1, 7, 4096, 10_000):
        monkeypatch.setattr(pieces, "BUFFER", size)
        assert [(item.offset, item.length) for item in items(data)] == whole
    monkeypatch.undo()
    for cut in range(0, len(data), 37):
        parts = (
            items(data, end=cut) + items(data, start=cut, end=len(data))
            if cut
            else items(data, end=len(data))
        )
        assert [(item.offset, item.length) for item in parts] == whole


def test_the_rest_of_a_message_before_a_mailbox_is_a_failure() -> None:
    found = items(b"the end of a message\n" + MBOX.encode(), "x.mbox", format="mail")
    # Its first line is none of a mailbox: forced, it is one message, and nothing of it is lost.
    assert sum(item.length for item in found) == len(MBOX) + 21


PAGE = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://avis.example/sak/1\r\nSubject: A\r\n"
    "Date: Tue, 3 Mar 2020 10:00:00 +0100\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\n'
    "Content-Type: text/html\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://avis.example/sak/1\r\n\r\n"
    "<html><head><title>Ferja g=C3=A5r</title></head><body><article><h1>Ferja g=C3=A5r</h1><p>"
    + "Ferja g=C3=A5r att etter tre veker p=C3=A5 verkstad. " * 5
    + "</p></article></body></html>\r\n--b\r\nContent-Type: image/png\r\n"
    + "Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n"
)


def test_saved_page() -> None:
    made = article(PAGE.encode(), "side.mhtml")
    assert made.url == "https://avis.example/sak/1"
    assert made.title == "Ferja går"
    assert made.published is None
    assert made.extra["saved"].startswith("Tue, 3 Mar 2020")


def test_digest_holds_several() -> None:
    inner = "From: Jane Doe <j@x.example>\r\nSubject: {0}\r\n\r\nText {0}.\r\n"
    parts = "".join(f"--d\r\nContent-Type: message/rfc822\r\n\r\n{inner.format(n)}" for n in (1, 2))
    data = f"{HEADER}MIME-Version: 1.0\r\nContent-Type: multipart/digest; boundary=d\r\n\r\n{parts}--d--\r\n"
    found = fates(items(data.encode()))
    assert [fate.payload for fate in found if isinstance(fate, RawDocument)] == [
        b"1\n\nText 1.",
        b"2\n\nText 2.",
    ]


@pytest.mark.parametrize(
    "data",
    [
        HEADER.encode() + b"\r\n",
        b"From: \xff\xfe<a@x>\nSubject: =?utf-8?b?//\nDate: nonsense\nContent-Type: ;;;\n\nText.",
        HEADER.encode() + b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        HEADER.encode() + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 200,
        HEADER.encode() + b"Content-Transfer-Encoding: base64\r\n\r\n!!!! no base64 \xff",
    ],
)
def test_broken_messages_have_a_fate(data: bytes) -> None:
    found = fates(items(data))
    assert found and all(isinstance(fate, RawDocument | Rejected | Failure) for fate in found)


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (b"Title: The ferry\nDate: 2020-03-03\nAuthor: Jane Doe\n\nThe ferry sails.", "text"),
        (b"From: Oslo\nSubject: ferries\n\nA letter from the capital.", "text"),
        (b"Date: 3 March 2020\nSubject: Ferries\n\nThe ferry sails.", "text"),
        (b"From the capital, a story at 10:00 of 2024\n\nText.", "text"),
        (b"To: the editor\nFrom: a reader\n\nSir, I write.", "text"),
        (b"1234\nFrom: Jane <j@x.example>\nSubject: x\nMessage-Id: <1@x>\n\nText.", "mail"),
        (b"\n\nReturn-Path: <j@x.example>\nFrom: j@x.example\nSubject: x\n\nText.", "mail"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n", "mail"),
        (PAGE.encode(), "mail"),
        (MBOX.encode(), "mail"),
    ],
)
def test_detected_by_content(data: bytes, format: str) -> None:
    assert readers.detect(data, "x.txt").format == format
