"""What the demo's recordings are made as."""

from __future__ import annotations

from typing import NamedTuple

from ppchat.core.recording.recording import Recording


class Take(NamedTuple):
    """One recording of the demo."""

    name: str
    title: str
    """The title in the demo's list."""
    prompt: str
    """Empty where the request answers calls."""
    keywords: str
    recording: Recording
