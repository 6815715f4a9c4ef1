"""Elements that say by their tag, class, rel or itemprop what they are: headings, times, bylines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import takewhile
from typing import Any, Final, NamedTuple

from pipeline.languages import load
from pipeline.languages.folding import fold
from pipeline.languages.people import split_names
from pipeline.languages.persons import is_person
from pipeline.model import Candidate
from pipeline.steps import beside, headings
from pipeline.steps.around import BEHIND, NEXT, around
from pipeline.steps.classes import walked, words_of
from pipeline.steps.figure_words import took_pictures
from pipeline.steps.texts import SPACE, text_of, texts, words_apart

_LONGEST: Final = {"byline": 200, "date": 90, "modified": 90, "kicker": 90, "lead": 700}
_LONGEST_LINKED: Final = 40
_VALUE: Final = re.compile(r"\[[^\[\]\s]*\]")
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORTEST_LEAD: Final = 40
_MANY_ELEMENTS: Final = 40
# How many elements before and behind the heading still belong to the head of the article.
_BEFORE: Final = 60
_CLOSE: Final = 80
_NEAR_BEFORE: Final = 15
_BYLINE_GAP: Final = 60
_KICKER: Final = 8
_NAMING: Final = ("class byline", "rel author", "itemprop author")
_MOST: Final = 12
_MOST_FAR: Final = 3

Marked = tuple[int, Any, str | None]
"""The place of an element, itself, and its role."""


@lru_cache(32_768)
def role_of(name: str) -> str | None:
    """What a class says that an element holds: ``byline``, ``modified``, ``date``, ``kicker`` or ``lead``."""
    # Names that tools make of values say nothing: ``[grid-area:author]``.
    words, roles = words_of(_VALUE.sub(" ", name) if "[" in name else name), _roles()
    if words.isdisjoint(roles.all):
        unlike = [word for word in words if not word.startswith(roles.never)]
        return next((role for role, ends in roles.glued if any(w.endswith(ends) for w in unlike)), None)
    for role, its, never in roles.each:
        if not words.isdisjoint(its) and words.isdisjoint(never):
            return role
    return None


class _Roles(NamedTuple):
    """The words of each role with those that deny it, in the order in which they are asked, and all of them; the ends
    of words that are glued together (``storydate``), and the beginnings of those that end so by chance."""

    each: tuple[tuple[str, frozenset[str], frozenset[str]], ...]
    all: frozenset[str]
    glued: tuple[tuple[str, tuple[str, ...]], ...]
    ends: tuple[str, ...]
    never: tuple[str, ...]


@cache
def _roles() -> _Roles:
    denied = {"byline": "not_byline", "date": "not_date"}
    each = tuple(
        (role, _classes(role), _classes(denied[role]) if role in denied else frozenset())
        for role in ("byline", "modified", "date", "kicker", "lead")
    )
    ends = load("markup")["glued"]
    glued = tuple((role, tuple(ends[role])) for role in ("byline", "date"))
    told = frozenset().union(*(its for _, its, _ in each))
    return _Roles(each, told, glued, (*ends["byline"], *ends["date"]), tuple(ends["never"]))


@cache
def _classes(name: str) -> frozenset[str]:
    return frozenset(load("markup")["classes"][name])


@cache
def _times() -> frozenset[str]:
    return frozenset(load("markup")["tags"]["times"])


@cache
def _marks() -> Any:
    from lxml import etree

    return etree.XPath("//@itemprop/.. | //@rel[. = 'author']/..")


def candidates(tree: Any, titles: list[str]) -> Iterator[Candidate]:
    """Title, date, author, kicker and lead candidates from marked elements, in the order of the page.

    ``titles``: the titles that the page gives, folded: a heading that stands in one of them is the article's.
    What stands near that heading is trusted more; of many alike the later ones are dropped: they belong to
    teasers of other articles.
    """
    elements = walked(tree).elements
    found, heading = _marked(tree, titles)
    before, above = _NEAR_BEFORE, None
    if lesser := headings.lesser(tree, titles):
        yield lesser[1]
        # An h1 that no title repeats is the site's or a section's, or the title tag is worded as a heading within the
        # text is. Above a lesser heading other articles stand.
        above = heading if heading is not None and headings.may_head(elements[heading], titles) else None
        heading, before = elements.index(lesser[0]), 0
    title = None if heading is None else elements[heading]
    counts: dict[tuple[str, bool], int] = {}
    byline: int | None = None
    named = False
    for position, element, role in _without_other_kickers(found, heading):
        trust = _trust(position, heading)
        is_date = _is_dated(element, role)
        if heading is not None and trust == 1.0 and position - heading > NEXT and is_date:
            trust = 0.8
        byline_like = role == "byline" or element.get("rel") == "author"
        told = byline_like or element.get("itemprop") == "author" or is_date
        if told and _is_apart(element, title, byline_like, is_date):
            continue
        if byline_like:
            # Names far behind the first byline belong to other articles.
            if trust == 1.0 and byline is None:
                byline = position
            trust = 1.0 if byline is not None and 0 <= position - byline <= _BYLINE_GAP else 0.5
        for candidate in _of(element, role, trust):
            count = counts[candidate.rule, trust > 0.5] = counts.get((candidate.rule, trust > 0.5), 0) + 1
            if count <= (_MOST if trust > 0.5 else _MOST_FAR):
                yield candidate
            named = named or (candidate.rule in _NAMING and is_person(str(candidate.value)))
    if heading is not None:
        yield from around(elements, heading, before, titles, named, above)


def _marked(tree: Any, titles: list[str]) -> tuple[list[Marked], int | None]:
    """The marked elements with their place and role, and the place of the article's heading."""
    found: list[Marked] = []
    heading: int | None = None
    longest = 0
    page = walked(tree)
    told = page.naming(_roles().all, _roles().ends)
    roles = {name: role for name in told if (role := role_of(name))}
    # Cheaper than asking every element for its tag and attributes.
    marked = {*tree.iter("h1", *_times()), *_marks()(tree)}
    for position, (element, name) in enumerate(zip(page.elements, page.classes, strict=True)):
        if name in roles or element in marked:
            found.append((position, element, roles.get(name or "")))
            if element.tag == "h1":
                text = "" if headings.is_logo(element, shown := text_of(element)) else fold(shown)
                # Of several the longest: the shorter one may be the name of the site or section. Of two alike the one
                # that is shown.
                better = len(text) > longest or (
                    len(text) == longest and heading is not None and beside.is_hidden(page.elements[heading])
                )
                if text and better and any(text in title for title in titles):
                    heading, longest = position, len(text)
                elif not longest and (heading is None or headings.begins_alike(text, titles)):
                    heading = position
    return found, heading


