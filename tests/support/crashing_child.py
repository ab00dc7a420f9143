"""A child process that dies with an exception that quotes what it was sent."""

from __future__ import annotations

import sys


def main() -> None:
    """Read a line, and raise it."""
    local = sys.stdin.readline().strip()
    raise RuntimeError(f"refused: {local}")
