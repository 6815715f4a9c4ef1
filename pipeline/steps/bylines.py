"""What bylines look like: ``Av Kari Nordmann``, ``Tekst: ...``, ``(By Jane)``, ``Jane Doe, Staff Writer``."""

from __future__ import annotations

import functools
import re
from typing import Final

from pipeline.frozen import record
from pipeline.languages import chinese
from pipeline.languages.agencies import find_agency, find_news_agency, is_person, parse_credit
from pipeline.languages.byline_labels import begins_as_byline, unlabelled
from pipeline.languages.credit_words import alternatives
from pipeline.languages.dated_bylines import apart
from pipeline.languages.folding import plain_words, unbracketed
from pipeline.languages.label_words import byline_words, credit_kind
from pipeline.languages.patterns import any_of
from pipeline.languages.people import full_names, labelled_parts
from pipeline.languages.persons import has_sign, without_mailbox
from pipeline.languages.reporters import signed
from pipeline.languages.roles import ends_with_role, without_paper, without_place, without_role
from pipeline.steps.datelines import SIGNED

_LONGEST = 160
_LONGEST_EDITOR = 40
_LONGEST_SIGNED = 60
_MOST_OF_NAME = 4
_MOST_BESIDE = 6  # words of a byline that are no names: a label, a place
_ENDS = (".", "!", "?", ":")
_MOST_OF_POST = 4
_POST: Final = re.compile(r"\s*[,|–—]\s*|\s+-\s+")
_LABELLED = re.compile(
    r"(?P<label>[^\W\d_][^:：՝`៖፡፦|\n]{0,28}?)(?:\s?[:：՝`៖፡፦|]\s*|\s[-–—]\s)(?P<rest>\S.*)\Z"
)
_COLON = re.compile("[:：՝`៖፡፦|]|(?<=\\s)[-–—](?=\\s)")
_ROLE = re.compile(r"\s*[(（]([^()（）]{2,20})[)）]")
_SIGNATURE: Final = re.compile(r"[.!?…“”\"»]\s*[(（](?P<names>[^()（）]{5,60})[)）][\s+*]*\Z")


@record(frozen=True, slots=True)
class Byline:
    """Who wrote: ``authors`` as printed, ``agency`` by canonical name, the ``rule`` that found them."""

    authors: tuple[str, ...]
    agency: str | None
    rule: str


@functools.cache
def _between_labels() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:[/&+,]|\s{alternatives('joiners')}\s)\s*")


@functools.cache
def _between_names(flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:[,،;/|•·&、]|\s{alternatives('joiners', cased=not flags)}\s)\s*", flags)


@functools.cache
def _by() -> re.Pattern[str]:
    words = any_of(byline_words().by, cased=False)
    return re.compile(rf"\(?{words}\s?:?\s+(?P<names>\S.*)\Z", re.IGNORECASE)


def find_byline(text: str) -> Byline | None:
    """The byline that a whole line is, or None; names of photographers are left out."""
    if not 2 <= len(text) <= _LONGEST:
        return None
    text = without_mailbox(apart(text)[0])
    by = _by().match(text)
    if by:
        # "(Reporting by Jane Doe; Editing by John Roe)": the first of them wrote it.
        found = _writers(
            by["names"].split(";")[0].rstrip(" )") if text[0] == "(" else by["names"], "byline by"
        )
        if found:
            return found
    bare = unbracketed(text)
    signs = ":" in bare or "|" in bare or " - " in bare or not bare.isascii()  # cheaper than the pattern
    labelled = _LABELLED.match(bare) if signs and _COLON.search(bare) else None
    if labelled and _announces_writer(labelled["label"]):
        by = _by().match(labelled["rest"])  # "Text: by Jane Doe"
        found = _writers(by["names"] if by else labelled["rest"], "byline label")
        if found:
            return found
    if (
        labelled
        and len(labelled["rest"]) <= _LONGEST_EDITOR
        and plain_words(labelled["label"]) in byline_words().editors
    ):
        return Byline((), None, "editor line")
    agency = find_news_agency(SIGNED.sub(r"\1", text)) if len(text) <= 40 else None
    if agency is not None:
        return Byline((), agency.name, "agency line")
    local = signed(text)
    if local:
        return Byline(local, None, "byline reporter")
    return (_labelled(text) or find_with_post(text)) if text[-1:] not in _ENDS else None


