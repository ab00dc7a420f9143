"""Special values of the conversation to resume; any other value is the prefix of an id."""

from __future__ import annotations

from typing import Final

LAST: Final = "last"
"""The most recent conversation."""
PICK: Final = "pick"
"""The conversation that the user picks from a list."""
