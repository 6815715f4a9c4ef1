"""Values of a record's fields as strings: scalars, objects, lists, dates, texts, and the pictures among them."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pipeline.model import Hint

from .field_names import BODY, by_key, places, table
from .rich_text import markup, parsed

_TAG: Final = re.compile(
    r"</(?:p|div|a|span|h[1-6]|ul|ol|li|em|strong|b|i|article|body|html)>|<(?:p|br|div|img|html|h[1-6])\b[^<>]*>",
    re.I,
)
_ANY_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_REFERENCE: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_COMPACT: Final = re.compile(r"(1[5-9]|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\d{4}|\d{6})?")
_QUARTER: Final = dt.timedelta(minutes=15)
_UNITS: Final = ((1e11, 1), (1e14, 1_000), (1e17, 1_000_000), (1e20, 1_000_000_000))
_ELEMENTS: Final = ("<p", "<h3>", "<blockquote>")
_ADDRESSES: Final = ("url", "canonical_url", "images", "source_id")


def marked_up(text: str) -> bool:
    """Whether a text is a piece of HTML: it begins with a tag, or has two at least."""
    if "<" not in text:
        return False
    head = text[:20_000]
    found = _TAG.findall(head)
    return len(found) >= 2 or bool(found and head.lstrip().startswith("<"))


def resolved(text: str) -> str:
    """A plain text with its character references (``&amp;``, ``&#8217;``) resolved, as writers meant it."""
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


def _line(text: str) -> str:
    """A value of one line: references resolved, tags taken out."""
    text = resolved(text)
    return _ANY_TAG.sub("", text) if "<" in text and _TAG.search(text) else text


def _scalar(value: Any, field: str) -> str:
    if isinstance(value, str):
        return (value.replace("&amp;", "&") if field in _ADDRESSES else _line(value)).strip()
    if isinstance(value, bool) or not isinstance(value, int | float) or field in table().words:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _inner(value: Any) -> Any:
    """An object's own text, by the table's inner keys (a full name may be in two parts)."""
    if not isinstance(value, dict):
        return value
    names = by_key(value)
    parts = [names.get(part) for part in ("firstname", "lastname")]
    if all(isinstance(part, str) and part for part in parts):
        return " ".join(str(part) for part in parts)
    found = next((names[key] for key in table().inner if key in names), None)
    return found[0] if isinstance(found, list) else found


def values(field: str, value: Any) -> Iterator[str]:
    """The hints' strings: one for a scalar field, one for each value of a list."""
    known = table()
    each_of = list(_flat(value)) if isinstance(value, list) else [value]
    if field == "keywords" and isinstance(value, list):
        each_of = [each for each in each_of if _type(each) not in known.not_keywords]
    dated = field in known.dates
    for each in each_of:
        calendar = day_of(by_key(each)) if dated and isinstance(each, dict) else ""
        text = calendar or _scalar(_inner(_inner(_inner(each))), field)
        if dated:
            text = written(text)
        if not text:
            continue
        if field in known.parted and not isinstance(value, list):
            yield from (part.strip() for part in re.split(r"[,;|]", text) if part.strip())
            continue
        yield text
        if field not in known.lists:
            return


def _flat(value: list[Any]) -> Iterator[Any]:
    """The values of a list, those of lists within it too."""
    for each in value:
        if isinstance(each, list):
            yield from (one for one in each if not isinstance(one, list))
        else:
            yield each


def _type(value: Any) -> str:
    """What an object says that it is, in small letters; "" where it says nothing."""
    return str(value.get("type") or value.get("taxonomy") or "").lower() if isinstance(value, dict) else ""


def day_of(names: Mapping[str, Any]) -> str:
    """``2019-04-02`` or ``2019-04`` from numbers under ``year``, ``month`` and ``day``; else nothing."""
    try:
        year, month, day = (int(str(names.get(part) or 0)) for part in ("year", "month", "day"))
        date = dt.date(year, month, day or 1).isoformat()
    except (ValueError, OverflowError):
        return ""
    return date if day else date[:7]


def written(text: str) -> str:
    """A date as written, an epoch number (seconds to nanoseconds) as ISO 8601 in UTC; ``20190425`` stays a date."""
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        return text
    if _COMPACT.fullmatch(text):
        day = f"{text[:4]}-{text[4:6]}-{text[6:8]}"
        time = ":".join(text[at : at + 2] for at in range(8, len(text), 2))
        return f"{day}T{time}" if time else day
    number = float(text)
    if abs(number) < 1e7:
        return text if re.fullmatch(r"(1[5-9]|20)\d\d", text) else ""
    unit = next((divisor for limit, divisor in _UNITS if abs(number) < limit), 0)
    if not unit:
        return ""
    seconds = int(number // unit)
    if not -6e10 < seconds < 2.5e11:
        return ""
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds)
    rest = int(number * 1000 // unit) % 1000 if unit > 1 else 0
    return moment.isoformat() + (f".{rest:03}" if rest else "") + "Z"


def zoned(local: str, universal: str) -> str:
    """A time in the local calendar with its zone, told by the same time in the universal; "" where they tell none."""
    try:
        here, there = (dt.datetime.fromisoformat(text) for text in (local, universal))
    except ValueError:
        return ""
    if here.tzinfo or there.tzinfo or min(here.year, there.year) < 2:
        return ""
    offset = here - there
    if abs(offset) > dt.timedelta(hours=14) or offset % _QUARTER:
        return ""
    return here.replace(tzinfo=dt.timezone(offset)).isoformat()


# ---------------------------------------------------------------- texts


def body(value: Any) -> str:
    """A text, or the texts of a list of paragraphs (strings, or objects with a type) as one."""
    if isinstance(value, str):
        tree = parsed(value) if value[:1] in "{[" else None
        return markup(tree) or _unescaped(value) if value.strip() else ""
    if isinstance(value, dict):
        return body(_text_of(value)) or markup(value)
    if not isinstance(value, list):
        return ""
    best = _rendition(value)
    if best is not None:
        return body(best)
    skip = table().not_text
    parts = []
    for each in value:
        if _type(each) in skip:
            continue
        content = _text_of(each) if isinstance(each, dict) else each
        if isinstance(each, dict) and not isinstance(content, str):
            content = markup(each)
        if isinstance(content, str) and content.strip():
            parts.append(content.strip())
    if any(marked_up(part) or "</" in part for part in parts):
        return "\n".join(part if part.startswith(_ELEMENTS) else f"<p>{_escaped(part)}</p>" for part in parts)
    return resolved("\n\n".join(parts))


def _unescaped(text: str) -> str:
    """A text as it was meant: references of a plain one resolved, and HTML that was escaped once too often."""
    return text if marked_up(text) else resolved(text)


def _text_of(value: Mapping[str, Any]) -> Any:
    """What of an object is running text: the best of the names that bodies have, else of those within any field."""
    names = by_key(value)
    ranked = [(place, each) for name, each in names.items() for place in places(name) if place[0] in BODY]
    if ranked:
        return min(ranked, key=lambda pair: (pair[0][0] != "text", pair[0][1]))[1]
    return next((names[key] for key in table().texts if key in names), None)


def _rendition(value: list[Any]) -> Any:
    """The HTML of a list of the same text in several media types, else the first; None for any other list."""
    if not value or not all(isinstance(each, dict) for each in value):
        return None
    kinds = [by_key(each) for each in value]
    types = [str(names.get("contenttype") or names.get("type") or "") for names in kinds]
    if not all("/" in kind for kind in types):
        return None
    return next((each for each, kind in zip(value, types, strict=True) if "html" in kind), value[0])


def _escaped(part: str) -> str:
    return part if "<" in part or "&" in part else html.escape(part, quote=False)


# ---------------------------------------------------------------- pictures


def pictures(value: Any, where: str, holder: bool = True) -> Iterator[Hint]:
    """Addresses, captions and credits of the pictures in a value; what belongs to one picture has one ``where``
    but for the last name. ``holder``: all objects within are pictures, unless their type says otherwise."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            if isinstance(each, dict):
                yield from pictures(each, f"{where}[{number}]", holder)
            elif holder and isinstance(each, str) and each.strip():
                yield Hint("images", each.strip(), where)
    elif isinstance(value, dict):
        names = by_key(value)
        kind = names.get("type") or names.get("@type")
        picture = str(kind).lower().split("/")[0] in table().pictures["types"] if kind else holder
        found = list(_picture(names, where)) if picture else []
        if not found and holder and not kind:
            for name, each in value.items():
                found.extend(pictures(each, f"{where}.{name}", True) if isinstance(each, dict) else ())
        yield from found
    elif holder:
        yield from (Hint("images", text, where) for text in values("images", value))


def _picture(names: Mapping[str, Any], where: str) -> Iterator[Hint]:
    for field, row in (("images", "url"), ("captions", "caption"), ("credits", "credit")):
        name = next((name for name in table().pictures[row] if name in names), None)
        if name is None:
            continue
        of = names[name]
        for text in values(field, of[:1] if isinstance(of, list) and field != "credits" else of):
            yield Hint(field, text, f"{where}.{name}")
