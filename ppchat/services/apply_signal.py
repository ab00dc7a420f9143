"""How signals come into a recording while a screen is drawn."""

from __future__ import annotations

import asyncio
from typing import Final

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.event import event
from ppchat.core.stream.signals import Arrived, Signal
from ppchat.core.stream.sse import Frame

_LARGE: Final = 1 << 20
"""Bytes of a frame that is parsed in another thread, as that takes longer than a paint."""


async def take_in(recording: Recording, signal: Signal) -> None:
    """Take in what a source gave. The next signal of the recording must wait until this is in."""
    if isinstance(signal, Arrived) and any(len(frame.raw) > _LARGE for frame in signal.frames):
        for frame in signal.frames:
            await _take_frame(recording, frame)
    else:
        recording.apply(signal)


async def _take_frame(recording: Recording, frame: Frame) -> None:
    if len(frame.raw) > _LARGE:
        recording.append(frame, await asyncio.to_thread(event, len(recording), frame))
    else:
        recording.extend([frame])
