"""Reads ``sources/*.txt``, the articles that the sample dump is made of, into ``Item`` records.

A source file is a list of articles. ``@@ slug`` opens one, ``key: value`` lines follow up to a blank
line, then paragraphs. ``# text`` is a crosshead. A picture is
``! caption || before|credit|after :: photographers @ agencies ~ holder``: its credit as printed (``before``
and ``after`` are the label), then what the credit says.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "sources"
_AFTER = re.compile(r"(?s)(.*)\|(\S+)")


@dataclass(frozen=True)
class Picture:
    """A caption with its credit: ``before`` + ``credit`` + ``after`` as printed, and what it means."""

    caption: str
    before: str
    credit: str
    after: str
    photographers: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    holder: str | None = None

    @property
    def printed(self) -> str:
        """The credit with its label, as a paper prints it."""
        return f"{self.before}{self.credit}{self.after}"


@dataclass(frozen=True)
class Item:
    """One article: ``to`` is the file of the dump it goes into, ``blocks`` its (kind, content) pairs."""

    slug: str
    to: str
    keys: dict[str, str]
    site: dict[str, str]
    blocks: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def title(self) -> str | None:
        """The headline, or None where the dump gives none."""
        return self.keys.get("title")

    @property
    def language(self) -> str:
        """The language it is written in (BCP-47)."""
        return self.keys.get("lang") or self.site["language"]

    @property
    def date(self) -> str | None:
        """The date as the dump prints it."""
        date = self.keys.get("date", "-")
        return None if date == "-" else date

    @property
    def iso(self) -> str | None:
        """The date as the Article has it: as precise as it is printed."""
        return self.keys.get("iso") or self.date

    @property
    def authors(self) -> list[str]:
        """The names of the byline."""
        return [name.strip() for name in self.keys.get("by", "").split(";") if name.strip()]

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"https://www.{self.site['domain']}/{self.section}/{self.slug}"

    @property
    def section(self) -> str:
        """The section as a part of an address."""
        return re.sub(r"[^a-z]+", "-", self.keys.get("section", "news").lower()).strip("-") or "news"

    @property
    def pictures(self) -> list[Picture]:
        """The captions and credits in the order of the page."""
        return [block for kind, block in self.blocks if kind == "picture"]

    @property
    def paragraphs(self) -> list[str]:
        """The running text without crossheads and pictures."""
        return [block for kind, block in self.blocks if kind == "paragraph"]

    @property
    def crossheads(self) -> list[str]:
        """The crossheads marked as such."""
        return [block for kind, block in self.blocks if kind == "crosshead"]


def furniture() -> dict[str, Any]:
    """Site names and page furniture, from ``sites.toml``."""
    return tomllib.loads((FOLDER / "sites.toml").read_text(encoding="utf-8"))


def items() -> list[Item]:
    """Every article of ``sources/*.txt``, in the order of the files and within them."""
    sites = furniture()["sites"]
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        for entry in path.read_text(encoding="utf-8").split("@@ ")[1:]:
            found.append(_item(entry, sites))
    return found


def _item(entry: str, sites: dict[str, dict[str, str]]) -> Item:
    head, _, body = entry.partition("\n\n")
    slug, *lines = head.splitlines()
    keys = dict(line.split(": ", 1) for line in lines)
    site = sites.get(keys.get("site", ""), {})
    return Item(slug.strip(), keys["to"], keys, site, [_block(p) for p in body.strip().split("\n\n")])


def _block(paragraph: str) -> tuple[str, Any]:
    if paragraph.startswith("# "):
        return "crosshead", paragraph[2:]
    if not paragraph.startswith("! "):
        return "paragraph", paragraph
    caption, printed = paragraph[2:].split(" || ")
    credit, _, meaning = printed.partition(" :: ")
    before, _, rest = credit.partition("|")
    after = ""
    if match := _AFTER.fullmatch(rest):
        rest, after = match.groups()
    meaning, _, holder = meaning.partition("~")
    people, _, agencies = meaning.partition("@")
    return "picture", Picture(
        caption, before, rest, after, _names(people), _names(agencies), holder.strip() or None
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
