"""Loaded once into the fork server, so that children start in milliseconds and share the models' memory."""

import gc
import sys
import threading

# What is loaded here is hardly ever garbage: to look for some takes a third of a second.
gc.disable()

from pipeline.steps import language  # noqa: E402

# The largest model is unpacked beside the imports, by C code that wants the interpreter often and for moments.
usual = sys.getswitchinterval()
sys.setswitchinterval(usual / 50)
model = threading.Thread(target=language.warm, args=("py3langid",))
model.start()

import pyarrow.compute  # noqa: E402, F401  (the first article's row would import it, in each child)

from pipeline.chain import Chain, Options  # noqa: E402
from pipeline.corpus import table  # noqa: E402, F401
from pipeline.steps import body  # noqa: E402

language.warm("langdetect")
body.warm()
model.join()
sys.setswitchinterval(usual)
Chain(Options()).warm()

# Unfrozen, a child's first collection would copy all of its pages.
gc.freeze()
gc.enable()
# A page makes tens of thousands of objects, hardly any in cycles: seldom asking saves 5 % of a page's time.
gc.set_threshold(50_000, 10, 10)
