"""docs/inputs.md says what is so: its field names are understood, none is left out, its formats are the readers'."""

import pathlib
import re

from pipeline import readers
from pipeline.languages import load

TEXT = (pathlib.Path(__file__).parents[1] / "docs" / "inputs.md").read_text("utf-8")


def test_every_field_of_a_json_record_is_named_and_understood() -> None:
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
    words = {"text": "plain text", "html": "HTML", "jsonl": "JSON Lines", "warc": "WARC"}
    assert set(words) == set(readers.READERS)
    assert all(f"| {word}" in TEXT for word in words.values())


def test_what_a_table_can_become_is_said() -> None:
    from pipeline.readers import registry

    [(_, why)] = [one for one in registry._NAMED if ".csv" in one[0]]
    assert "JSON Lines" in why and "CSV" in TEXT
