"""Search without a server: tantivy, the only place that imports it."""

from pipeline.engines.embedded.engine import Embedded
from pipeline.engines.embedded.rows import COLUMNS

__all__ = ["COLUMNS", "Embedded"]
