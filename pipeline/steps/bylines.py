"""What bylines and datelines look like: ``Av Kari Nordmann``, ``Tekst: ...``, ``OSLO (NTB) –``, ``(By Jane)``."""

from __future__ import annotations

import functools
import re
from typing import Final

from pipeline.frozen import record
from pipeline.languages import chinese
from pipeline.languages.agencies import find_agency, is_person, parse_credit
from pipeline.languages.byline_labels import begins_as_byline, unlabelled
from pipeline.languages.credit_words import alternatives, is_small_word
from pipeline.languages.dated_bylines import apart
from pipeline.languages.folding import plain_words, unbracketed
from pipeline.languages.label_words import byline_words, credit_kind
from pipeline.languages.people import labelled_names, split_names
from pipeline.languages.persons import has_sign, without_mailbox
from pipeline.languages.reporters import signed
from pipeline.languages.roles import ends_with_role, without_paper, without_place, without_role

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
_DATELINE = re.compile(
    r"(?P<place>[^\W\d_a-z][^()\n]{1,58}?)[.,]?\s?(?:\((?P<agency>[^()]{2,40})\)|/(?P<slashed>[^()/\s]{2,20})/)"
    r"(?:\.?\s?(?:[:–—_-]|--)+|\.(?=\s))\s*(?=\S)"
)
_BARE: Final = re.compile(
    r"(?P<place>[A-ZÀ-Þ]{2}[^()/\n]{1,50}\d)\s(?P<agency>[A-Z][A-Za-z]{1,9})\s[-–—]\s(?=\S)"
)
"""``MELBOURNE, March 3 AAP - ``: a day and an agency without brackets."""

_CAPITALS = re.compile(
    r"(?P<place>[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я.' -]{2,30}(?:, [A-Z][\w. ]{2,25})?)\s?(?:[–—]|--)\s*(?=\S)"
)
_SIGNED = re.compile(r"[/(（\[]\s?©?\s?([^()（）/]{2,30}?)\s?[/)）\]]\.?")
_OPENING: Final = ("(", "/", "[", "（")
_OPENS: Final = re.compile(r"[(/\[（](?P<agency>[^()/（）=]{2,20}?)[)/\]）][\s.:–—-]+(?=\S)")
_SEOUL: Final = re.compile(
    r"[(（][^()=（）]{1,12}=(?P<agency>[가-힣A-Za-z]{2,10})[)）]\s*(?:(?P<names>[가-힣]{2,4}) ?기자)?\s?="
)
_BEIJING: Final = re.compile(
    r"[（(]?(?P<agency>[\u4e00-\u9fff]{2}社)[\u4e00-\u9fff]{2,12}?(?:\d{1,2}月)?\d{1,2}日[电電]"
    r"(?:[（(](?:记者|記者)\s?(?P<names>[^（）()]{2,20})[）)])?"
)
_SIGN_OFF = re.compile(
    r"[(（\[/]\s*©?\s*(?P<agency>[^()（）\[\]]{2,30}?)\s*[)）\]/]\.?\Z|(?:^|\s)©\s?(?:\d{4}\s)?(?P<other>[^()]{2,20})\Z"
)
_SIGNATURE: Final = re.compile(r"[.!?…“”\"»]\s*[(（](?P<names>[^()（）]{5,60})[)）][\s+*]*\Z")


@record(frozen=True, slots=True)
class Byline:
    """Who wrote: ``authors`` as printed, ``agency`` by canonical name, the ``rule`` that found them."""

    authors: tuple[str, ...]
    agency: str | None
    rule: str


@functools.cache
def _between_labels() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:[/&+,]|\s(?:{alternatives('joiners')})\s)\s*")


@functools.cache
def _between_names(flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:[,،;/|•·&、]|\s(?:{alternatives('joiners')})\s)\s*", flags)


@functools.cache
def _by() -> re.Pattern[str]:
    words = "|".join(re.escape(w) for w in byline_words().by)
    return re.compile(rf"\(?(?:{words})\s?:?\s+(?P<names>\S.*)\Z", re.IGNORECASE)


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
    agency = find_agency(_SIGNED.sub(r"\1", text)) if len(text) <= 40 else None
    if agency is not None and agency.kind == "news":
        return Byline((), agency.name, "agency line")
    local = signed(text)
    if local:
        return Byline(local, None, "byline reporter")
    return (_labelled(text) or find_with_post(text)) if text[-1:] not in _ENDS else None


