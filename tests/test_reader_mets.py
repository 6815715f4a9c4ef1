"""Digitised issues: the articles that a METS names, from the pages beside it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.model import Article, Failure, RawDocument, Rejected
from pipeline.readers import beside, issue_pages, read
from pipeline.readers.beside import Place
from tests.newsxml_kit import article, blocks
from tests.readers_kit import fates, hints, local, tarred, unit, zipped

HEAD = (
    '<mets xmlns="http://www.loc.gov/METS/" xmlns:mods="http://www.loc.gov/mods/v3" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" LABEL="Fjordbladet 1911-03-04">'
)
ISSUE = """<dmdSec ID="issue"><mdWrap><xmlData><mods:mods><mods:titleInfo><mods:title>Fjordbladet</mods:title>
<mods:partNumber>53</mods:partNumber></mods:titleInfo><mods:originInfo><mods:dateIssued>04.03.1911</mods:dateIssued>
<mods:dateCreated>2012-01-01</mods:dateCreated></mods:originInfo></mods:mods></xmlData></mdWrap></dmdSec>"""


def described(name: str, title: str, language: str = "nb") -> str:
    return (
        f'<dmdSec ID="{name}"><mdWrap><xmlData><mods:mods><mods:titleInfo><mods:title>{title}</mods:title>'
        f'</mods:titleInfo><mods:language><mods:languageTerm type="code">{language}</mods:languageTerm>'
        "</mods:language></mods:mods></xmlData></mdWrap></dmdSec>"
    )


def files(*names: str) -> str:
    each = "".join(
        f'<file ID="A{n}" MIMETYPE="text/xml"><FLocat xlink:href="{name}"/></file>'
        for n, name in enumerate(names, 1)
    )
    return f"<fileSec><fileGrp>{each}</fileGrp></fileSec>"


def area(file: str, begin: str, end: str = "") -> str:
    to = f' END="{end}"' if end else ""
    return f'<fptr><area FILEID="{file}" BETYPE="IDREF" BEGIN="{begin}"{to}/></fptr>'


def div(kind: str, inner: str = "", **more: str) -> str:
    told = "".join(f' {name}="{value}"' for name, value in more.items())
    return f'<div TYPE="{kind}"{told}>{inner}</div>'


def text(*areas: str) -> str:
    return div("BODY", div("BODY_CONTENT", "".join(div("PARAGRAPH", div("TEXT", each)) for each in areas)))


BRIDGE = div(
    "ARTICLE",
    div("HEADING", div("TITLE", area("A1", "t1")) + div("AUTHOR", area("A1", "by")))
    + text(area("A1", "b1") + area("A2", "b2"), area("A2", "b3"))
    + div("ILLUSTRATION", div("IMAGE", area("A1", "pic")) + div("CAPTION", area("A1", "cap"))),
    ID="d1",
    DMDID="m1",
)
SHIPS = div("ARTICLE", text(area("A2", "b4")), ID="d2", DMDID="m2", LABEL="UNKNOWN")
ADVERT = div("ADVERTISEMENT", area("A2", "ad"), ID="d3", LABEL="Hatter!")
DEATHS = div("DEATH_NOTICE", area("A2", "b5"), ID="d4", LABEL="Dødsfall")
CONTENTS = (
    BRIDGE + div("SECTION", div("HEADING", area("A2", "sec")) + SHIPS + DEATHS, LABEL="Skipsnytt") + ADVERT
)
PHYSICAL = '<structMap TYPE="PHYSICAL">' + div(
    "Newspaper", div("PAGE", '<fptr FILEID="A1"/>', ORDER="1") + div("PAGE", '<fptr FILEID="A2"/>', ORDERLABEL="2")
) + "</structMap>"  # fmt: skip
LOGICAL = '<structMap TYPE="LOGICAL">' + div(
    "Newspaper", div("ISSUE", div("TITLE_SECTION", area("A1", "head")) + div("CONTENT", CONTENTS), DMDID="issue")
) + "</structMap>"  # fmt: skip
DESCRIBED = ISSUE + described("m1", "Ny bro over fjorden") + described("m2", "Untitled")
METS = HEAD + DESCRIBED + files("file://./ALTO/1.xml", "file://./ALTO/2.xml") + PHYSICAL + LOGICAL + "</mets>"


def block(name: str, *lines: str) -> str:
    made = "".join(
        "<TextLine>"
        + "".join(f'<String ID="{name}.{n}.{k}" CONTENT="{w}" WC="0.8"/>' for k, w in enumerate(line.split()))
        + "</TextLine>"
        for n, line in enumerate(lines)
    )
    return f'<TextBlock ID="{name}">{made}</TextBlock>'


def page(*inner: str) -> str:
    inside = f'<Layout><Page ID="P">{"".join(inner)}</Page></Layout>'
    return f'<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#">{inside}</alto>'


FIRST = page(
    block("head", "FJORDBLADET"), block("t1", "Ny bro over fjorden"), block("by", "Ola Nordmann"),
    block("b1", "Arbeidet med den nye broen over", "fjor-"), '<Illustration ID="pic"/>', block("cap", "Broen i vaar."),
)  # fmt: skip
SECOND = page(
    block("b2", "den er nu kommet i gang."), block("b3", "Den skal koste to millioner", "kroner."),
    block("sec", "Skipsnytt"),
    block("b4", "Skonnerten Havfruen er kommet", "til byen med salt fra Spania."), block("ad", "Kjoep hatter!"),
    block("b5", "Enkefru Hansen er doed i en", "alder av nitti aar."),
)  # fmt: skip
ALL = {"fjord-mets.xml": METS, "ALTO/1.xml": FIRST, "ALTO/2.xml": SECOND}


def put(folder: Path, given: dict[str, str]) -> Path:
    for name, content in given.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    return folder / "fjord-mets.xml"


def made(path: Path) -> list[Any]:
    return fates(read(unit(str(path), size=path.stat().st_size), local))


def documents(found: list[Any]) -> Iterator[RawDocument]:
    return (each for each in found if isinstance(each, RawDocument))


def test_an_issue_is_its_articles(tmp_path: Path) -> None:
    bridge, ships, deaths, advert = made(put(tmp_path, ALL))
    assert blocks(bridge) == [
        ("paragraph", "Arbeidet med den nye broen over fjorden er nu kommet i gang."),
        ("paragraph", "Den skal koste to millioner kroner."),
        ("caption", "Broen i vaar."),
    ]
    assert hints(bridge) == {
        "title": ["Ny bro over fjorden"], "authors": ["Ola Nordmann"], "ocr_confidence": ["0.8000"],
        "language": ["nb"],
        "page": ["1"], "source_id": ["Fjordbladet:04.03.1911:53:d1"], "publisher": ["Fjordbladet"],
        "published": ["04.03.1911"],
        "edition": ["53"],
    }  # fmt: skip
    told = hints(ships)
    assert "title" not in told and (told["section"], told["page"]) == (["Skipsnytt"], ["2"])
    assert hints(deaths)["genre"] == ["death notice"] and hints(deaths)["title"] == ["Dødsfall"]
    assert (advert.reason, advert.detail) == ("advertisement", "an advertisement: Hatter!")
    found = article(bridge)
    assert found.published and (found.published.value, found.published.precision) == ("1911-03-04", "day")
    assert found.id != article(ships).id and not found.truncated


@pytest.mark.parametrize("name", ["ALTO/1.xml", "ALTO/2.xml"])
def test_its_pages_are_read_with_it(tmp_path: Path, name: str) -> None:
    put(tmp_path, ALL)
    (found,) = made(tmp_path / name)
    assert (
        isinstance(found, Rejected) and found.reason == "page-of-issue" and "fjord-mets.xml" in found.detail
    )


@pytest.mark.parametrize("packed", [False, True])
def test_the_issue_in_a_folder_beside_its_pages(tmp_path: Path, packed: bool) -> None:
    mets = METS.replace("file://./ALTO/", "../ocr/")
    given = {"i/toc/T1.xml": mets, "i/ocr/1.xml": FIRST, "i/ocr/2.xml": SECOND}
    if packed:
        (tmp_path / "i.zip").write_bytes(zipped({name: content.encode() for name, content in given.items()}))
        found = made(tmp_path / "i.zip")
    else:
        put(tmp_path, given)
        found = [*made(tmp_path / "i/toc/T1.xml"), *made(tmp_path / "i/ocr/1.xml")]
    assert blocks(next(documents(found)))[0][1].endswith("er nu kommet i gang.")
    assert isinstance(found[-1], Rejected) and found[-1].reason == "page-of-issue"


def test_a_missing_page_is_told_and_costs_only_its_text(tmp_path: Path) -> None:
    bridge, ships, deaths, _, failure = made(
        put(tmp_path, {k: v for k, v in ALL.items() if k != "ALTO/2.xml"})
    )
    assert blocks(bridge)[0] == ("paragraph", "Arbeidet med den nye broen over fjor-")
    assert article(bridge).truncated and dict(bridge.extra)["missing"] == "2.xml"
    assert isinstance(ships, Rejected) and ships.reason == "no-text" and "2.xml" in ships.detail
    assert article(deaths).body == "Dødsfall" and article(deaths).truncated
    assert isinstance(failure, Failure) and failure.reason == "missing-file" and failure.retryable
    assert "1 of 2 files" in failure.detail and "ALTO/2.xml (not there)" in failure.detail
    (alone,) = made(tmp_path / "ALTO/1.xml")
    assert isinstance(alone, RawDocument)  # the page is all that there is of its text


def test_pages_of_an_issue_without_articles_are_read_for_themselves(tmp_path: Path) -> None:
    (found,) = made(put(tmp_path, {**ALL, "fjord-mets.xml": METS.replace(LOGICAL, "")}))
    assert isinstance(found, Rejected) and found.reason == "no-text"
    assert (
        "Fjordbladet 04.03.1911: it names 2 pages and no articles" in found.detail
        and "ALTO/1.xml" in found.detail
    )
    (page,) = made(tmp_path / "ALTO/1.xml")
    assert isinstance(page, RawDocument)


MEMBERS = {f"fjord/{name}": content.encode() for name, content in ALL.items()}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("fjord.zip", zipped(MEMBERS)),
        ("fjord.tar", tarred(MEMBERS)),
        ("fjord.tar.gz", gzip.compress(tarred(MEMBERS))),
        ("year.zip", zipped({"a.txt": b"Words of another file.", "1911/fjord.tgz": gzip.compress(tarred(MEMBERS))})),
        ("year.zip", zipped({"1911/fjord.zip": zipped(MEMBERS)})),
    ],
)  # fmt: skip
def test_issues_in_containers(
    tmp_path: Path, name: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_bytes(data)
    found = made(tmp_path / name)
    reasons = [each.reason for each in found if isinstance(each, Rejected)]
    assert reasons == ["advertisement", "page-of-issue", "page-of-issue"]
    assert not any(isinstance(each, Failure) for each in found)
    assert any(
        blocks(each)[0][1].endswith("er nu kommet i gang.") for each in documents(found) if each.blocks
    )
    if name != "fjord.zip":
        monkeypatch.setattr(beside, "_HELD", 100)
        for cached in (beside._held, issue_pages._issues):
            cached.cache_clear()
        found = made(tmp_path / name)
        assert [each.reason for each in found if isinstance(each, Failure)] == ["missing-file"]
        assert sum(isinstance(each, RawDocument) and each.format == "alto" for each in found) == 2
        beside._held.cache_clear()


def test_pieces_of_pages_that_are_linked(tmp_path: Path) -> None:
    pieces = div("pagearea", area("A1", "t1.0.0", "t1.0.3"), ID="p1", LABEL="Headline") + div(
        "pagearea", area("A1", "b1.0.2", "b1.1.0"), ID="p2", LABEL="Textblock"
    )
    physical = f'<structMap TYPE="PHYSICAL">{div("physSequence", div("page", pieces, ORDER="7"))}</structMap>'
    logical = f'<structMap TYPE="LOGICAL">{div("ISSUE", div("ARTICLE", ID="a1"), DMDID="issue")}</structMap>'
    where = "".join(
        f'<smLocatorLink xlink:href="#{name}" xlink:label="{name}"/>' for name in ("a1", "p1", "p2")
    )
    arcs = "".join(f'<smArcLink xlink:from="a1" xlink:to="{name}"/>' for name in ("p1", "p2"))
    links = f"<structLink><smLinkGrp>{where}{arcs}</smLinkGrp></structLink>"
    mets = HEAD + ISSUE + files("1.xml") + logical + physical + links + "</mets>"
    (found,) = made(put(tmp_path, {"fjord-mets.xml": mets, "1.xml": FIRST}))
    assert hints(found)["title"] == ["Ny bro over fjorden"]
    assert blocks(found) == [("paragraph", "den nye broen over fjor-")]


def test_the_day_in_the_name_of_the_file(tmp_path: Path) -> None:
    put(tmp_path, {"x": METS.replace(ISSUE, "").replace('LABEL="Fjordbladet 1911-03-04"', ""), **ALL})
    (tmp_path / "x").rename(tmp_path / "19110304_01-METS.xml")
    found = next(documents(made(tmp_path / "19110304_01-METS.xml")))
    assert hints(found)["published"] == ["1911-03-04"] and "publisher" not in hints(found)


@pytest.mark.parametrize(
    "name",
    ["../../1.xml", "file:///x/1.xml", "/etc/1.xml", "https://o.example/1.xml",
     "ALTO\\..\\..\\1.xml", "%2e%2e/%2e%2e/1.xml"],
)  # fmt: skip
def test_nothing_above_the_issue_is_opened(tmp_path: Path, name: str) -> None:
    assert list(beside.names(name)) == ["1.xml", "1.xml.gz"]
    put(tmp_path, {"1.xml": FIRST, "a/issue/fjord-mets.xml": METS.replace("file://./ALTO/1.xml", name)})
    assert any(isinstance(each, Failure) for each in made(tmp_path / "a/issue/fjord-mets.xml"))
    assert Place(str(tmp_path / "a/issue")).content(name) is None


def test_what_is_no_page_is_told(tmp_path: Path) -> None:
    found = made(put(tmp_path, {**ALL, "ALTO/2.xml": "<html><p>Not found</p></html>"}))
    assert isinstance(found[-1], Failure) and "ALTO/2.xml (no element alto)" in found[-1].detail


def test_articles_are_articles_to_the_end(tmp_path: Path) -> None:
    assert all(isinstance(article(each), Article) for each in documents(made(put(tmp_path, ALL))))
