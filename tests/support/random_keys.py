"""Random keys for an app, in bursts that are typed faster than it paints."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from typing import Any, Final

from textual.app import App

from tests.support.terminal import KEYS
from tests.support.typed_keys import type_at_once

_NAMED: Final = [
    *(name for name in KEYS if name not in ("ctrl+q", "ctrl+g", "ctrl+z")),
    *("pageup", "pagedown", "delete", "backspace", "shift+tab", "f3", "f5", "f6"),
]
"""All but what ends the app or starts another program."""
_TYPED: Final = "abcdefghijklmnopqrstuvwxyzABCEFGINOSTXYZ0123456789 /?<>[]{}+-=_.,:;*#@~\\\"'$"
"""But for the `!` that runs what follows it."""
_OPENING: Final = ["ctrl+p", "ctrl+s", "ctrl+r", "ctrl+f", "f1", "f11", "/", "?", "x", "escape"]
"""Keys that open and close something, which are pressed more often than others."""


def random_keys(seed: int) -> Iterator[str]:
    """An endless sequence of keys, always the same for a seed."""
    choose = random.Random(seed)
    while True:
        kind = choose.random()
        if kind < 0.25:
            yield choose.choice(_OPENING)
        elif kind < 0.35:
            yield "enter"
        elif kind < 0.65:
            yield choose.choice(_NAMED)
        else:
            yield choose.choice(_TYPED)


async def type_randomly(app: App[Any], seed: int, count: int) -> list[str]:
    """Type `count` random keys, as a terminal would send them; the keys.

    The app lives on in between for as long as a few iterations of its loop, or until it is idle.
    """
    choose = random.Random(f"pauses of {seed}")
    keys = random_keys(seed)
    typed: list[str] = []
    while len(typed) < count and app.is_running and app._exception is None:
        burst = [next(keys) for _ in range(choose.choice((1, 1, 2, 3, 5, 8)))]
        typed += burst
        for key in burst:
            type_at_once(app, key)
            for _ in range(choose.choice((0, 0, 1, 2, 5))):
                await asyncio.sleep(0)
        await asyncio.sleep(choose.choice((0, 0, 0, 0.001, 0.01, 0.03)))
    return typed
