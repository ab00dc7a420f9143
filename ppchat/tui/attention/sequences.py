"""How a terminal is made to show a notification of the desktop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.adapters.terminal.name import is_terminal
from ppchat.core.security.sanitize import sanitize_line

BELL: Final = "\a"
_OSC_9: Final = ("iterm.app", "iterm2", "wezterm", "ghostty")
"""Terminals that notify by OSC 9, which iTerm2 brought: one text."""
_OSC_777: Final = ("foot", "rxvt", "konsole", "contour")
"""Terminals that notify by OSC 777, which rxvt-unicode brought: a title and a text."""
_OSC_99: Final = ("kitty",)
"""Kitty's own, as base64 is not needed for a text without control characters."""
_MAX_TEXT: Final = 120


def notification_sequence(environment: Mapping[str, str], text: str) -> str:
    """What notifies the user in this terminal: `text`, which is foreign, or else the bell.

    A multiplexer gets the bell, which it passes on, and by which it marks its window.
    """
    line = sanitize_line(text, _MAX_TEXT)
    if is_terminal(environment, _OSC_9):
        return f"\x1b]9;{line}\x1b\\"
    if is_terminal(environment, _OSC_777):
        return f"\x1b]777;notify;ppchat;{line}\x1b\\"
    if is_terminal(environment, _OSC_99):
        return f"\x1b]99;;{line}\x1b\\"
    return BELL
