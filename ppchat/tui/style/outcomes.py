"""The colours of tones, and with them of outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ppchat.core.view.tone import Tone

TONE_COLORS: Final[Mapping[Tone, str]] = MappingProxyType(
    {
        Tone.QUIET: "$text-muted",
        Tone.GOOD: "$text-success",
        Tone.WARNING: "$text-warning",
        Tone.BAD: "$text-error",
    }
)
"""The colour of each tone, as a variable of the theme."""
TONE_STYLES: Final[Mapping[Tone, str]] = MappingProxyType(
    {
        tone: f"{color} bold" if tone in (Tone.WARNING, Tone.BAD) else color
        for tone, color in TONE_COLORS.items()
    }
)
"""As `TONE_COLORS`, with what went wrong in bold."""
