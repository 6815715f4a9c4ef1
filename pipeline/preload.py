"""Loaded once into the fork server, so that children start in milliseconds and share the models' memory."""

import gc

from pipeline.chain import Chain, Options
from pipeline.corpus import table  # noqa: F401

Chain(Options()).warm()
gc.collect()
# What is loaded here is never garbage; unfrozen, a child's first collection would copy all of its pages.
gc.freeze()
# A page makes tens of thousands of objects, hardly any in cycles: seldom asking saves 5 % of a page's time.
gc.set_threshold(50_000, 10, 10)