def _labelled(text: str) -> Byline | None:
    """A byline behind one of the many words that markup has before names, where next to nothing but names follows."""
    names = labelled_names(text)
    if not names or not all(map(is_person, names)):
        return None
    beside = set(unlabelled(text).split()) - {word for name in names for word in name.split()}
    if sum(word.islower() for word in beside) > 1 or len(beside) > _MOST_BESIDE:
        return None
    agency = next(filter(None, map(find_agency, split_names(text))), None)
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
    agency = find_agency(names.agencies[0]) if len(names.agencies) == 1 else None
    if agency is None or agency.kind != "news" or names.holder or len(names.photographers) != 1:
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
        agency = find_agency(" ".join(words[number:]))
        if agency is not None and agency.kind == "news" and is_person(name):
            return name, agency.name
    return text, None


def is_by_word(text: str) -> bool:
    """Whether a line is nothing but the word before a writer's name: ``Von``, ``By``, ``Author of the article:``."""
    words = byline_words()
    return text in words.by or (text.endswith((":", "：")) and plain_words(text) in words.labels)


def _is_place(text: str) -> bool:
    """A place, perhaps with a date: words in capitals; small ones only inside names and after a number."""
    words = text.replace("/", " ").split()
    return len(words) <= 7 and all(
        not word[0].islower() or is_small_word(word)
        or words[i - 1].strip(".")[-1].isdigit()
        for i, word in enumerate(words)
    )  # fmt: skip


def find_dateline(text: str) -> tuple[str, str | None] | None:
    """Place (with date, as printed) and agency at the beginning of a paragraph, or None."""
    head = text[:120]
    if "(" in head or "/" in head:
        match = _DATELINE.match(head)
        if match and _is_place(match["place"]):
            named = re.split(r"[/,]", (match["agency"] or match["slashed"]).strip())
            agency = next(filter(None, map(find_agency, named)), None)
            if agency:
                return match["place"].strip(" ,"), agency.name
    elif (bare := _BARE.match(head)) and _is_place(bare["place"]):
        agency = find_agency(bare["agency"])
        if agency is not None and agency.kind == "news":
            return bare["place"].strip(" ,"), agency.name
    match = _CAPITALS.match(head)
    return (match["place"].strip(" ,"), None) if match else None


def find_sign_off(text: str) -> str | None:
    """The news agency in brackets that ends an article, ``(NTB)`` or ``(©NTB)``, by canonical name, or None."""
    if not text.endswith((")", "]", "）", ").", "].", "/", "/.")) and "©" not in text[-25:]:
        return None
    match = _SIGN_OFF.search(text)
    if match is None:
        return None
    first: str | None = None
    for name in re.split(r"[/,]", match["agency"] or match["other"]):
        agency = find_agency(name.strip())
        if agency is None or agency.kind != "news":
            return None
        first = first or agency.name
    return first


def is_agency_sign(text: str) -> bool:
    """Whether a whole line is a news agency between slashes or brackets, ``/ritzau/``: it signs the text."""
    found = _SIGNED.fullmatch(text) if len(text) <= 40 and text[:1] in _OPENING else None
    agency = find_agency(found[1]) if found else None
    return agency is not None and agency.kind == "news"


def find_signature(text: str) -> tuple[str, ...]:
    """The full names in brackets behind the last sentence, ``... until spring. (Kari Nordmann)``; none otherwise."""
    if names_in_brackets := chinese.ending(text):
        return names_in_brackets
    match = _SIGNATURE.search(text[-90:])
    names = [part for part in _between_names().split(match["names"].strip()) if part] if match else []
    return tuple(names) if all(is_person(name) and 1 < len(name.split()) <= 4 for name in names) else ()


def find_source(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The news agency that opens a paragraph without a place (``(PAP) ...``, ``/TT/ ...``) or as those of East Asia do
    (``新华社北京3月12日电（记者王强）``), and its reporters; None otherwise."""
    head = text[:80]
    match = _OPENS.match(head) if head[:1] in _OPENING else None
    if match is None and not head.isascii():
        match = _SEOUL.match(head) or _BEIJING.match(head)
    if match is None:
        return None
    agency = find_agency(match["agency"])
    names = match.groupdict().get("names")
    if agency is None or agency.kind != "news":
        return None
    return agency.name, tuple(re.split("[、，,]", names)) if names else ()
