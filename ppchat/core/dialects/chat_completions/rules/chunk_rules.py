"""Where a stream departs from Chat Completions."""

from __future__ import annotations

from ppchat.core.dialects.chat_completions.event_summary import summarize
from ppchat.core.dialects.chat_completions.event_types import PREFIX
from ppchat.core.dialects.chat_completions.rules.choice_rules import ChoiceRules
from ppchat.core.dialects.chat_completions.rules.field_rules import ChunkFieldRules
from ppchat.core.dialects.chat_completions.rules.rule_table import rule_finding
from ppchat.core.dialects.chat_completions.rules.stream_rules import StreamRules, is_chunk
from ppchat.core.dialects.chat_completions.rules.usage_rules import UsageRules
from ppchat.core.dialects.dialect import RecordingView
from ppchat.core.dialects.finding import Finding, cap_findings
from ppchat.core.dialects.shared_rules.frame_rules import FrameRules, is_truncated
from ppchat.core.stream.signals import End


def protocol_findings(recording: RecordingView) -> list[Finding]:
    """Where a stream departs from the protocol, in stream order."""
    frames, fields = FrameRules(recording, summarize), ChunkFieldRules()
    stream, choices, usage = (
        StreamRules(recording),
        ChoiceRules(recording),
        UsageRules(recording),
    )
    has_chunk = False
    for event in map(recording.event, range(len(recording))):
        if is_truncated(recording) and "cut off" in event.fault:
            break  # only a part of this frame was recorded
        if not frames.check(event):
            continue
        stream.check(event)
        if is_chunk(event):
            has_chunk = True
            choices.check(event)
            usage.check(event)
            if not event.fault:
                fields.check(event, event.type.removeprefix(PREFIX))
    end = recording.ended.end if recording.ended else None
    has_ended = end in (End.EOF, End.BROKEN) and not is_truncated(recording) and not frames.unread
    response = recording.response
    is_complete = has_ended and end is End.EOF and response.ended and not response.error
    findings = [
        *frames.finish(),
        *fields.finish(),
        *stream.finish(is_complete=is_complete),
        *choices.finish(has_ended=has_ended and response.error is None),
        *usage.finish(is_complete=is_complete),
    ]
    if has_ended and not len(recording):
        findings.append(rule_finding("empty", (), "The stream holds no chunk."))
    elif has_ended and not has_chunk and response.error is None:
        message = "The stream holds no chunk, and no error."
        findings.append(rule_finding("empty", (), message))
    return cap_findings(sorted(findings, key=lambda finding: next(iter(finding.events), -1)))
