"""Headers above plain texts: `` date 2019-04 `` glued to the first sentence, ``key: value`` lines, YAML front matter.

What the header says becomes evidence (rule ``text header``); its lines are emptied, so that line numbers stay right.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from pipeline.languages import load
from pipeline.languages.agencies import parse_credit
from pipeline.languages.folding import plain_words
from pipeline.model import Candidate, Credit, Document

from .headline import first_line

RULE = "text header"
_CONFIDENCE = 0.85
_LONGEST_HEADER = 60
_MOST_GLUED = 20
_MOST_ABOVE, _LONGEST_ABOVE = 6, 90
_SLUG = re.compile(
    r"[A-Z]{2,}(?:[-/][A-Z0-9]{2,}){1,6}(?:[,/ ]{1,2}(?:\([^()]{1,20}\)|\d{1,2}(?:ST|ND|RD|TH)[A-Z -]{0,12}))?"
)
_LISTS = frozenset({"authors", "keywords", "subjects"})
_DATES = frozenset({"published", "modified", "retrieved", "embargo_until"})
_TIME = r"[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
_ISO = rf"\d{{4}}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:{_TIME})?)?"
_GLUED = re.compile(
    rf"\s*(?P<key>[^\W\d_]{{2,20}})[ \t]+"
    rf"(?:(?P<date>{_ISO}|(?:1[5-9]|20)\d\d)|(?P<url>https?://\S+)|(?P<lang>[a-z]{{2,3}}))(?=\s|\Z)[ \t]*"
)
_PAIR = re.compile(r"(?P<key>[^\W_][\w '’./-]{0,30}?)\s?[:：]\s*(?P<value>.*)\Z")


@functools.cache
def _keys() -> tuple[dict[str, str], frozenset[str]]:
    """Field by folded key, and the keys that are everyday words."""
    table = load("headers")
    keys = {plain_words(key): field for field, names in table["keys"].items() for key in names}
    return keys, frozenset(map(plain_words, table["words"]["weak"]))


def step(document: Document) -> None:
    """Takes the header off ``document.text`` and adds its values as candidates; no header: nothing changes.

    A title is also the first line, where that is a headline (``headline.first_line``).
    """
    text = document.text
    if not text:
        return
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.removeprefix("\ufeff")
    text = _above(document, text)
    text = _front_matter(document, text) or _pairs(document, text) or _glued(document, text)
    document.text = first_line(document, text)


def _above(document: Document, text: str) -> str:
    """The text without a wire's slug (``BC-RIVER-BRIDGE``) and an embargo at its very top: their lines are emptied."""
    lines, told = text.split("\n", _MOST_ABOVE), False
    for number, line in enumerate(lines[:-1]):
        words = line.strip()
        if words and len(words) <= _LONGEST_ABOVE and _SLUG.fullmatch(words):
            _extra(document, "slug", words, number + 1)
        elif words and ":" not in words.split(" ")[0] and _is_embargo(words):
            _add(document, "embargo_until", words, number + 1)
        elif words:
            break
        lines[number], told = "", True
    return "\n".join(lines) if told else text


def _is_embargo(line: str) -> bool:
    starts = tuple(load("headers")["words"]["embargo"])
    return len(line) <= _LONGEST_ABOVE and any(map(str.isdigit, line)) and line.casefold().startswith(starts)


def _add(document: Document, field: str, value: str, number: int) -> None:
    value = " ".join(value.split()).strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1].strip()
    if not value:
        return
    if field == "credits":
        credit = Credit(value, "photo", *parse_credit(value), where="metadata")
        document.evidence.append(Candidate("credits", credit, RULE, f"line {number}", _CONFIDENCE))
        return
    values: Iterable[str] = [value]
    if field in _LISTS:
        values = (
            v.strip(" []\"'")
            for v in re.split(r"[;|]|,(?! (?:Jr|Sr|Inc)\b)" if field != "authors" else r"[;|]", value)
        )
    for item in values:
        if item:
            document.evidence.append(Candidate(field, item, RULE, f"line {number}", _CONFIDENCE))


def _extra(document: Document, key: str, value: str, number: int) -> None:
    """What the header says and we have no field for, as a pair of key and value: nothing is lost."""
    if value.strip():
        document.evidence.append(
            Candidate("extra", (key.strip(), value.strip()), RULE, f"line {number}", _CONFIDENCE)
        )


def _plausible(field: str, value: str) -> bool:
    """Whether a value can be one of its field: a date has a digit, an address a scheme, a language is short."""
    if field in _DATES:
        return any(c.isdigit() for c in value) and len(value) <= 60
    if field in ("url", "canonical_url"):
        return "://" in value or value.startswith("www.")
    if field == "language":
        return len(value) <= 30 and len(value.split()) <= 2
    return len(value) <= 300 or field in ("lead", "body", "title")


