"""Applies signals to a recording without blocking the event loop."""

from __future__ import annotations

import asyncio
from typing import Final

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, Signal
from ppchat.core.stream.sse import Frame

_LARGE: Final = 1 << 20
"""Bytes from which a frame is parsed in a thread, as that takes longer than a paint."""


async def apply_signal(recording: Recording, signal: Signal) -> None:
    """Apply a signal; await it before applying the next signal of the same recording."""
    if isinstance(signal, Arrived) and any(len(frame.raw) > _LARGE for frame in signal.frames):
        for frame in signal.frames:
            await _apply_frame(recording, frame)
    else:
        recording.apply(signal)


async def _apply_frame(recording: Recording, frame: Frame) -> None:
    if len(frame.raw) > _LARGE:
        recording.append(frame, await asyncio.to_thread(recording.parse, frame))
    else:
        recording.extend([frame])
