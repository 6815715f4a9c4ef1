"""Text reduced to what comparisons between copies of it need."""

from __future__ import annotations

import re
from typing import Final

_NO_LETTERS: Final = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Letters and digits only, lower case: equal for copies that differ in quotes, dashes and case."""
    return _NO_LETTERS.sub("", text).casefold()
