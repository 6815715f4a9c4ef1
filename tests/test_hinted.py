"""Bylines that a dump gives: people, and the agency whose text was used."""

from __future__ import annotations

import pytest

from pipeline.model import Hint
from pipeline.steps import hinted


@pytest.mark.parametrize(
    ("line", "people", "agency"),
    [
        ("avec Reuters", [], "Reuters"),
        ("Avec l'AFP", [], "AFP"),
        ("Le Courrier avec AFP", ["Le Courrier"], "AFP"),
        ("Jeanne Dupont (avec AFP)", ["Jeanne Dupont"], "AFP"),
        ("Max Muster mit Material von dpa", ["Max Muster"], "dpa"),
        ("Jane Doe with AP", ["Jane Doe"], "AP"),
        ("Jane Doe with John Roe", ["Jane Doe", "John Roe"], None),
        ("Kari Nordmann/NTB", ["Kari Nordmann"], "NTB"),
        ("AFP, Reuters", ["AFP", "Reuters"], "Reuters"),
    ],
)
def test_an_agency_that_helped_is_no_person(line: str, people: list[str], agency: str | None) -> None:
    found = list(hinted.candidates([Hint("authors", line, "byline")]))
    assert [c.value for c in found if c.field == "authors"] == people
    assert next((c.value for c in found if c.field == "byline_agency"), None) == agency
