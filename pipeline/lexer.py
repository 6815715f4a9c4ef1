"""The first half of reading a query: characters to tokens, with the errors that can be seen there."""

from __future__ import annotations

import difflib
import re
from typing import Final, NamedTuple, NoReturn

from pipeline.errors import QueryError
from pipeline.languages.words import spans, tokens

TEXT_FIELDS: Final = ("title", "lead", "body", "captions", "crossheads", "authors", "credits")
"""Where a bare word is looked for; each word may be found in another of them."""

FIELDS: Final = (
    *TEXT_FIELDS,
    *(
        "photographer",
        "agency",
        "publisher",
        "section",
        "language",
        "keywords",
        "url",
        "id",
        "source",
        "format",
    ),
)
"""The names that may stand before a colon. ``id`` is compared as it is, all others word by word."""

_DATES: Final = ("date", "day", "month", "year", "published", "from", "to", "before", "after")
"""Names by which dates are asked for elsewhere; here the options do that."""

KEYWORDS: Final = ("AND", "OR", "NOT")

_QUOTES = '"“”„«»'
_FANCY = _QUOTES[1:]
_RUN = re.compile(rf"[^\s(){_QUOTES}]+")
_NAME = re.compile(r"([^\W\d]\w*):(?!//)")
_WILD = {
    "*": "expected * at the end of a word only",
    "?": "there is no ? for a letter: expected a word, or * at its end",
    "~": "there is no ~ for similar words: expected a word (put it in quotes to find it as it stands)",
    "^": "there is no ^ for weights: expected a word",
}


def _opens(char: str) -> bool:
    """True for what opens a value of more than one word."""
    return char != "" and char in _QUOTES + "("


class Token(NamedTuple):
    """``kind``: one of ( ) minus AND OR NOT field word phrase prefix all end."""

    kind: str
    text: str
    position: int


class Lexer:
    """Cuts a query into tokens. What could be meant as an operator that we lack is an error, not a word."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.tokens: list[Token] = []
        at = 0
        while (at := self._next(at)) < len(query):
            pass
        self.tokens.append(Token("end", "", len(query)))

    def _fail(self, position: int, expected: str) -> NoReturn:
        raise QueryError(self.query, position, expected)

    def _add(self, kind: str, text: str, position: int) -> None:
        self.tokens.append(Token(kind, text, position))

    def _next(self, at: int) -> int:
        """Reads one token at ``at``; gives the place after it."""
        char = self.query[at : at + 1]
        if not char or char.isspace():
            return at + 1
        if char in "()":
            self._add(char, char, at)
            return at + 1
        if char in _QUOTES:
            return self._phrase(at)
        run = _RUN.match(self.query, at)
        assert run is not None
        return self._run(run.group(), at)

    def _phrase(self, at: int) -> int:
        closing = '"' if self.query[at] == '"' else _FANCY
        text, end = [], at + 1
        while end < len(self.query) and self.query[end] not in closing:
            end += self.query[end : end + 2] in ('\\"', "\\\\")
            text.append(self.query[end])
            end += 1
        if end >= len(self.query):
            self._fail(at, "this quotation mark is not closed: expected another after the phrase")
        if not tokens("".join(text)):
            self._fail(at + 1, "expected a word between the quotation marks")
        if self.query[end + 1 : end + 2] in ("~", "*", "^"):
            self._fail(end + 1, "expected a space after a phrase: there is no ~, * or ^ after phrases")
        self._add("phrase", "".join(text), at)
        return end + 1

    def _run(self, run: str, at: int) -> int:
        """A run of characters without spaces, quotes or brackets."""
        end, after = at + len(run), self.query[at + len(run) : at + len(run) + 1]
        value_of = self.tokens[-1].text if self.tokens and self.tokens[-1].kind == "field" else None
        if value_of is None:
            if run in KEYWORDS:
                self._add(run, run, at)
                return end
            if self._is_minus(run, after):
                self._add("minus", "-", at)
                return at + 1
            for wrong, right in (("||", "OR"), ("&&", "AND"), ("!", "NOT"), ("--", "one - or NOT")):
                if run.startswith(wrong) and (tokens(run) or run in ("||", "&&")):
                    self._fail(at, f"expected {right} in place of {wrong}")
            first = next((start for start, _, _ in spans(run)), 0)
            if name := _NAME.match(run, first):
                return self._field(name, at, end, after)
        self._word(run, at, value_of)
        return end

    @staticmethod
    def _is_minus(run: str, after: str) -> bool:
        if run == "-":
            return _opens(after)
        return run[0] == "-" and run[1] != "-" and bool(tokens(run))

    def _field(self, match: re.Match[str], at: int, end: int, after: str) -> int:
        """``name:`` with its value right behind it; ``Moskva: `` in pasted text is a word."""
        name, start, value = match.group(1).lower(), at + match.start(), at + match.end()
        bare = value == end and not _opens(after)
        if name in FIELDS:
            if bare:
                self._fail(value, f"expected a value right after {name}:")
            self._add("field", name, start)
            return value
        if bare:
            self._word(match.group(1), start, None)
            return end
        if name in _DATES:
            self._fail(
                start, f"there is no field {name}: expected --from and --to for dates, or a word in quotes"
            )
        near = difflib.get_close_matches(name, FIELDS, 1, 0.5) or FIELDS
        names = ", ".join(f"{one}:" for one in near)
        self._fail(start, f"there is no field {name}: expected {names} or a word (put it in quotes)")

    def _word(self, run: str, at: int, value_of: str | None) -> None:
        """A word or a prefix, without the punctuation around it."""
        if value_of == "id" and run.strip("*"):
            self._add("prefix" if run.endswith("*") else "word", run.removesuffix("*"), at)
            return
        if value_of and run[0] in "[{<>":
            self._fail(at, "expected a value: there are no ranges here, dates have options of their own")
        found = list(spans(run))
        if not found:
            self._bare_punctuation(run, at, value_of)
            return
        first, last = found[0][0], found[-1][1]
        core, tail = run[first:last], run[last:]
        link = value_of in ("url", "source") or "/" in core or "=" in core
        for offset, char in enumerate(run):
            inside = first <= offset < last and not link
            wrong = offset != last if char == "*" else inside or (char == "~" and offset == last)
            if char in _WILD and wrong:
                self._fail(at + offset, _WILD[char])
        if core in KEYWORDS and value_of is None:
            self._add("phrase", core, at + first)
        else:
            self._add("prefix" if tail[:1] == "*" else "word", core, at + first)

    def _bare_punctuation(self, run: str, at: int, value_of: str | None) -> None:
        if run == "*":
            self._add("all", run, at)
        elif "*" in run:
            self._fail(at + run.index("*"), "expected letters before *")
        elif value_of is not None:
            self._fail(at, f"expected a value with a letter or digit after {value_of}:")
