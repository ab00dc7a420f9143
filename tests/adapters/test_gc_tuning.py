"""The collector: not while the app starts, and never over what the start made."""

from __future__ import annotations

import subprocess
import sys

_STARTS = """
import gc
from ppchat.adapters import gc_tuning as garbage
def collections():
    return [each["collections"] for each in gc.get_stats()]
gc.collect()
garbage.hold()
before = collections()
made = [[] for _ in range(100_000)]
assert collections() == before, "collected while it starts"
garbage.settle()
assert gc.get_freeze_count() > 100_000, "what the start made is gone over again"
old = collections()[2]
later = []
for _ in range(100_000):
    cycle = []
    cycle.append(cycle)
assert collections()[0] > before[0], "what a paint leaves stays"
assert collections()[2] == old, "a collection of all of it"
assert gc.get_count()[0] < 10_000
"""


def test_what_the_start_makes_is_left_out_and_what_paints_leave_is_not() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _STARTS], capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
