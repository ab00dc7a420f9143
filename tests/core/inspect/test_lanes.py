"""Lanes of a timeline: bounded in size, whatever came."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.inspect.lanes import BINS, LANES, Spans
from tests.support.made import MS, message, recording


def test_a_lane_from_first_to_last_event() -> None:
    spans = Spans(recording(message(["a"] * 5)))
    assert spans.grow()
    lane = spans.lanes[0]
    assert (lane.first, lane.last) == (2, 11)
    assert (lane.start, lane.stop) == (300 * MS, 402 * MS)
    assert spans.end == 403 * MS


def test_the_gap_between_chunks_is_in_its_column() -> None:
    events = message(["a"] * 6)
    events = [(ms + (500 if n >= 7 else 0), data) for n, (ms, data) in enumerate(events)]
    spans = Spans(recording(events))
    spans.grow()
    view = spans.view(0, spans.end, 100)
    assert max(view.gaps) == 520 * MS
    assert view.gaps.index(520 * MS) == int(862 / (spans.end / MS) * 100)


def test_without_times_the_axis_counts_events() -> None:
    spans = Spans(recording(message(["a"] * 5), timed=False))
    spans.grow()
    assert spans.end == 12
    assert spans.event_at(7) == 7
    assert sum(spans.view(0, 12, 13).counts[0]) == 10


def test_items_beyond_the_limit_share_a_lane() -> None:
    made = recording([(n, {"type": "x", "output_index": n}) for n in range(3 * LANES)])
    spans = Spans(made)
    spans.grow()
    assert len(spans.lanes) <= LANES + 1
    assert sum(sum(lane.bins.values()) for lane in spans.lanes.values()) == 3 * LANES


@settings(deadline=None, max_examples=60)
@given(
    times=st.lists(st.integers(-100, 100_000), min_size=1, max_size=60),
    width=st.integers(1, 120),
)
def test_every_event_is_in_some_column_whatever_its_time(times: list[int], width: int) -> None:
    made = recording([(ms, {"type": "x", "output_index": ms % 3}) for ms in times])
    spans = Spans(made)
    spans.grow()
    assert all(place < BINS for lane in spans.lanes.values() for place in lane.bins)
    view = spans.view(0, spans.end + spans.bin_width + 1, width)
    assert sum(sum(row) for row in view.counts.values()) == len(times)
    assert -1 <= spans.event_at(spans.end // 2) < len(times)


def test_what_has_come_but_was_not_taken_in_is_not_drawn() -> None:
    spans = Spans(recording(message(["a"] * 5)))
    assert spans.view(0, 400 * MS, 40).counts == {}
    spans.grow(3)
    assert sum(map(sum, spans.view(0, 400 * MS, 40).counts.values())) == 3