def _trust(position: int, heading: int | None) -> float:
    """How surely an element belongs to the head of the article: 1 close to its heading, 0.5 far from it."""
    distance = 0 if heading is None else position - heading
    if 0 <= distance <= _CLOSE or -_BEFORE // 4 <= distance < 0:
        return 1.0
    return (0.8 if distance > 0 else 0.7) if -_BEFORE <= distance <= BEHIND else 0.5


def _is_apart(element: Any, title: Any, byline: bool, dated: bool) -> bool:
    """Whether a byline or a date stands where those of others do, or a byline is not shown."""
    return (
        beside.of_another(element)
        or beside.is_beside(element, title, dated=dated)
        or (byline and beside.is_hidden(element))
    )


def _without_other_kickers(found: list[Marked], heading: int | None) -> Iterator[Marked]:
    """The marked elements without kickers that stand neither above the heading nor right behind it."""
    for each in found:
        if each[2] != "kicker" or heading is None or -_BEFORE <= each[0] - heading <= _KICKER:
            yield each


def _is_dated(element: Any, role: str | None) -> bool:
    return role in ("date", "modified") or element.tag in _times()


def _holds_byline(element: Any) -> bool:
    """A finer mark inside tells the names from roles, dates and pictures beside them."""
    for inner in element.iterdescendants():
        if inner.get("rel") == "author" or inner.get("itemprop") in ("author", "name"):
            return True
        if (name := inner.get("class")) and role_of(name) == "byline" and split_names(text_of(inner)):
            return True
    return False


