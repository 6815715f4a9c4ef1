"""How words are cut out of text and folded: one rule for all engines, queries and snippets.

A word is a run of letters, marks and digits; of scripts without spaces every character is one. Folding is
that of Lucene's ASCIIFoldingFilter, which both engines have, so that a query's words are what an index holds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts without spaces between words (Thai to Chinese): every character is a word of its own there."""

_UNSEEN = (
    "\xad\u034f\u0488\u0489\u0afd-\u0aff\u0b55\u0e47\u0e4c\u0e4e\u0ecc\u0f3e\u0f3f\u17b4\u17b5\u17c9-\u17d3"
    "\u180b-\u180f\u1abe\u1ce1\u1cf7\u200b-\u200f\u2060\u20dd-\u20e4\ua670-\ua672\uabec\ufe00-\ufe0f\ufeff"
    "\U000111c9-\U000111cc\U00011a33\U00011a98\U00016fe4\U0001bc9d\U0001cf00-\U0001cf46\U0001da00-\U0001daaf"
    "\U000e0100-\U000e01ef"
)
"""Joiners, selectors, soft hyphens and signs that only decorate: they part no words and count for nothing."""

# Letters that Lucene's ASCIIFoldingFilter (in both engines) folds and Unicode does not decompose.
_LETTERS = (
    "a əⱥɐɚᴀᶏᶕẚₔ|aa ꜳ|ae æǣǽᴁᴂ|ao ꜵ|au ꜷ|av ꜹꜻ|ay ꜽ|b ƀɓƃʙᴃᵬᶀ|c ƈȼɕʗᴄↄꜿ|d ðđɖɗƌȡᴅᴆᵭᶁᶑꝺ|db ȸ|dz ʣʥ|"
    "e ǝɛɇɘɜɝɞʚᴇᴈᶒᶓᶔⱸⱻ|f ƒᵮᶂẛꜰꝼꟻ|g ɠǥɡɢʛᵷᵹᶃꝿ|h ħɥɦʜʮʯⱨⱶ|hv ƕ|i ıɨɪᴉᵻᵼᶖꟾ|j ȷɉɟʄʝᴊ|k ƙʞᴋᶄⱪꝁꝃꝅ|"
    "l ŀłƚȴɫɬɭʟᴌᶅⱡꝇꝉꞁ|ll ỻ|ls ʪ|lz ʫ|m ɯɰɱᴍᵯᶆꟽꟿ|n ŉŋɲƞȵɳɴᴎᵰᶇ|o øɔɵǿᴏᴐᴖᴗᶗⱺꝋꝍ|oe œɶᴔ|oo ꝏ|ou ȣᴕ|"
    "p ƥᴘᵱᵽᶈꝑꝓꝕꟼ|q ĸɋʠꝗꝙ|qp ȹ|r ʀɍɼɽɾɿʁᴙᴚᵲᵳᶉꝛꞃ|s ȿʂᵴᶊẜẝꜱꞅ|ss ß|t ŧƫƭʈȶⱦʇᴛᵵ|tc ʨ|th þᵺꝧ|ts ʦ|tz ꜩ|"
    "u ʉᴜᵾᶙ|ue ᵫ|v ʋʌᴠᶌⱱⱴꝟ|vy ꝡ|w ƿʍᴡⱳ|x ᶍ|y ƴɏʎʏỿ|z ƶȝȥɀʐʑᴢᵶᶎⱬꝣ"
)
_ALONE = re.compile(f"[{_UNSPACED}]")
_DENSE = re.compile("[\u2e80-\uffdc]")
# Ligatures, wide and raised letters and digits: folded by their compatibility decomposition.
_WIDE = re.compile("[²³¹ĳſǆǉǌǳᵢ-ᵥ⁰ⁱ⁴-⁹ⁿ₀-₉ₐ-ₓ①-⒛⓪ⱼﬀ-ﬄﬆ０-９ａ-ｚ]")

