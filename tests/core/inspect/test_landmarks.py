"""The events worth going to."""

from __future__ import annotations

from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.inspect.landmarks import next_finding, next_largest_gap
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Request
from tests.support.recordings import build_recording


def test_the_next_finding() -> None:
    findings = [Finding(Severity.REMARK, "x", events, "") for events in ((7,), (), (2, 4), (4,))]
    assert [next_finding(findings, n, 1) for n in (-1, 4, 7)] == [4, 7, None]
    assert [next_finding(findings, n, -1) for n in (9, 7, 4)] == [7, 4, None]


def test_the_largest_gap_then_the_next_smaller_one() -> None:
    times_ms = [10, 20, 500, 510, 700]
    recording = build_recording([(at, {"type": "x"}) for at in times_ms])
    assert [next_largest_gap(recording, n) for n in (None, 2, 4)] == [2, 4, 0]


def test_without_times_there_is_no_gap() -> None:
    assert next_largest_gap(Recording(Request({}, ""), timed=False)) is None
    assert next_largest_gap(Recording(Request({}, ""))) is None
