"""The transcript: a whole conversation in one view, whose cost does not grow with its length."""

from ppchat.tui.transcript.render.inline import warm_up
from ppchat.tui.transcript.transcript import Transcript

__all__ = ["Transcript", "warm_up"]
