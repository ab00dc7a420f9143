"""The collector: disabled during start-up, and never scanning its objects later."""

from __future__ import annotations

import subprocess
import sys

_STARTS = """
import gc
from ppchat.adapters import gc_tuning as garbage
def collections():
    return [generation["collections"] for generation in gc.get_stats()]
gc.collect()
garbage.pause_collection()
before = collections()
startup_objects = [[] for _ in range(100_000)]
assert collections() == before, "collected during start-up"
garbage.freeze_startup_objects()
assert gc.get_freeze_count() > 100_000, "start-up objects are scanned again"
old = collections()[2]
for _ in range(100_000):
    cycle = []
    cycle.append(cycle)
assert collections()[0] > before[0], "the garbage of a paint stays"
assert collections()[2] == old, "a full collection"
assert gc.get_count()[0] < 10_000
"""


def test_start_up_objects_are_excluded_and_garbage_of_paints_is_collected() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _STARTS], capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
