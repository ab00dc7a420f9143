"""The rules that a stream of Messages follows: what each asks, how serious it is, and its source.

A source names the model or page of Anthropic's reference; "event stream" is WHATWG's format, and
"SDK" is how Anthropic's SDK reads a stream.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ppchat.core.dialects.finding import Finding, Rule, Severity
from ppchat.core.dialects.frame_rules import FRAME_RULES


def _violation(code: str, words: str, source: str) -> Rule:
    return Rule(code, Severity.VIOLATION, words, source)


def _remark(code: str, words: str, source: str) -> Rule:
    return Rule(code, Severity.REMARK, words, source)


_FLOW: Final = "Streaming: event types"
_BLOCKS: Final = "RawContentBlockStartEvent.index, SDK"
_REASON: Final = "Message.stop_reason"

RULES: Final[Mapping[str, Rule]] = {
    rule.code: rule
    for rule in (
        _violation("empty", "A stream has events.", _FLOW),
        *FRAME_RULES,
        _violation("untyped", "The data of an event has its `type`.", "RawMessageStreamEvent.type"),
        _violation("event-name", "The `event:` line names the same type as the data.", _FLOW),
        _violation("event-line-partial", "If most events have an `event:` line, all do.", "SDK"),
        _remark("event-line-missing", "All events have an `event:` line.", "SDK"),
        _remark("unknown-type", "The types of events are known.", "RawMessageStreamEvent"),
        _remark("unknown-block", "The types of content blocks are known.", "ContentBlock"),
        _remark("unknown-delta", "The kinds of deltas are known.", "RawContentBlockDelta"),
        _violation(
            "field-missing",
            "An event, its message, block, delta and usage have all required fields.",
            "the model of the type",
        ),
        _remark(
            "field-omitted",
            "The same, for fields that clients can do without, such as `signature`.",
            "the model of the type",
        ),
        _violation("wrong-kind", "A field has the type it must have.", "the model of the type"),
        _violation("wrong-value", "A role or a number has a value it may have.", "Message.role"),
        _violation("no-start", "A stream begins with `message_start`.", f"{_FLOW}, SDK"),
        _violation("start-twice", "There is one `message_start`.", _FLOW),
        _violation("start-content", "The message in `message_start` is empty.", f"{_FLOW}, SDK"),
        _violation("block-index", "The indices of blocks rise by one from 0.", _BLOCKS),
        _violation("block-twice", "A block begins once.", _BLOCKS),
        _violation("block-unstarted", "A block begins before its deltas and its stop.", _BLOCKS),
        _remark("block-overlap", "A block stops before the next one begins.", _FLOW),
        _violation("after-block-stop", "Nothing follows the stop of a block.", _FLOW),
        _violation("block-open", "Every block stops.", "RawContentBlockStopEvent"),
        _violation("delta-kind", "The kind of a delta fits its block.", "RawContentBlockDelta"),
        _violation("input-json", "The input of a tool joins to a JSON object.", "InputJSONDelta"),
        _remark("unsigned", "Thinking is signed before its block stops.", "SignatureDelta"),
        _remark("late-content", "Nothing but its end follows the stop reason.", _FLOW),
        _violation("no-stop-reason", "`message_delta` says why the answer stops.", _REASON),
        _remark("unknown-stop-reason", "The stop reason is known.", "StopReason"),
        _violation(
            "stop-reason-contradicts",
            "The stop reason is `tool_use` if a tool awaits its result, and only then.",
            _REASON,
        ),
        _remark(
            "stop-sequence",
            "`stop_sequence` is named if it is the reason, and only then.",
            "Message.stop_sequence",
        ),
        _remark("usage-falls", "The counts of usage are cumulative.", "MessageDeltaUsage"),
        _violation("usage-zero", "Output was counted where output was streamed.", "Usage"),
        _violation("after-error", "Nothing follows an error.", "Streaming: error events"),
        _violation("no-stop", "`message_stop` or an error ends a stream.", _FLOW),
        _violation("after-end", "Nothing follows `message_stop`.", _FLOW),
        _violation("two-messages", "A stream holds one message.", _FLOW),
        _remark("sentinel", "There is no `[DONE]`.", _FLOW),
    )
}
"""The rules, by code."""


def rule_finding(code: str, events: Sequence[int], message: str) -> Finding:
    """A finding about a rule of `RULES`."""
    return Finding(RULES[code].severity, code, events, message)
