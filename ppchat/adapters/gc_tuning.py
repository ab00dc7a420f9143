"""Python's garbage collector, kept from pausing the start and the paint."""

from __future__ import annotations

import gc


def hold() -> None:
    """Collect nothing while the app starts: what that makes stays."""
    gc.disable()


def settle() -> None:
    """Leave what start-up made out of all collections: going over it pauses the paint by 100 ms.

    What each paint leaves is collected often, as a pause grows with what there is to collect.
    """
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 5, 1_000)
