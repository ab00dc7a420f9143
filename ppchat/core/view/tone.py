"""What news means for the person who reads it."""

from __future__ import annotations

from enum import Enum


class Tone(Enum):
    """What a notice means for the person who reads it."""

    QUIET = "quiet"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
