"""Documents that are zips of XML (office programs, e-books): their parts, bounded, with no entity and no network."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final
from urllib.parse import unquote

from pipeline.errors import RecordError

from .base import RECORD_LIMIT
from .inflate import RATIO, RATIO_FREE, Ranged
from .unpack import TROUBLE

_MEMBERS: Final = 20_000
_ENTRY: Final = 30
_NAMES: Final = 200
"""Names of members that are looked at in the beginning of a zip."""


def names(head: bytes) -> list[str]:
    """The names of the first members in the beginning of a zip."""
    found: list[str] = []
    at = 0
    while len(found) < _NAMES and (at := head.find(b"PK\x03\x04", at)) >= 0:
        size = int.from_bytes(head[at + 26 : at + 28], "little")
        found.append(head[at + _ENTRY : at + _ENTRY + size].decode("utf-8", "replace"))
        at += 4
    return found


def mimetype(head: bytes) -> str:
    """What a zip says of itself in its first member, uncompressed (ODT, EPUB); else nothing."""
    if head[_ENTRY : _ENTRY + 8] != b"mimetype" or not head.startswith(b"PK\x03\x04"):
        return ""
    size, more = int.from_bytes(head[18:22], "little"), int.from_bytes(head[28:30], "little")
    start = _ENTRY + 8 + more
    return head[start : start + min(size or 60, 100)].split(b"PK")[0].decode("latin-1").strip()


def is_office(found: list[str]) -> bool:
    """Whether the first members of a zip, by their names, are those of an office program's document."""
    return any(each.startswith(("_rels/", "[Content_Types].xml", "docProps/")) for each in found)


class Parts:
    """The members of such a zip, ``kind`` for people. Raises RecordError ``corrupt``, ``encrypted``, ``too-large``."""

    kind = "document"

    def __init__(self, file: BinaryIO) -> None:
        try:
            self.zip = zipfile.ZipFile(file)
            self.names = {entry.filename.lstrip("/"): entry for entry in self.zip.infolist()}
        except TROUBLE as error:
            sentence = f"the zip that the {self.kind} is cannot be read: {error}"
            raise RecordError("corrupt", sentence) from error
        if len(self.names) > _MEMBERS:
            raise RecordError("too-large", f"a {self.kind} of more than {_MEMBERS:,} parts", retryable=False)

    def entry(self, name: str) -> zipfile.ZipInfo | None:
        """A member; None where there is no such."""
        found = self.names.get(name) or self.names.get(unquote(name))
        if found is not None and found.flag_bits & 1:
            sentence = f"{name} in it has a password: save the {self.kind} without one"
            raise RecordError("encrypted", sentence)
        return found


def relations_of(part: str) -> str:
    """The member in which the relations of ``part`` ("" for the package) stand."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def targets(relations: Iterable[Any], part: str) -> Iterator[tuple[str, str, str]]:
    """Id, type and member of each relation of ``part`` that leads to a member."""
    for relation in relations:
        if relation.get("TargetMode") != "External":
            target = str(relation.get("Target", ""))
            inside = target[1:] if target[:1] == "/" else posixpath.join(posixpath.dirname(part), target)
            yield str(relation.get("Id")), str(relation.get("Type", "")), posixpath.normpath(inside)


class Package(Parts):
    """Such a zip in memory, its members read whole; together they have at most the bytes of a record."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self.left = RECORD_LIMIT

    def read(self, name: str) -> bytes | None:
        """The bytes of a member; None where there is no such."""
        entry = self.entry(name)
        if entry is None:
            return None
        try:
            with self.zip.open(entry) as file:
                data = Ranged(file, entry.compress_size).read(self.left + 1) or b""
        except TROUBLE as error:
            raise RecordError("corrupt", f"{name} in it cannot be read: {error}") from error
        self.left -= len(data)
        if self.left < 0 or (len(data) > RATIO_FREE and len(data) > RATIO * max(1, entry.compress_size)):
            raise RecordError(
                "too-large", f"the document unpacks to more than {RECORD_LIMIT >> 20} MiB", retryable=False
            )
        return data

    def tree(self, name: str) -> Any:
        """The XML of a member as an lxml element; None where there is no such, or nothing in it."""
        from lxml import etree

        data = self.read(name)
        if not data or not data.strip():
            return None
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, recover=True,
            remove_comments=True, remove_pis=True, huge_tree=False,
        )  # fmt: skip
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise RecordError("corrupt", f"{name} in it is no XML: {error}") from error

    def related(self, part: str, kind: str) -> str | None:
        """The member to which ``part`` ("" for the package) has a relation of a kind (``officeDocument``)."""
        tree = self.tree(relations_of(part))
        found = targets(() if tree is None else tree, part)
        return next((member for _, type_, member in found if type_.endswith(f"/{kind}")), None)


def name_of(element: Any) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """An attribute by its name without namespace."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)
