"""Lanes of a timeline: bounded in size, whatever the events."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.inspect.lanes import MAX_BINS, MAX_LANES, Lanes
from tests.support.recordings import MS, build_recording, message_events


def test_a_lane_from_first_to_last_event() -> None:
    lanes = Lanes(build_recording(message_events(["a"] * 5)))
    assert lanes.grow()
    lane = lanes.by_index[0]
    assert (lane.first, lane.last) == (2, 11)
    assert (lane.start, lane.stop) == (300 * MS, 402 * MS)
    assert lanes.end == 403 * MS


def test_the_gap_between_chunks_is_in_its_column() -> None:
    events = message_events(["a"] * 6)
    events = [(ms + (500 if n >= 7 else 0), data) for n, (ms, data) in enumerate(events)]
    lanes = Lanes(build_recording(events))
    lanes.grow()
    columns = lanes.columns(0, lanes.end, 100)
    assert max(columns.gaps) == 520 * MS
    assert columns.gaps.index(520 * MS) == int(862 / (lanes.end / MS) * 100)


def test_without_times_the_axis_counts_events() -> None:
    lanes = Lanes(build_recording(message_events(["a"] * 5), timed=False))
    lanes.grow()
    assert lanes.end == 12
    assert lanes.event_at(7) == 7
    assert sum(lanes.columns(0, 12, 13).counts[0]) == 10


def test_items_beyond_the_limit_share_a_lane() -> None:
    stream = build_recording([(n, {"type": "x", "output_index": n}) for n in range(3 * MAX_LANES)])
    lanes = Lanes(stream)
    lanes.grow()
    assert len(lanes.by_index) <= MAX_LANES + 1
    assert sum(sum(lane.bins.values()) for lane in lanes.by_index.values()) == 3 * MAX_LANES


@settings(deadline=None, max_examples=60)
@given(
    times=st.lists(st.integers(-100, 100_000), min_size=1, max_size=60),
    width=st.integers(1, 120),
)
def test_every_event_is_in_some_column_whatever_its_time(times: list[int], width: int) -> None:
    stream = build_recording([(ms, {"type": "x", "output_index": ms % 3}) for ms in times])
    lanes = Lanes(stream)
    lanes.grow()
    assert all(bin_index < MAX_BINS for lane in lanes.by_index.values() for bin_index in lane.bins)
    columns = lanes.columns(0, lanes.end + lanes.bin_width + 1, width)
    assert sum(sum(row) for row in columns.counts.values()) == len(times)
    assert -1 <= lanes.event_at(lanes.end // 2) < len(times)


def test_events_that_were_not_added_yet_are_not_drawn() -> None:
    lanes = Lanes(build_recording(message_events(["a"] * 5)))
    assert lanes.columns(0, 400 * MS, 40).counts == {}
    lanes.grow(3)
    assert sum(map(sum, lanes.columns(0, 400 * MS, 40).counts.values())) == 3
