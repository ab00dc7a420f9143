"""Which conversation the app opens with; any other text is the beginning of an id."""

from __future__ import annotations

from typing import Final

LAST: Final = "last"
"""The one that was asked last."""
PICK: Final = "pick"
"""The one that the person picks from a list."""
