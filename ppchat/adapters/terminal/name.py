"""Which terminal it is, by what it says of itself in the environment.

It is not asked: a reply that comes late would be taken for keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_IN_BETWEEN: Final = ("TMUX", "STY", "ZELLIJ", "TEXTUAL_DRIVER")
"""Variables of a multiplexer, or of a server that shows the app in a browser."""
_NAMES: Final = ("TERM", "TERM_PROGRAM", "LC_TERMINAL")
"""Variables that may name the terminal."""
_SIGNS: Final = (
    ("KITTY_WINDOW_ID", "kitty"),
    ("KONSOLE_VERSION", "konsole"),
    ("WT_SESSION", "windows terminal"),
)
"""Variables that only one terminal sets."""


def is_terminal(environment: Mapping[str, str], names: tuple[str, ...]) -> bool:
    """Whether the terminal has one of `names`, and no multiplexer or browser stands before it.

    The names are in lower case, and may be the beginning of what the terminal says.
    """
    if any(environment.get(variable) for variable in _IN_BETWEEN):
        return False
    words = [environment.get(variable, "") for variable in _NAMES]
    words += [name for variable, name in _SIGNS if environment.get(variable)]
    return any(word.lower().removeprefix("xterm-").startswith(names) for word in words)
