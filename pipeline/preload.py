"""Loaded once into the fork server, so that children start in milliseconds and share the models' memory.

On Linux the fork server dies with the thread that started it: a driver killed by SIGKILL leaves nothing behind
(children that hold the GIL in C code would otherwise keep the server, and the server them).
"""

import ctypes
import signal
import sys

if sys.platform == "linux":
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

import pyarrow  # noqa: F401

import pipeline.chain  # noqa: F401
