"""What a page says about itself: JSON-LD, meta tags, microdata, links, headings, times, marked bylines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from pipeline.languages import load
from pipeline.languages.byline_labels import begins_as_byline
from pipeline.languages.folding import fold
from pipeline.languages.people import split_names
from pipeline.model import Candidate, Document, Image
from pipeline.steps import dated, jsonld, lone_names, marked, programdata
from pipeline.steps.archived import original
from pipeline.steps.texts import text_of

_HEAD_TAGS: Final = ("title", "meta", "link", "script", "h1")
_NAMES: Final = ("property", "name", "itemprop", "http-equiv")
_MAX_META: Final = 400
_CATALOGUED: Final = "citation_author"
_SCRIPT_DATE: Final = re.compile(
    r"[\"']?\b((?:date_?)?publish(?:ed)?(?:_?(?:date|time|at|on))?|publication_?date|pub_?date)\b\\?[\"']?\s*[:=]\s*"
    r"\\?[\"']((?:19|20)\d\d[-/]?\d\d[-/]?\d\d[^\"'\\]{0,20})",
    re.I,
)


def step(document: Document) -> None:
    """Adds candidates for title, dates (strings as found), authors, publisher, section, keywords, language,
    canonical_url, images, kicker, lead, and an articleBody as a string (``steps/body.py`` weighs it)."""
    tree = document.tree
    if tree is None:
        return
    evidence = document.evidence
    titles: list[str] = []
    scripts: list[str] = []
    metas: list[Any] = []
    for element in tree.iter(*_HEAD_TAGS):
        if element.tag == "script":
            if "ld+json" in (element.get("type") or "").lower() and element.text:
                scripts.append(element.text)
        elif element.tag == "meta":
            metas.append(element)
        elif element.tag == "link":
            evidence.extend(_link(element))
        elif text := text_of(element):
            titles.append(text)
            if element.tag == "title" and len(titles) == 1:
                evidence.append(Candidate("title", text, "title tag", "<title>", 0.4))
                evidence.extend(dated.ending(text))
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    if language:
        evidence.append(Candidate("language", language.strip(), "html lang", "<html lang>", 0.5))
    values = [value for script in scripts for value in jsonld.parse(script)]
    nodes = jsonld.find(values, fold(" ".join(titles)))
    evidence.extend(jsonld.candidates(nodes))
    of_page = (
        _is_front(document.url) or nodes.undated or (not nodes.articles and any(map(_says_website, metas)))
    )
    for element in metas[:_MAX_META]:
        evidence.extend(_meta(element, of_page))
    given = [fold(candidate.value) for candidate in document.candidates("title")]
    evidence.extend(marked.candidates(tree, given))
    evidence.extend(_unmarked_names(document, given))
    evidence.extend(_unmarked_dates(document))


def _unmarked_names(document: Document, titles: list[str]) -> Iterator[Candidate]:
    """Where the page marks no writer: the record of the article in its program data, then a name behind the text."""
    if not document.candidates("authors"):
        found = list(programdata.candidates(document.tree, titles))
        yield from found
        if not any(candidate.field == "authors" for candidate in found):
            yield from lone_names.signed(document.tree)


def _unmarked_dates(document: Document) -> Iterator[Candidate]:
    """Where no marked element holds a date: the page's program data, then lines that say what they are."""
    found = [str(candidate.value) for candidate in document.candidates("published")]
    if not found:
        scripted = list(_script_dates(document.tree))
        yield from scripted
        found = [str(candidate.value) for candidate in scripted]
    if not any(dated.names_a_day(text) for text in found):
        yield from dated.labelled(document.tree)


def _script_dates(tree: Any) -> Iterator[Candidate]:
    """Dates in a page's own program data, for pages that are put together in the browser."""
    for script in tree.iter("script"):
        if script.text and (found := _SCRIPT_DATE.search(script.text)):
            yield Candidate("published", found.group(2), "script data", f"<script> {found.group(1)}", 0.4)
            return


@cache
def _meta_rules() -> dict[str, list[tuple[str, float]]]:
    rules: dict[str, list[tuple[str, float]]] = {}
    for field, names in load("markup")["meta"].items():
        for name, confidence in names.items():
            rules.setdefault(name, []).append((field, confidence))
    return rules


def _is_front(url: str | None) -> bool:
    """Whether an address is that of a whole site."""
    return url is not None and re.search(r"//[^/?#]+/?$", url) is not None


def _says_website(element: Any) -> bool:
    return (
        element.get("property") == "og:type" and (element.get("content") or "").strip().lower() == "website"
    )


def _meta(element: Any, of_page: bool) -> Iterator[Candidate]:
    """``of_page``: the page is no article by its own account; a date in its head needs support."""
    content = " ".join((element.get("content") or element.get("value") or "").split())
    if not content:
        return
    for attribute in _NAMES:
        name = (element.get(attribute) or "").strip().lower()
        if name.startswith("twitter:data"):
            yield from _twitter_author(element, name, content)
        for field, confidence in _meta_rules().get(name, ()):
            where = f"<meta {attribute}={name}>"
            if field == "authors" and begins_as_byline(content):
                confidence += 0.1  # a byline that somebody wrote, not the template's author
            rule = f"meta page {name}" if of_page and field in ("published", "modified") else f"meta {name}"
            for value in _values(field, _in_order(content) if name == _CATALOGUED else content):
                yield Candidate(field, value, rule, where, confidence)


def _in_order(name: str) -> str:
    """``Doe, Jane``, as catalogues have names, as readers do."""
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and "," not in first else name


def _values(field: str, content: str) -> list[Any]:
    """The values of one content attribute: one per person and keyword, an Image for images."""
    if field == "authors":
        return list(split_names(content))
    if field == "keywords":
        return [part.strip() for part in re.split(r"[,;]", content) if part.strip()]
    if field == "images":
        return [Image(content)]
    if field == "access":
        return ["closed"] if content.lower() in ("locked", "metered", "false") else []
    if field == "kind":
        return [name for name, kind in load("marks")["kinds"].items() if content.lower() in kind["types"]]
    if field == "language":
        return [content.split(",")[0].strip().replace("_", "-")]
    return [original(content)[0]] if field == "canonical_url" else [content]


def _twitter_author(element: Any, name: str, content: str) -> Iterator[Candidate]:
    """Yoast's pair twitter:label1 = "Written by", twitter:data1 = the name."""
    label = name.replace("data", "label")
    for sibling in element.getparent().iterchildren("meta"):
        if (sibling.get("name") or "").lower() == label:
            if (sibling.get("content") or "").strip().casefold() in load("bylines")["written_by"]:
                for person in split_names(content):
                    yield Candidate("authors", person, f"meta {name}", f"<meta name={name}>", 0.65)
            return


def _link(element: Any) -> Iterator[Candidate]:
    if (element.get("rel") or "").lower() == "canonical" and (href := (element.get("href") or "").strip()):
        yield Candidate("canonical_url", original(href)[0], "link canonical", "<link rel=canonical>", 0.8)
