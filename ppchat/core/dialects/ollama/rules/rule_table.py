"""The rules that a stream of Ollama follows: what each asks, how serious, and its source.

A source names a part of Ollama's reference, or a type of its source code. What breaks a client or
contradicts the reference is a violation; what older versions do otherwise is a remark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ppchat.core.dialects.finding import Finding, Rule, remark, violation

_STREAMING: Final = "Streaming responses"
_CHAT: Final = "ChatResponse"
_METRICS: Final = "Metrics"

RULES: Final[Mapping[str, Rule]] = {
    rule.code: rule
    for rule in (
        violation("empty", "A stream has lines.", _STREAMING),
        violation("damaged", "A line holds one JSON object in UTF-8.", _STREAMING),
        remark("oversize", "A line is small enough for this program to read.", "(its own limit)"),
        violation("cut-off", "The last line is whole.", _STREAMING),
        violation("untyped", "A line has `done`, and a message or a text; or an error.", _CHAT),
        violation("protocol-changes", "A stream is of one protocol throughout.", _STREAMING),
        violation(
            "call-changes",
            "All lines are of `/api/chat`, or all are of `/api/generate`.",
            "ChatResponse, GenerateResponse",
        ),
        remark("sentinel", "There is no `[DONE]`.", _STREAMING),
        violation("field-missing", "A line and what is in it have all required fields.", _CHAT),
        violation("wrong-kind", "A field has the type it must have.", _CHAT),
        violation("wrong-value", "A role or a number has a value it may have.", _CHAT),
        violation("model-changes", "All lines name the same model.", f"{_CHAT}: model"),
        remark("time-reversed", "`created_at` does not go back.", f"{_CHAT}: created_at"),
        violation("no-done", "A line that is done, or an error, ends the stream.", _STREAMING),
        violation("after-done", "Nothing follows that line.", _STREAMING),
        violation("after-error", "Nothing follows an error.", "Errors: while streaming"),
        remark("done-reason-missing", "The last line says why.", f"{_CHAT}: done_reason"),
        remark(
            "done-reason-unknown",
            "The reason is stop, length, load or unload.",
            f"{_CHAT}: done_reason",
        ),
        remark(
            "counts-missing", "The last line has its tokens and durations.", f"{_CHAT}: {_METRICS}"
        ),
        violation("count-zero", "Tokens were counted where text was streamed.", _METRICS),
        remark("duration-sum", "The parts of the time are not longer than the whole.", _METRICS),
    )
}
"""The rules, by code."""


def rule_finding(code: str, events: Sequence[int], message: str) -> Finding:
    """A finding about a rule of `RULES`."""
    return Finding(RULES[code].severity, code, events, message)
