"""A terminal that is gone without a word: a closed window whose program nobody told."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable
from threading import Thread


def watch(gone: Callable[[], object]) -> None:
    """Call `gone`, in another thread, once the terminal on stdin hangs up; costs nothing until."""
    try:
        number = sys.__stdin__.fileno() if sys.__stdin__ else -1
    except ValueError:
        return
    if number >= 0:
        Thread(target=_wait, args=(number, gone), daemon=True, name="hangup").start()


def _wait(number: int, gone: Callable[[], object]) -> None:
    poll = select.poll()
    poll.register(number, 0)  # to be told of nothing but an error or the end
    if any(what & (select.POLLHUP | select.POLLERR) for _, what in poll.poll()):
        null = os.open(os.devnull, os.O_RDWR)
        for output in (1, 2):  # what is still to be written would fail, and change the exit code
            os.dup2(null, output)
        gone()
