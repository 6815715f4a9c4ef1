"""docs/formats.md says what is so: its field names are understood, none is left out, its formats are the readers'."""

import pathlib
import re

from pipeline import readers
from pipeline.languages import load

TEXT = (pathlib.Path(__file__).parents[1] / "docs" / "formats.md").read_text("utf-8")


def test_every_field_of_a_record_is_named_and_understood() -> None:
    table = TEXT.split("| field | what it says |")[1].split("\n\n")[0]
    named = set(
        re.findall(r"`(\w+)`", "\n".join(line.split("|")[1] for line in table.splitlines() if "|" in line))
    )
    fields = load("fields")["fields"]
    meant = {name: [field for field, names in fields.items() if name in names] for name in named}
    assert all(len(found) == 1 for found in meant.values()), meant
    left_out = set(fields) - {found[0] for found in meant.values()} - {"canonical_url"}
    assert not left_out


def test_every_reader_is_named() -> None:
    words = {
        "text": "plain text",
        "html": "HTML",
        "jsonl": "JSON",
        "csv": "CSV",
        "warc": "WARC",
        "lexisnexis": "LexisNexis",
        "factiva": "Factiva",
        "europresse": "Europresse",
        "mediargus": "Mediargus",
        "press_html": "press clippings",
        "proquest": "ProQuest",
    }
    assert set(words) == set(readers.READERS)
    assert all(f"| {word}" in TEXT for word in words.values())
