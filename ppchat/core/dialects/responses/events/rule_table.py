"""The rules that the events of a stream follow: what each asks, how serious it is, and its source.

A source names the model or page of OpenAI's reference; "event stream" is WHATWG's format, and
"SDK" is how OpenAI's SDK reads a stream.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ppchat.core.dialects.finding import Finding, Rule, remark, violation
from ppchat.core.dialects.responses.profiles import Profile
from ppchat.core.dialects.shared_rules.frame_rules import FRAME_RULES

_OPENAI: Final = Profile.OPENAI.value
_OPEN_RESPONSES: Final = Profile.OPEN_RESPONSES.value
_OPEN_STREAMING: Final = "openresponses.org: Streaming HTTP Responses"


_SEQUENCE: Final = "ResponseTextDeltaEvent.sequence_number"
_LIFECYCLE: Final = "Streaming events: lifecycle"

EVENT_RULES: Final[Mapping[str, Rule]] = {
    rule.code: rule
    for rule in (
        violation("empty", "A stream has events.", _LIFECYCLE),
        *FRAME_RULES,
        violation("untyped", "The data of an event has its `type`.", "ResponseStreamEvent.type"),
        violation(
            "event-name",
            "The `event:` line, where there is one, names the same type as the data.",
            "Streaming guide",
        ),
        remark("unknown-type", "The types of events are known.", "ResponseStreamEvent"),
        violation(
            "field-missing",
            "An event, its item, part, response and usage have all required fields.",
            "the model of the type",
        ),
        remark(
            "field-omitted",
            "The same, for fields that clients can do without, such as `logprobs`.",
            "the model of the type",
        ),
        violation("wrong-kind", "A field has the type it must have.", "the model of the type"),
        violation(
            "wrong-value",
            "A status, a role or an index has a value it may have.",
            "the model of the type",
        ),
        violation("sequence-repeated", "No sequence number is repeated.", _SEQUENCE),
        violation("sequence-back", "Sequence numbers grow.", _SEQUENCE),
        violation("sequence-gap", "Sequence numbers grow by one.", _SEQUENCE),
        violation(
            "sequence-partial", "If most events have a sequence number, all have one.", _SEQUENCE
        ),
        remark("sequence-missing", "All events have a sequence number.", _SEQUENCE),
        remark("sequence-start", "Sequence numbers begin at 0.", _SEQUENCE),
        violation(
            "no-created", "A stream begins with `created`.", "ResponseCreatedEvent, SDK stream()"
        ),
        violation("created-twice", "There is one `created`.", "ResponseCreatedEvent"),
        violation("response-id-changes", "All events are of one response.", "Response.id"),
        remark("model-changes", "The model stays.", "Response.model"),
        violation(
            "status-contradicts",
            "The status of a response is that of the event that carries it.",
            "Response.status",
        ),
        remark("failed-without-error", "`failed` says why in `error`.", "Response.error"),
        remark(
            "incomplete-without-reason",
            "`incomplete` says why in `incomplete_details`.",
            "Response.incomplete_details",
        ),
        violation(
            "usage-of-chat",
            "Usage has `input_tokens` and `output_tokens`, not the names of Chat Completions.",
            "ResponseUsage",
        ),
        violation("usage-sum", "The counts of usage add up.", "ResponseUsage.total_tokens"),
        violation("usage-zero", "Output was counted where output was streamed.", "ResponseUsage"),
        remark(
            "error-nested",
            "The code and the message of an `error` event stand beside its `type`.",
            "ResponseErrorEvent",
            _OPENAI,
        ),
        remark(
            "error-flat",
            "The code and the message of an `error` event stand in its `error`.",
            "openresponses.org: ErrorStreamingEvent",
            _OPEN_RESPONSES,
        ),
        remark("error-end", "After an error comes `failed`.", "ResponseFailedEvent"),
        violation(
            "no-terminal",
            "`completed`, `incomplete` or `failed` ends a stream.",
            "ResponseCompletedEvent",
        ),
        violation("after-end", "Nothing follows the terminal event.", "ResponseCompletedEvent"),
        violation("two-responses", "A stream holds one response.", _LIFECYCLE),
        remark("sentinel", "There is no `[DONE]`.", _LIFECYCLE, _OPENAI),
        violation("no-sentinel", "`[DONE]` ends a stream.", _OPEN_STREAMING, _OPEN_RESPONSES),
        violation(
            "no-event-line",
            "An `event:` line names the type of each event.",
            _OPEN_STREAMING,
            _OPEN_RESPONSES,
        ),
        remark(
            "extension",
            "Types of events and items have no prefix of a vendor.",
            "ResponseStreamEvent",
            _OPENAI,
        ),
    )
}
"""The rules about events, by code."""


def event_finding(code: str, events: Sequence[int], message: str) -> Finding:
    """A finding about a rule of `EVENT_RULES`."""
    return Finding(EVENT_RULES[code].severity, code, events, message)
