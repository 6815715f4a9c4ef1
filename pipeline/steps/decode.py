"""Bytes of a record to text, or to the one lxml tree that every later step reads."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from pipeline.languages import load
from pipeline.languages.charset import to_text
from pipeline.model import Candidate, Document, RawDocument
from pipeline.steps.archived import is_played, take_banner

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_CONTROL_REFERENCE: Final = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d)"
    rb"|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|[fF]{3}[eEfF])(?![0-9a-fA-F]));?"
)
# ``_CONTROL`` in UTF-8: bytes to delete (below 0x80 each stands for itself only), and how the rarer ones begin.
_CONTROL_BYTES: Final = bytes({*range(0x20), 0x7F} - {*b"\t\n\r"})
_NO_CHARACTERS: Final = ("\ufdd0".encode()[:2], "\ufffe".encode(), "\uffff".encode())
# Possessive and bounded: a page of nothing but beginnings of tags is gone through once.
_TAG: Final = re.compile(
    r"</?([a-zA-Z][a-zA-Z0-9:-]*+)\b(?:\"[^\"]{0,1000000}+\"|'[^']{0,1000000}+'|[^'\"<>]++){0,1000}+>"
)
# A part of the page, and what libxml2 does not close with it.
_PARTS: Final = frozenset({"nav", "aside", "header", "footer", "main", "article", "section"})
_INNER: Final = frozenset({"div", "center", "table", "ul", "ol", "dl", "form"})
_DEEPEST: Final = 1000
_MISMATCH: Final = "ERR_TAG_NAME_MISMATCH"
_LEFT_OPEN: Final = re.compile(rf"Opening and ending tag mismatch: (?:{'|'.join(sorted(_PARTS))}) and ")
_TAG_OR_CODE: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?:script|style|textarea)\b.*?(?:</(?:script|style|textarea)|\Z)|" + _TAG.pattern,
    re.S | re.I,
)


def decode(raw: RawDocument) -> Document:
    """A Document with ``tree`` (HTML) or ``text``, decoded once; an empty page is a Document with empty text.

    The charset is told by the BOM, then by what the bytes can only be (UTF-8), then by declarations, then by
    statistics: dumps declare wrongly too often for a declaration to win over the bytes.
    """
    html = raw.media_type == "text/html"
    text, charset = to_text(raw.payload, raw.charset, markup=html)
    url = next((hint.value for hint in raw.hints if hint.field == "url" and hint.value), None)
    document = Document(raw, url=url, charset=charset)
    if not html:
        document.text = _to_bytes(text).decode()
        return document
    tree, lost = _parse(_to_bytes(text))
    if tree is None:
        document.text = ""
        return document
    if is_played(raw.payload):
        take_banner(tree)
    document.tree = tree
    if lost:
        detail = "nested too deeply: text is missing"
        document.evidence.append(Candidate("truncated", True, "parser", detail, 0.9))
    return document


def parse(text: str) -> Any:
    """The tree of a piece of HTML, None where there is nothing in it; any text will do."""
    return _parse(_to_bytes(text))[0]


@cache
def _parser() -> Any:
    from lxml import etree
    from lxml.html import HtmlElement

    # The class lookup gives elements that every library accepts, without lxml.html's call-back per element.
    # Nothing is looked up by its id.
    parser = etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        no_network=True,
        collect_ids=False,
    )
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    return parser


def _to_bytes(text: str) -> bytes:
    """The page in UTF-8 without what lxml refuses: many times as fast as ``_CONTROL`` on the text."""
    page = text.encode("utf-8", "ignore").translate(None, _CONTROL_BYTES)
    if b"\xef" in page and any(start in page for start in _NO_CHARACTERS):
        page = _CONTROL.sub("", page.decode()).encode()
    return page


def _parse(page: bytes) -> tuple[Any, bool]:
    """The tree (None: nothing in it) and whether text was lost although the page was flattened."""
    if b"&#" in page:
        page = _CONTROL_REFERENCE.sub(b"", page)
    tree, cut, left_open = _parse_once(page)
    if left_open and not cut:
        tree, cut, _ = _parse_once(closed(page.decode()).encode())
    if not cut:
        return tree, False
    return _parse_once(_flatten(page.decode()).encode())[:2]


def _parse_once(page: bytes) -> tuple[Any, bool, bool]:
    """The tree, whether text was lost, and whether the end of a part of the page was passed over."""
    from lxml import etree

    if not page.strip():
        return None, False, False
    parser = _parser()
    tree = etree.fromstring(page, parser)
    if tree is not None and tree.getnext() is not None:
        _with_rest(tree)
    # libxml2 stops at a fixed depth and silently drops the rest of the page, and leaves a menu open that a browser
    # closes, so that it holds the rest of the page; only its log says so.
    cut = left_open = False
    for entry in parser.error_log:
        kind = entry.type_name
        cut = cut or kind == "ERR_RESOURCE_LIMIT"
        left_open = left_open or (kind == _MISMATCH and bool(_LEFT_OPEN.match(entry.message)))
    return tree, cut, left_open


def _with_rest(tree: Any) -> None:
    """Moves what stands behind ``</html>`` into the page's body, as browsers do: libxml2 makes a second root of it,
    which nobody looks at. Includes and advertisements that are pages of their own end many an old page amidst."""
    from lxml import etree

    rest = [root for root in tree.itersiblings() if isinstance(root.tag, str)]
    body = tree.find("body")
    if body is None:
        body = etree.SubElement(tree, "body")
    for root in rest:
        for part in (root, *root.iter("body")):
            part.tag = "div"
        body.append(root)


def closed(text: str) -> str:
    """The page with the end tags that a browser adds: what is open within a part of the page (a menu, a header)
    ends with it. One that is nested deeper than any browser goes stays as it is."""
    out: list[str] = []
    opened: list[str] = []
    last = 0
    for match in _TAG_OR_CODE.finditer(text):
        name = (match.group(1) or "").lower()
        if name not in _PARTS and name not in _INNER:
            continue
        if not match.group().startswith("</"):
            opened.append(name)
            if len(opened) > _DEEPEST:
                return text
        elif name in _INNER:
            if opened and opened[-1] == name:
                opened.pop()
            elif name in opened and not _PARTS.intersection(opened[_last(opened, name) :]):
                del opened[_last(opened, name) :]
        elif name in opened:
            first = _last(opened, name)
            out += [text[last : match.start()], *(f"</{inner}>" for inner in opened[:first:-1])]
            last = match.start()
            del opened[first:]
    return "".join(out) + text[last:]


def _last(opened: list[str], name: str) -> int:
    return len(opened) - 1 - opened[::-1].index(name)


def _flatten(text: str) -> str:
    """The page without the tags that can nest, for pages that nest them beyond the parser's limit."""
    tags = load("markup")["tags"]
    flat, inline = frozenset(tags["flat"]), frozenset(tags["inline"])

    def keep(match: re.Match[str]) -> str:
        name = match.group(1).lower()
        if name in flat:
            return match.group(0)
        return "" if name in inline else "<p>"

    return _TAG.sub(keep, text)
