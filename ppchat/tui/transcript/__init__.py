"""The transcript: a whole conversation in one view that costs the same however long it is."""

from ppchat.tui.transcript.render.inline import warm_up
from ppchat.tui.transcript.transcript import Transcript

__all__ = ["Transcript", "warm_up"]
