"""Detects a terminal that closed without a signal, such as a closed window."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable
from threading import Thread


def watch(on_hangup: Callable[[], object]) -> None:
    """Call `on_hangup`, in another thread, once the terminal on stdin hangs up."""
    try:
        descriptor = sys.__stdin__.fileno() if sys.__stdin__ else -1
    except ValueError:
        return
    if descriptor >= 0:
        Thread(target=_wait, args=(descriptor, on_hangup), daemon=True, name="hangup").start()


def has_hung_up(descriptor: int, timeout_ms: int | None = 0) -> bool:
    """Whether a terminal has hung up; waits for that until the timeout, or for ever with None."""
    poll = select.poll()
    poll.register(descriptor, 0)  # errors and hangups are reported in any case
    return any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(timeout_ms))


def _wait(descriptor: int, on_hangup: Callable[[], object]) -> None:
    if has_hung_up(descriptor, None):
        null = os.open(os.devnull, os.O_RDWR)
        for output in (1, 2):  # pending output would fail, and change the exit code
            os.dup2(null, output)
        on_hangup()
