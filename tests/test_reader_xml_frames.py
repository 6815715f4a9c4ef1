"""Records in XML of many records: whole, cut, broken, across the borders of buffers; and what lying XML means."""

from __future__ import annotations

import io
from typing import Any

import pytest

from pipeline.model import Failure, RawDocument
from pipeline.readers import xml_frames, xml_tree
from pipeline.readers.base import Stream

HEAD = b'<?xml version="1.0"?><!-- <item>no</item> --><rss><channel><title>Avis</title>'


def split(data: bytes, *names: str) -> list[Any]:
    stream = Stream(io.BufferedReader(io.BytesIO(data)), "feed.xml", head=data[:65536])
    return list(xml_frames.split(stream, names or ("item",), "feed"))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1 << 20])
def test_records_are_found_wherever_a_buffer_ends(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_frames, "BUFFER", size)
    records = [
        b"<item><title>One</title></item>",
        b"<item a='1'><![CDATA[ </item> <item> ]]><!-- </item> --></item >",
        b"<item/>",
        b"<x:item xmlns:x='u'>Two<items/></x:item>",
        b"<item>\n</item>",
    ]
    data = HEAD + b"\n <!-- between <item> -->".join(records) + b"</channel></rss>"
    found = split(data)
    assert [item.payload.removeprefix(HEAD) for item in found] == records
    assert [data[item.offset : item.offset + item.length] for item in found] == records
    assert all(item.payload.startswith(HEAD) for item in found)


def test_one_without_an_end_goes_to_the_next_and_the_last_is_cut() -> None:
    data = HEAD + b"<item>One<item>Two</item><item>Thr"
    one, two, three = split(data)
    assert one.payload == HEAD + b"<item>One" and two.payload == HEAD + b"<item>Two</item>"
    assert isinstance(three, Failure) and three.reason == "truncated"
    assert data[three.offset : three.offset + three.length] == b"<item>Thr"


def test_cdata_without_an_end_costs_its_own_record() -> None:
    data = HEAD + b"<item><![CDATA[One</item><item>Two</item><item>Three</item></channel></rss>"
    found = split(data)
    assert [item.payload.removeprefix(HEAD) for item in found][1:] == [
        b"<item>Two</item>",
        b"<item>Three</item>",
    ]


def test_one_too_large_is_read_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_frames, "RECORD_LIMIT", 1000)
    monkeypatch.setattr(xml_frames, "BUFFER", 300)
    large = b"<item>" + b"x" * 5000 + b"</item>"
    data = HEAD + b"<item>One</item>" + large + b"<item>Two</item>"
    one, over, two = split(data)
    assert isinstance(one, RawDocument) and isinstance(two, RawDocument)
    assert isinstance(over, Failure) and over.reason == "too-large"
    assert data[over.offset : over.offset + over.length] == large


def test_a_long_beginning_is_cut_behind_an_element() -> None:
    data = HEAD + b"<name>x</name>" * 5000 + b"<item>One</item>"
    (item,) = split(data)
    context = item.payload.removesuffix(b"<item>One</item>")
    assert len(context) <= xml_frames.CONTEXT_LIMIT and context.endswith(b"</name>")


def test_utf16_is_read_as_utf8() -> None:
    text = '<?xml version="1.0" encoding="utf-16"?><rss><item>Blåbær</item></rss>'
    (item,) = split(text.encode("utf-16"))
    assert item.payload.endswith("<item>Blåbær</item>".encode())


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!DOCTYPE rss [<!ENTITY a 'b'>]>\n<rss version='2.0'>", "rss"),
        (b"<!-- a --><rdf:RDF>", "rdf:RDF"),
        (b"no <rss>", ""),
    ],
)
def test_the_outermost_element(head: bytes, name: str) -> None:
    assert xml_frames.root(head)[0] == name


def test_what_lying_xml_means() -> None:
    payload = (
        '<?xml version="1.0" encoding="iso-8859-1"?><!DOCTYPE a [<!ENTITY big "boom">]>'
        "<a><b>Fisk &amp; Øl &nbsp;AT&T &eacute; &unknown; &#5;&#x1F600; &lt;i&gt; \x07&big;</b>"
        "<c><![CDATA[a&b &amp; <p>]]></c></a>"
    ).encode()
    root, note = xml_tree.tree(payload)
    assert note is None
    assert xml_tree.value(root, "b") == "Fisk & Øl AT&T é &unknown; \U0001f600 <i> &big;"
    assert xml_tree.inner(xml_tree.first(root, "c")) == "a&b &amp; <p>"


def test_nothing_outside_is_read(tmp_path: Any) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    doctype = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret}"><!ENTITY % y SYSTEM "http://127.0.0.1:9/y">%y;]>'
    root, _ = xml_tree.tree(f"{doctype}<a>&x;</a>".encode())
    assert "secret" not in xml_tree.text_of(root).replace("&x;", "")


def test_broken_xml_gives_what_can_be_read_and_a_note() -> None:
    root, note = xml_tree.tree(b"<a><b>One</a><c>Two</c>")
    assert xml_tree.value(root, "b").startswith("One") and note and note.startswith("line 1")
    assert xml_tree.tree(b"  ")[0] is None
