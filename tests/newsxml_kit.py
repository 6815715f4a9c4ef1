"""Small files of the XML formats that news agencies, archives and libraries write."""

from __future__ import annotations

from pipeline import readers
from pipeline.chain import Chain, Options
from pipeline.model import Article, RawDocument
from tests.readers_kit import CASES, fates, items

READERS = (
    "nitf",
    "appl",
    "newsml",
    "newsml_g2",
    "tei",
    "alto",
    "mets",
    "didl",
    "olive",
    "abbyy",
    "page_xml",
    "factiva_xml",
    "xml",
)


def sample(name: str) -> str:
    """The golden case of a reader."""
    return (CASES / name / "sample.in").read_text("utf-8")


NITF, NEWSML, TEI, ALTO = map(sample, ("nitf", "newsml", "tei", "alto"))
METS, FACTIVA, RECORDS = map(sample, ("mets", "factiva_xml", "xml"))

G2_ITEM = """<newsItem guid="urn:newsml:fjord.example:2024:{guid}" version="2" standard="NewsML-G2" xml:lang="de">
<rightsInfo><copyrightNotice xml:lang="en">(c) Fjord</copyrightNotice>
<copyrightNotice xml:lang="de">Fjord, Rechte vorbehalten</copyrightNotice></rightsInfo>
<itemMeta><itemClass qcode="ninat:{kind}"/>
<provider qcode="nprov:fjord"><name>Fjord Nachrichten</name></provider>
<versionCreated>2024-01-02T11:30:00+01:00</versionCreated>
<firstCreated>2024-01-02T10:30:00+01:00</firstCreated>
<pubStatus qcode="stat:{status}"/>
<edNote role="x:contacts" pubconstraint="x:nonpublic">Max Muster, 030 1234</edNote></itemMeta>
<contentMeta><urgency>3</urgency>{meta}<language tag="de"/>
<subject type="cpnat:abstract" qcode="medtop:1">
<name xml:lang="en">traffic</name>
<name xml:lang="de">Verkehr</name></subject>
<keyword>Brücke</keyword></contentMeta><contentSet>{content}</contentSet></newsItem>"""
G2_META = """<headline>Die Brücke ist offen</headline><headline role="hld:subHeadline">Nach zwei Jahren</headline>
<by>Von Erika Muster</by><dateline>Sandvik (dpa) - </dateline>
<creditline>dpa</creditline><creator><name>muster.erika</name></creator>
<genre><name>Bericht</name></genre><slugline>Verkehr/Brücke</slugline>"""
G2_TEXT = """<inlineXML contenttype="application/xhtml+xml">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>
<body><header><ul><li>Verkehr</li></ul>
<h1>Die Brücke ist offen</h1></header>
<section><p>Die neue Brücke über den
Fjord ist seit Montag offen.</p>
<h2>Billiger als geplant</h2><p>Sie kostete zwei Millionen.</p></section>
<section class="notepad"><p>Nicht zur Veröffentlichung</p></section></body></html></inlineXML>"""
G2_PICTURE = """<description role="drol:caption">Die Brücke am Montag.</description><by>Ola Hansen</by>
<creditline>NTB</creditline>"""


def g2(
    content: str = G2_TEXT, meta: str = G2_META, kind: str = "text", status: str = "usable", guid: str = "1"
) -> str:
    return G2_ITEM.format(guid=guid, kind=kind, status=status, meta=meta, content=content)


def g2_message(*things: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header>'
        f"<sent>2024-03-01T00:00:00Z</sent></header><itemSet>{''.join(things)}</itemSet></newsMessage>"
    )


PACKAGE = """<packageItem guid="p"><itemMeta><itemClass qcode="ninat:composite"/></itemMeta>
<groupSet root="g"><group id="g">
<itemRef residref="urn:newsml:fjord.example:2024:1"/><itemRef residref="urn:newsml:fjord.example:2024:3"/></group>
</groupSet></packageItem>"""

SAMPLES = {name: sample(name) for name in READERS} | {"newsml_g2": g2_message(g2())}


def made(text: str | bytes, name: str = "mem:file.xml") -> list[readers.Item]:
    """What reading and parsing gives."""
    return fates(items(text.encode() if isinstance(text, str) else text, name))


def documents(text: str | bytes) -> list[RawDocument]:
    return [each for each in made(text) if isinstance(each, RawDocument)]


def one(text: str | bytes) -> RawDocument:
    (found,) = documents(text)
    return found


def blocks(raw: RawDocument) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in raw.blocks or ()]


def article(raw: RawDocument) -> Article:
    found = Chain(Options()).extract(raw)
    assert isinstance(found, Article), found
    return found
