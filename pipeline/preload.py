"""Loaded once into the fork server, so that children start in milliseconds and share the models' memory."""

import gc

# What is loaded here is hardly ever garbage: to look for some takes a third of a second.
gc.disable()

from pipeline.chain import Chain, Options  # noqa: E402
from pipeline.corpus import table  # noqa: E402, F401

Chain(Options()).warm()
# Unfrozen, a child's first collection would copy all of its pages.
gc.freeze()
gc.enable()
# A page makes tens of thousands of objects, hardly any in cycles: seldom asking saves 5 % of a page's time.
gc.set_threshold(50_000, 10, 10)
