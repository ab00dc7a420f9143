"""Metrics side by side, with their difference from the first."""

from __future__ import annotations

from ppchat.core.metrics.compare import axis_end, comparison, text_growth
from tests.support.recording_builder import MS, build_recording, message_events

FAST = build_recording(message_events())
SLOW = build_recording(message_events(start_ms=600, gap_ms=40))


def test_metrics_and_differences() -> None:
    metrics = {metric.name: metric for metric in comparison([FAST, SLOW])}
    assert metrics["TTFT"].values == (302, 602)
    assert metrics["TTFT"].difference(1) == 300
    assert metrics["ICL p50"].ratio(1) == 2
    assert metrics["characters"].values == (18, 18)
    assert metrics["tokens out"].values == (3, 3)


def test_a_missing_value_has_no_difference() -> None:
    metrics = {metric.name: metric for metric in comparison([FAST, build_recording([])])}
    assert metrics["TTFT"].values == (302, None)
    assert metrics["TTFT"].difference(1) is None
    assert metrics["TTFT"].ratio(1) is None


def test_the_text_grows_on_a_shared_axis() -> None:
    end = axis_end([FAST, SLOW])
    assert end == 723 * MS
    fast, slow = text_growth(FAST, end, 100), text_growth(SLOW, end, 100)
    assert fast[40] == 0
    assert fast[50] == slow[-1] == 18
    assert slow[50] == 0
    assert text_growth(FAST, 0, 5) == [0, 0, 0, 0, 18]
    assert text_growth(FAST, end, 0) == []
