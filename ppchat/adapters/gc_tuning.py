"""Tunes Python's garbage collector, so that it does not pause start-up, painting and reading."""

from __future__ import annotations

import atexit
import gc


def pause_collection() -> None:
    """Disable the collector during start-up, whose objects stay anyway, even at the exit.

    The interpreter collects them when it exits, which takes 0.1 s and frees nothing of use.
    """
    gc.disable()
    atexit.register(gc.freeze)


def freeze_startup_objects() -> None:
    """Exclude the objects of start-up from collections: scanning them pauses painting by 100 ms.

    The garbage of each paint is collected often, as a pause grows with the amount of garbage.
    """
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 5, 1_000)


def freeze_libraries() -> None:
    """Exclude the objects of loaded libraries from collections, in a process that reads streams."""
    gc.freeze()
    gc.set_threshold(20_000, 50, 1_000)