def _front_matter(document: Document, text: str) -> str | None:
    """YAML between two lines of three dashes at the very top."""
    body = text.lstrip("\n \t")
    if not body.startswith("---\n"):
        return None
    skipped = text[: len(text) - len(body)].count("\n")
    end = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE).search(body, 4)
    if end is None or end.start() > 8000:
        return None
    head = body[4 : end.start()]
    known = _keys()[0]
    for key, value, number in _yaml(head):
        field = known.get(plain_words(key))
        if field is None or field == "body":
            _extra(document, key, value, skipped + 1 + number)
        else:
            _add(document, field, value, skipped + 1 + number)
    return "\n" * (skipped + body[: end.end()].count("\n")) + body[end.end() :]


def _yaml(head: str) -> list[tuple[str, str, int]]:
    """(key, value, line) of each entry. Scalars stay as they are written: a date is not read here."""
    import yaml

    try:
        node = yaml.compose(head, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        node = None
    if not isinstance(node, yaml.MappingNode):
        rows = [(m, n) for n, line in enumerate(head.split("\n"), 1) if (m := _PAIR.match(line.strip()))]
        return [(m["key"], m["value"], n) for m, n in rows]
    found: list[tuple[str, str, int]] = []
    for key, value in node.value:
        items = value.value if isinstance(value, yaml.SequenceNode) else [value]
        found.extend(
            (str(key.value), str(item.value), item.start_mark.line + 1)
            for item in items
            if isinstance(item, yaml.ScalarNode)
        )
    return found


def _pairs(document: Document, text: str) -> str | None:
    """Lines ``key: value`` above the text, up to the first line that is none."""
    lines = text.split("\n")
    start = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    if start == len(lines) or not _PAIR.match(lines[start].strip()):
        return None
    found, end, body = _read_pairs(lines, start)
    weak = _keys()[1]
    known = [f for f in found if f[0]]
    if not known or (len(known) < 2 and plain_words(known[0][3]) in weak):
        return None
    for field, value, number, key in found:
        if field == "":
            _extra(document, key, value, number)
        elif field != "body":
            _add(document, field, value, number)
    rest = [body] if body else []
    # One empty line for each line of the header, so that "line N" stays right.
    return "\n" * (end - len(rest)) + "\n".join(rest + lines[end:])


def _read_pairs(lines: list[str], start: int) -> tuple[list[tuple[str, str, int, str]], int, str]:
    """(field, value, line number, key) of the pairs, the index of the first line after them, text of a body key."""
    keys = _keys()[0]
    found: list[tuple[str, str, int, str]] = []
    end = i = start
    while i < len(lines) and i < start + _LONGEST_HEADER:
        line = lines[i].strip()
        pair = _PAIR.match(line)
        field = keys.get(plain_words(pair["key"])) if pair else None
        if pair and field == "body":
            return [*found, (field, "", i + 1, pair["key"])], i + 1, pair["value"]
        if pair and field and _plausible(field, pair["value"]):
            found.append((field, pair["value"], i + 1, pair["key"]))
            end = i + 1
        elif (
            line
            and lines[i][0] in " \t"
            and found
            and end == i
            and found[-1][0] in ("title", "keywords", "subjects")
        ):
            field, value, number, key = found[-1]
            found[-1] = (field, f"{value} {line}", number, key)
            end = i + 1
        elif pair and len(line) <= 100 and (_more_pairs(lines, i + 1) or _ends_header(lines, i, found)):
            end = i + 1
            found.append(("", pair["value"], i + 1, pair["key"]))
        else:
            break
        i += 1
    return found, end, ""


def _more_pairs(lines: list[str], start: int) -> bool:
    """Whether a known pair follows, after no more than two others: then an unknown key is part of the header."""
    for line in lines[start : start + 3]:
        pair = _PAIR.match(line.strip())
        if pair is None:
            return False
        field = _keys()[0].get(plain_words(pair["key"]))
        if field and (field == "body" or _plausible(field, pair["value"])):
            return True
    return False


def _ends_header(lines: list[str], at: int, found: list[tuple[str, str, int, str]]) -> bool:
    """Whether the line is the last of a header of at least two known pairs, with a blank line below it."""
    return sum(bool(pair[0]) for pair in found) >= 2 and at + 1 < len(lines) and not lines[at + 1].strip()


def _glued(document: Document, text: str) -> str:
    """`` date 2019-04 The meeting ...``: keys with values that cannot be prose, before the first sentence."""
    keys = _keys()[0]
    rest, seen = text, False
    for _ in range(_MOST_GLUED):
        match = _GLUED.match(rest)
        field = keys.get(plain_words(match["key"])) if match else None
        if match is None or not match["key"].islower():
            break
        if match["date"] and field in _DATES and ("-" in match["date"] or rest[:1].isspace() or seen):
            value = match["date"]
        elif match["url"] and field in ("url", "canonical_url"):
            value = match["url"]
        elif match["lang"] and field == "language":
            value = match["lang"]
        else:
            break
        number = 1 + text[: len(text) - len(rest)].count("\n") + match[0][: match.start("key")].count("\n")
        _add(document, field, value, number)
        rest, seen = "\n" * match[0].count("\n") + rest[match.end() :], True
    return rest
