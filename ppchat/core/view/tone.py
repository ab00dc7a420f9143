"""How good or bad a message is for the user."""

from __future__ import annotations

from enum import Enum


class Tone(Enum):
    """How good or bad a message is for the user."""

    QUIET = "quiet"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
