"""How good or bad a message is for the user."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final


class Tone(Enum):
    """How good or bad a message is for the user; the value is the name of a text style."""

    QUIET = "quiet"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


TONE_SIGNS: Final[Mapping[Tone, str]] = MappingProxyType(
    {Tone.QUIET: "·", Tone.GOOD: "✓", Tone.WARNING: "▲", Tone.BAD: "✗"}
)
"""The sign of a message."""
