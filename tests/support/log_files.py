"""Logging to a file during a test."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ppchat.adapters.log import LOG, start_log


@contextmanager
def logging_to(path: Path, level: int = logging.INFO) -> Iterator[None]:
    """Turn the log on, and off again."""
    root, level_before, hook = logging.getLogger(), LOG.level, sys.excepthook
    handlers = list(root.handlers)
    start_log(path, level)
    try:
        yield
    finally:
        for handler in set(root.handlers) - set(handlers):
            root.removeHandler(handler)
            with suppress(OSError):  # a full disk
                handler.close()
        LOG.setLevel(level_before)
        sys.excepthook = hook
