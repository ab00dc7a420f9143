"""Where a stream departs from Messages."""

from __future__ import annotations

from ppchat.core.dialects.dialect import RecordingView
from ppchat.core.dialects.finding import Finding, cap_findings
from ppchat.core.dialects.frame_rules import FrameRules, is_truncated
from ppchat.core.dialects.messages.event_summary import summarize
from ppchat.core.dialects.messages.rules.rule_table import rule_finding
from ppchat.core.stream.signals import End


def protocol_findings(recording: RecordingView) -> list[Finding]:
    """Where a stream departs from the protocol, in stream order."""
    frames = FrameRules(recording, summarize)
    for event in map(recording.event, range(len(recording))):
        frames.check(event)
    findings = [*frames.finish(), *_end_findings(recording)]
    return cap_findings(sorted(findings, key=lambda finding: next(iter(finding.events), -1)))


def _end_findings(recording: RecordingView) -> list[Finding]:
    end = recording.ended.end if recording.ended else None
    if end is None or end in (End.STOPPED, End.REFUSED) or is_truncated(recording):
        return []
    if not len(recording):
        return [rule_finding("empty", (), "The stream holds no event.")]
    if recording.response.ended:
        return []
    return [
        rule_finding("no-stop", (len(recording) - 1,), "The stream ends without `message_stop`.")
    ]