def _of(element: Any, role: str | None, trust: float) -> Iterator[Candidate]:
    if element.tag == "h1":
        yield from headings.candidates(element)
    if itemprop := element.get("itemprop"):
        yield from _itemprop(element, itemprop, trust)
    if element.tag in _times():
        yield from _time(element, trust)
    elif element.get("rel") == "author":
        names = (
            () if took_pictures(element) or beside.is_below(element) else split_names(words_apart(element))
        )
        for name in names:
            yield Candidate("authors", name, "rel author", "<a rel=author>", 0.6 * trust)
    elif role:
        yield from _classed(element, role, trust)


def _itemprop(element: Any, itemprop: str, trust: float) -> Iterator[Candidate]:
    fields = load("markup")["itemprop"]
    for name in itemprop.lower().split():
        field = fields.get(name)
        if field is None or element.tag == "meta":
            continue
        value = element.get("content") or element.get("datetime")
        if field == "authors":
            inner = _named(element)
            text = value or (
                ", ".join(words_apart(one) or one.get("content") or "" for one in inner)
                if inner
                else words_apart(element)
            )
            seen = not value and (not inner or inner[0].tag != "meta")
            rule, confidence = ("itemprop author", 0.7) if seen else ("meta itemprop author", 0.6)
            for person in split_names(text):
                yield Candidate("authors", person, rule, "[itemprop=author]", confidence * trust)
        elif (text := value or text_of(element)) and len(text) <= 300:
            yield Candidate(field, text, f"itemprop {name}", f"[itemprop={name}]", 0.7 * trust)


def _named(author: Any) -> list[Any]:
    """The elements with the names in what microdata call an author: papers put all of their writers into one. What is
    marked as something else within (where somebody works) has a name of its own."""
    found = author.findall(".//*[@itemprop='name']")
    own = []
    for one in found:
        around = takewhile(lambda outer: outer is not author, one.iterancestors())
        if not any(outer.get("itemprop") or outer.get("itemscope") is not None for outer in around):
            own.append(one)
    return own or found[:1]


def _time(element: Any, trust: float) -> Iterator[Candidate]:
    printed = words_apart(element).strip()
    text = (element.get("datetime") or printed).strip()
    if (years := _YEAR.findall(printed)) and text[:4].isdecimal() and text[:4] not in years:
        text = printed  # a template's own date, left behind
    if not text or len(text) > 60:
        return
    words = words_of(f"{element.get('class') or ''} {element.get('itemprop') or ''}")
    published = bool(words & {"published", "pubdate", "datepublished"}) or element.get("pubdate") is not None
    # Blog software writes "published updated" where both are one time.
    changed = bool(words & _classes("modified"))
    modified = changed and not published
    confidence = 0.65 if published and not changed else 0.55
    rule = "time element published" if published else "time element"
    yield Candidate("modified" if modified else "published", text, rule, "<time>", confidence * trust)


def _classed(element: Any, role: str, trust: float) -> Iterator[Candidate]:
    where = f"[class={(element.get('class') or '')[:60]}]"
    text = _short(element, role)
    if role == "date" and sum(map(str.isdigit, element.get("title") or "")) >= 6:
        text = element.get("title")
    if role == "byline":
        for person in () if _holds_byline(element) or took_pictures(element) else split_names(text):
            yield Candidate("authors", person, "class byline", where, 0.45 * trust)
    elif role in ("date", "modified"):
        told = element.tag == "a" and len(text) > _LONGEST_LINKED  # the title of another page
        if not told and any(character.isdigit() for character in text):
            field, confidence = ("published", 0.45) if role == "date" else ("modified", 0.4)
            yield Candidate(field, text, f"class {role}", where, confidence * trust)
    elif text and (role == "kicker" or len(text) >= _SHORTEST_LEAD):
        yield Candidate(role, text, f"class {role}", where, 0.5 * trust)


def _short(element: Any, role: str) -> str:
    """The element's text if it is as short as such a thing is; a container of the whole article is not."""
    for count, _ in enumerate(element.iter()):
        if count > _MANY_ELEMENTS:
            return ""
    if role == "byline":
        text = "; ".join(SPACE.sub(" ", piece) for piece in texts(element) if piece.strip())
    else:
        text = words_apart(element) if role in ("date", "modified") else text_of(element)
    return text if len(text) <= _LONGEST[role] else ""
