"""Small documents for the tests of their readers: RTF, DOCX, ODT, EPUB, PDF."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from tests.readers_kit import zipped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:styleId="Untertitel"><w:name w:val="Subtitle"/></w:style>
<w:style w:styleId="Beschriftung"><w:name w:val="caption"/></w:style>
<w:style w:styleId="Zitat"><w:name w:val="Quote"/></w:style>
<w:style w:styleId="Eigen"><w:name w:val="Zwischentitel"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:styleId="Kreis"><w:name w:val="x"/><w:basedOn w:val="Kreis2"/></w:style>
<w:style w:styleId="Kreis2"><w:name w:val="y"/><w:basedOn w:val="Kreis"/></w:style>
</w:styles>"""
CORE = """<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>%s</dc:title>
<dc:creator>Kari Skrivar</dc:creator><dcterms:created>2006-09-16T00:00:00Z</dcterms:created>
<dcterms:modified>2020-03-04T05:06:07Z</dcterms:modified></cp:coreProperties>"""


def p(text: str, style: str = "", bold: bool = False, more: str = "") -> str:
    """A paragraph of WordprocessingML; ``|`` is a line break."""
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    runs = "<w:r><w:br/></w:r>".join(
        f'<w:r>{look}<w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in text.split("|")
    )
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr>{runs}</w:p>"


def docx(*body: str, title: str = "Dokument1", **parts: bytes) -> bytes:
    """A DOCX with such a body."""
    spaces = f'xmlns:w="{W}" xmlns:mc="urn:mc"'
    text = f'<?xml version="1.0"?><w:document {spaces}><w:body>{"".join(body)}</w:body></w:document>'
    members = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": text.encode(),
        "word/styles.xml": STYLES.encode(),
        "docProps/core.xml": (CORE % title).encode(),
    }
    return zipped({**members, **{name.replace("__", "/"): data for name, data in parts.items()}})


def odt(body: str, styles: str = "", meta: str = "") -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:{name}"' for name in ("office", "text", "table", "style", "fo", "draw", "dc")
    )
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": content.encode(),
        "meta.xml": f"<office:document-meta {spaces}>{meta}</office:document-meta>".encode(),
        "META-INF/manifest.xml": b"<manifest/>",
    }, 0)  # fmt: skip


def epub(pages: dict[str, str], meta: str = "<dc:title>Ei bok</dc:title>") -> bytes:
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(pages)
    )
    refs = "".join(f'<itemref idref="i{n}"/>' for n in range(len(pages)))
    opf = (
        f'<package xmlns:dc="urn:dc"><metadata>{meta}</metadata><manifest>{items}<item id="toc" href="nav.xhtml" '
        f'media-type="application/xhtml+xml" properties="nav"/></manifest><spine><itemref idref="toc"/>{refs}</spine>'
        "</package>"
    )
    container = b'<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
    members = {
        f"OPS/{name}": f"<html><head><title>x</title></head><body>{text}</body></html>".encode()
        for name, text in pages.items()
    }
    return zipped({
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": container,
        "OPS/book.opf": opf.encode(),
        "OPS/nav.xhtml": b"<html><body><nav><ol><li>Innhald</li></ol></nav></body></html>",
        **members,
    }, 0)  # fmt: skip


Show = tuple[float, float, float, str, str]
"""A line of a PDF's page: x, y, size, font (R, B, I), text."""


def pdf(pages: Iterable[Iterable[Show]], info: str = "", extra: bytes = b"") -> bytes:
    """A PDF with such pages, in Latin-1."""
    fonts = {"R": "Helvetica", "B": "Helvetica-Bold", "I": "Helvetica-Oblique"}
    objects = [b"", b""]
    kids = []
    refs = {}
    for name, base in fonts.items():
        objects.append(f"<</Type/Font/Subtype/Type1/BaseFont/{base}/Encoding/WinAnsiEncoding>>".encode())
        refs[name] = len(objects)
    used = " ".join(f"/{name} {number} 0 R" for name, number in refs.items())
    for page in pages:
        text = b"".join(
            b"BT /%s %.1f Tf 1 0 0 1 %.1f %.1f Tm (%s) Tj ET\n"
            % (
                font.encode(),
                size,
                x,
                y,
                words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)"),
            )
            for x, y, size, font, words in page
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(text), text))
        resources = f"/Resources<</Font<<{used}>>>>/Contents {len(objects)} 0 R"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{resources}>>".encode())
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    objects.append(f"<<{info}>>".encode("cp1252"))
    data, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer<</Size %d/Root 1 0 R/Info %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(objects),
        extra,
        start,
    )
    return bytes(data)


def rtf(
    body: str | bytes, head: str = "\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fnil\\fcharset0 Arial;}}"
) -> bytes:
    return (
        b"{\\rtf1"
        + head.encode()
        + b" "
        + (body if isinstance(body, bytes) else body.encode("cp1252"))
        + b"}"
    )


def coded(text: str, charset: str) -> str:
    """Text with everything beyond ASCII as ``\\'hh``."""
    return "".join(chr(byte) if byte < 128 else f"\\'{byte:02x}" for byte in text.encode(charset))
