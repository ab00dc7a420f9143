"""The colours of tones, and with them of outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ppchat.core.view.tone import Tone

if TYPE_CHECKING:  # the status bar needs the colours before the first paint, and no dialect
    from rich.style import Style

    from ppchat.tui.style.event_styles import EventStyles

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


def tone_style(styles: EventStyles, tone: Tone) -> Style:
    """The style of a tone in a list of events or streams."""
    return {
        Tone.QUIET: styles.muted,
        Tone.GOOD: styles.good,
        Tone.WARNING: styles.slow,
        Tone.BAD: styles.error,
    }[tone]
