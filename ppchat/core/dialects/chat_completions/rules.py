"""The rules of a sound stream of Chat Completions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.dialects.chat_completions.event_summary import summarize
from ppchat.core.dialects.dialect import RecordingView
from ppchat.core.dialects.finding import Finding, Rule, Severity, cap_findings
from ppchat.core.dialects.frame_rules import FRAME_RULES, FrameRules, is_truncated
from ppchat.core.stream.signals import End

RULES: Final[Mapping[str, Rule]] = {
    rule.code: rule
    for rule in (
        *FRAME_RULES,
        Rule("empty", Severity.VIOLATION, "A stream has chunks.", "chat.completion.chunk"),
        Rule(
            "no-finish",
            Severity.VIOLATION,
            "A `finish_reason` ends each choice.",
            "chat.completion.chunk: choices[].finish_reason",
        ),
    )
}
"""The rules, by code."""


def protocol_findings(recording: RecordingView) -> list[Finding]:
    """Where a stream departs from the protocol, in stream order."""
    frames = FrameRules(recording, summarize)
    for event in map(recording.event, range(len(recording))):
        frames.check(event)
    findings = [*frames.finish(), *_end_findings(recording)]
    return cap_findings(sorted(findings, key=lambda finding: next(iter(finding.events), -1)))


def _end_findings(recording: RecordingView) -> list[Finding]:
    end = recording.ended.end if recording.ended else None
    if end in (End.STOPPED, End.REFUSED) or is_truncated(recording):
        return []
    if not len(recording):
        return [_finding("empty", "The stream holds no chunk.")]
    if recording.response.ended or recording.response.error:
        return []
    return [_finding("no-finish", "The stream ends without a `finish_reason`.")]


def _finding(code: str, message: str, *events: int) -> Finding:
    return Finding(RULES[code].severity, code, events, message)
