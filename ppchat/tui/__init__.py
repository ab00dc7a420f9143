"""The full-screen front end. Alone imports Textual and Rich."""

import os
from typing import Final

# How soon after a change Textual paints, which it reads when it is imported. A key must not wait
# for more of a sixtieth of a second than it has to; how often there is something new to paint is
# FRAMES_PER_SECOND, not this.
os.environ.setdefault("TEXTUAL_FPS", "120")

FRAMES_PER_SECOND: Final = 30
"""How often a screen looks for something new to show while a stream is arriving."""
