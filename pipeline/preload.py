"""Loaded once into the fork server, so that children start in milliseconds and share the models' memory.

On Linux the fork server dies with the thread that started it: a driver killed by SIGKILL leaves nothing behind
(children that hold the GIL in C code would otherwise keep the server, and the server them).
"""

import ctypes
import gc
import signal
import sys

if sys.platform == "linux":
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

from pipeline.chain import Chain, Options
from pipeline.corpus import table  # noqa: F401

Chain(Options()).warm()
gc.collect()
# What is loaded here is never garbage; unfrozen, a child's first collection would copy all of its pages.
gc.freeze()