_SIGNS = re.compile("[Ⓐ-ⓩ🄰-🅉🅐-🅩🅰-🆉]")  # letters to Unicode's tables of properties, symbols to its categories
_RINGED = re.compile("[⓫-⓿❶-➓]")
_PLAIN = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What vanishes; a word; what needs space around it. Made on first use: it reads the Unicode tables."""
    marks = [
        chr(c)
        for c in (*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0))
        if unicodedata.category(chr(c))[0] == "M"
    ]
    unseen = _UNSEEN + "".join(mark for mark in marks if unicodedata.combining(mark))
    vanishes = re.compile(f"[{unseen}]")
    kept = "".join(mark for mark in marks if not vanishes.match(mark))
    letter, alone = (
        rf"(?:[^\W_{_UNSPACED}]|[{kept}])",
        rf"(?:(?![\W_])[{_UNSPACED}]|(?=[{_UNSPACED}])[{kept}])",
    )
    word = re.compile(rf"{alone}[{unseen}]*|(?:(?![{_UNSPACED}]){letter}[{unseen}]*)+")
    return re.compile(f"[{unseen}]+"), word, re.compile(f"([{_UNSPACED}])")


@lru_cache(maxsize=1)
def _letters() -> dict[str, str]:
    table = {"İ": "i"}
    for group in _LETTERS.split("|"):
        target, sources = group.split(" ")
        table.update(dict.fromkeys(sources, target))
    return table


@lru_cache(maxsize=16_384)
def _is_special(char: str) -> bool:
    """True for what makes a word more than a run of letters and digits: joiners, marks, unspaced scripts."""
    unseen, _, alone = _patterns()
    return (
        bool(unseen.match(char) or alone.match(char) or _SIGNS.match(char))
        or unicodedata.category(char)[0] == "M"
    )


def _specials(text: str) -> set[str]:
    return {char for char in set(text) if not char.isascii() and _is_special(char)}


def prepare(text: str) -> str:
    """Text as an engine's plain tokenizer (split at what is no letter, mark or digit) must get it: composed,
    without joiners and separate accents, unspaced scripts cut into characters."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text).replace("İ", "I").replace("ς", "σ")
    if not _specials(text):
        return text
    unseen, _, alone = _patterns()
    return alone.sub(r" \1 ", unseen.sub("", _SIGNS.sub(" ", text)))


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """The words of an NFC text: start, end, and the word as it stands there."""
    plain = text.isascii() or not _specials(text)
    for match in (_PLAIN if plain else _patterns()[1]).finditer(text):
        yield match.start(), match.end(), match.group()


def fold(word: str) -> str:
    """A word as it is compared: lower case, Latin letters without accents (``Tromsø`` is ``tromso``)."""
    if word.isascii():
        return word.lower()
    word = _patterns()[0].sub("", unicodedata.normalize("NFC", word).replace("İ", "i")).lower()
    word = word.replace("ς", "σ")  # a capital does not say which of the two it is
    return "".join(_folded(letter) for letter in word)


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    if letter in _letters():
        return _letters()[letter]
    if _RINGED.match(letter):
        return str(int(unicodedata.numeric(letter)))
    parts = unicodedata.normalize("NFKD" if _WIDE.match(letter) else "NFD", letter)
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return plain.lower() if plain.isascii() else letter


def tokens(text: str) -> list[str]:
    """The folded words of a text, as every engine indexes them."""
    return [fold(word) for _, _, word in spans(unicodedata.normalize("NFC", text))]


def unspaced(text: str) -> int:
    """How many of its characters are of scripts without spaces between words."""
    return 0 if text.isascii() else len(_ALONE.findall(text))


def dense(text: str) -> int:
    """How many of its characters are of scripts such as Chinese, Japanese and Korean: each says as much as three
    letters of an alphabet."""
    return 0 if text.isascii() else len(_DENSE.findall(text))
