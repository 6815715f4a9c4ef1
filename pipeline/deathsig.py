"""Loaded into the fork server of a driver, on Linux: it then dies with the thread that started it.

A driver killed by SIGKILL leaves nothing behind so (children that hold the GIL in C code would otherwise keep the
server, and the server them). Only for a server that the main thread started: other threads may
end before their process.
"""

import ctypes
import signal
import sys

if sys.platform == "linux":
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
