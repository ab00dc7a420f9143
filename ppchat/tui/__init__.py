"""The full-screen front end. Alone imports Textual and Rich."""

import os

# How soon after a change Textual paints, which it reads when it is imported. A key must not wait
# for more of a sixtieth of a second than it has to; how often there is something new to paint is
# the conversation's tick, not this.
os.environ.setdefault("TEXTUAL_FPS", "120")
