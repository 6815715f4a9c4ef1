"""The server that children are forked from. It loads the models, once, while its driver imports what it needs itself:
so it is started before anything heavy is imported, the pool's library among it."""

from __future__ import annotations

import multiprocessing as mp
import multiprocessing.context
import multiprocessing.forkserver
import threading


def begin(preload: bool = True) -> multiprocessing.context.ForkServerContext:
    """Starts the fork server, unless it runs, and gives the context whose processes come from it."""
    context = mp.get_context("forkserver")
    main = threading.current_thread() is threading.main_thread()
    context.set_forkserver_preload(["pipeline.deathsig"] * main + ["pipeline.preload"] * preload)
    multiprocessing.forkserver.ensure_running()
    return context
