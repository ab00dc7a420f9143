"""The rules that a stream of Messages follows: what each asks, how serious it is, and its source.

A source names the model or page of Anthropic's reference; "event stream" is WHATWG's format, and
"SDK" is how Anthropic's SDK reads a stream.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ppchat.core.dialects.finding import Finding, Rule, remark, violation
from ppchat.core.dialects.shared_rules.frame_rules import FRAME_RULES

_FLOW: Final = "Streaming: event types"
_BLOCKS: Final = "RawContentBlockStartEvent.index, SDK"
_REASON: Final = "Message.stop_reason"

RULES: Final[Mapping[str, Rule]] = {
    rule.code: rule
    for rule in (
        violation("empty", "A stream has events.", _FLOW),
        *FRAME_RULES,
        violation("untyped", "The data of an event has its `type`.", "RawMessageStreamEvent.type"),
        violation("event-name", "The `event:` line names the same type as the data.", _FLOW),
        violation("event-line-partial", "If most events have an `event:` line, all do.", "SDK"),
        remark("event-line-missing", "All events have an `event:` line.", "SDK"),
        remark("unknown-type", "The types of events are known.", "RawMessageStreamEvent"),
        remark("unknown-block", "The types of content blocks are known.", "ContentBlock"),
        remark("unknown-delta", "The kinds of deltas are known.", "RawContentBlockDelta"),
        violation(
            "field-missing",
            "An event, its message, block, delta and usage have all required fields.",
            "the model of the type",
        ),
        remark(
            "field-omitted",
            "The same, for fields that clients can do without, such as `signature`.",
            "the model of the type",
        ),
        violation("wrong-kind", "A field has the type it must have.", "the model of the type"),
        violation("wrong-value", "A role or a number has a value it may have.", "Message.role"),
        violation("no-start", "A stream begins with `message_start`.", f"{_FLOW}, SDK"),
        violation("start-twice", "There is one `message_start`.", _FLOW),
        violation("start-content", "The message in `message_start` is empty.", f"{_FLOW}, SDK"),
        violation("block-index", "The indices of blocks rise by one from 0.", _BLOCKS),
        violation("block-twice", "A block begins once.", _BLOCKS),
        violation("block-unstarted", "A block begins before its deltas and its stop.", _BLOCKS),
        remark("block-overlap", "A block stops before the next one begins.", _FLOW),
        violation("after-block-stop", "Nothing follows the stop of a block.", _FLOW),
        violation("block-open", "Every block stops.", "RawContentBlockStopEvent"),
        violation("delta-kind", "The kind of a delta fits its block.", "RawContentBlockDelta"),
        violation("input-json", "The input of a tool joins to a JSON object.", "InputJSONDelta"),
        remark("unsigned", "Thinking is signed before its block stops.", "SignatureDelta"),
        remark("late-content", "Nothing but its end follows the stop reason.", _FLOW),
        violation("no-stop-reason", "`message_delta` says why the answer stops.", _REASON),
        remark("unknown-stop-reason", "The stop reason is known.", "StopReason"),
        violation(
            "stop-reason-contradicts",
            "The stop reason is `tool_use` if a tool awaits its result, and only then.",
            _REASON,
        ),
        remark(
            "stop-sequence",
            "`stop_sequence` is named if it is the reason, and only then.",
            "Message.stop_sequence",
        ),
        remark("usage-falls", "The counts of usage are cumulative.", "MessageDeltaUsage"),
        violation("usage-zero", "Output was counted where output was streamed.", "Usage"),
        violation("after-error", "Nothing follows an error.", "Streaming: error events"),
        violation("no-stop", "`message_stop` or an error ends a stream.", _FLOW),
        violation("after-end", "Nothing follows `message_stop`.", _FLOW),
        violation("two-messages", "A stream holds one message.", _FLOW),
        remark("sentinel", "There is no `[DONE]`.", _FLOW),
    )
}
"""The rules, by code."""


def rule_finding(code: str, events: Sequence[int], message: str) -> Finding:
    """A finding about a rule of `RULES`."""
    return Finding(RULES[code].severity, code, events, message)
