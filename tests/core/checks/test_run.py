"""All findings of a stream."""

from __future__ import annotations

from ppchat.core.checks.run import findings
from ppchat.core.dialects.finding import Severity
from tests.support.recording_builder import build_recording, message_events


def test_the_most_serious_findings_come_first() -> None:
    events = message_events(start_ms=20_000)
    events[5] = (events[5][0], {**events[5][1], "item_id": "msg_2"})
    events[7] = (events[7][0], {**events[7][1], "text": "another"})
    severities = [finding.severity for finding in findings(build_recording(events))]
    order = list(Severity)
    assert severities == sorted(severities, key=order.index)
    assert set(severities) == set(Severity)