def _labelled(text: str) -> Byline | None:
    """A byline behind one of the many words that markup has before names, where next to nothing but names follows."""
    parts = labelled_parts(text)
    names = full_names(parts)
    if not names or not all(map(is_person, names)):
        return None
    beside = set(unlabelled(text).split()) - {word for name in names for word in name.split()}
    if sum(word.islower() for word in beside) > 1 or len(beside) > _MOST_BESIDE:
        return None
    agency = next(filter(None, map(find_agency, parts)), None)
    return Byline(tuple(names), agency.name if agency else None, "byline label")


def find_with_post(text: str) -> Byline | None:
    """A full name and what its bearer is at the paper: ``Jane Doe, Staff Writer``, ``Kari Nordmann Journalist``."""
    if len(text) > _LONGEST_SIGNED or not ends_with_role(text) or begins_as_byline(text):
        return None
    line = _POST.sub(" ", text)
    name, first = without_role(line), _POST.split(text)[0]
    if name == line or len(line.split()) > len(name.split()) + _MOST_OF_POST:
        return None
    if is_person(first) and name.startswith(first):
        name = first  # "Jane Doe, Ap Health Writer"
    if not is_person(name):
        return None
    return Byline((name,), None, "byline name and post")


def find_signed(text: str) -> Byline | None:
    """The byline of one writer and a news agency, ``Jana Nováková, ČTK``, that is a whole line; None for others. Under
    a picture such a line is its credit."""
    if not 8 <= len(text) <= _LONGEST_SIGNED or text[-1] in ".!?:":
        return None
    names = parse_credit(text)
    agency = find_news_agency(names.agencies[0]) if len(names.agencies) == 1 else None
    if agency is None or names.holder or len(names.photographers) != 1:
        return None
    return Byline(names.photographers, agency.name, "byline name and agency")


def _announces_writer(label: str) -> bool:
    labels = byline_words().labels
    if plain_words(label) in labels:
        return True
    words = [w for w in _between_labels().split(label) if w]
    known = [plain_words(w) in labels for w in words]
    return any(known) and all(k or credit_kind(w) for k, w in zip(known, words, strict=True))


def _writers(text: str, rule: str) -> Byline | None:
    """People and the agency in a list of names; None when anything else stands among them."""
    for role in _ROLE.finditer(text):
        if credit_kind(role[1]):
            # "Kari Nordmann (tekst) og Ola Nordmann (foto)": the second made the pictures.
            names = _between_names().split(text[: role.start()])
            text = text[: role.start() - len(names[-1])] + text[role.end() :]
            break
    text = _ROLE.sub("", text).strip(" .,") + " "
    authors: list[str] = []
    agency = None
    between = _between_names(re.IGNORECASE if text.isupper() else 0)
    for part in (p.strip(" .") for p in between.split(text) if p.strip(" .")):
        known = find_agency(part)
        name, behind = _name_and_agency(part) if known is None else ("", None)
        if behind:
            authors.append(name)
            agency = agency or behind
        elif known:
            agency = agency or known.name
        elif is_person(part := without_place(without_role(without_paper(part)))) and not (
            authors and has_sign(part) and not has_sign(authors[0])
        ):
            authors.append(part)
        elif "@" in part or (authors and len(part.split()) <= 4):
            continue  # "By Jane Doe, Staff Writer, jane@example.org"
        else:
            return None
    return Byline(tuple(dict.fromkeys(authors)), agency, rule) if authors or agency else None


def _name_and_agency(text: str) -> tuple[str, str | None]:
    """A full name and the news agency that no sign parts from it: ``Jane Doe Associated Press``."""
    words = text.split()
    for number in range(2, min(_MOST_OF_NAME, len(words) - 1) + 1):
        name = " ".join(words[:number])
        agency = find_news_agency(" ".join(words[number:]))
        if agency is not None and is_person(name):
            return name, agency.name
    return text, None


def is_by_word(text: str) -> bool:
    """Whether a line is nothing but the word before a writer's name: ``Von``, ``By``, ``Author of the article:``."""
    words = byline_words()
    return text in words.by or (text.endswith((":", "：")) and plain_words(text) in words.labels)


def find_signature(text: str) -> tuple[str, ...]:
    """The full names in brackets behind the last sentence, ``... until spring. (Kari Nordmann)``; none otherwise."""
    if names_in_brackets := chinese.ending(text):
        return names_in_brackets
    match = _SIGNATURE.search(text[-90:])
    names = [part for part in _between_names().split(match["names"].strip()) if part] if match else []
    return tuple(names) if all(is_person(name) and 1 < len(name.split()) <= 4 for name in names) else ()
