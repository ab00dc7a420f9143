"""A child process that does not end when its stdin does."""

from __future__ import annotations

import time


def main() -> None:
    """Never end."""
    print("ready", flush=True)
    while True:
        time.sleep(60)
