"""Bytes by frame number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.recording.frame_bytes import FrameBytes


@given(st.lists(st.binary(max_size=5), max_size=80))
def test_each_frame_is_read_as_it_was_appended(raws: list[bytes]) -> None:
    frames = FrameBytes(raws)
    assert [frames.raw(n) for n in range(len(frames))] == raws
    assert [frames.size(n) for n in range(len(frames))] == [len(raw) for raw in raws]
    assert frames.byte_count == sum(map(len, raws))
