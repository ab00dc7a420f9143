"""The rules that a stream of Chat Completions follows: what each asks, how serious, and its source.

A source names the object of OpenAI's reference; "event stream" is WHATWG's format, and "SDK" is
how OpenAI's SDK reads a stream. What breaks a client or contradicts the reference is a violation;
what sound servers do otherwise is a remark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ppchat.core.dialects.finding import Finding, Rule, remark, violation
from ppchat.core.dialects.shared_rules.frame_rules import FRAME_RULES

_CHUNK: Final = "chat.completion.chunk"
_CHOICE: Final = f"{_CHUNK}: choices[]"
_CALL: Final = f"{_CHUNK}: choices[].delta.tool_calls[]"
_USAGE: Final = f"{_CHUNK}: usage"
_STREAM: Final = "Create chat completion: stream"

RULES: Final[Mapping[str, Rule]] = {
    rule.code: rule
    for rule in (
        # The stream.
        violation("empty", "A stream has chunks.", _STREAM),
        *FRAME_RULES,
        violation("untyped", "Each frame holds a chunk, with `choices`.", _CHUNK),
        remark("unknown-type", "There is nothing but chunks and errors.", _STREAM),
        violation("protocol-changes", "A stream is of one protocol throughout.", _STREAM),
        violation("whole-completion", "The answer comes in chunks, not as a whole.", _STREAM),
        remark("event-field", "There is no `event:` line.", _STREAM),
        violation("id-changes", "All chunks have the same `id`.", f"{_CHUNK}: id"),
        remark("created-changes", "All chunks have the same `created`.", f"{_CHUNK}: created"),
        remark("model-changes", "All chunks have the same `model`.", f"{_CHUNK}: model"),
        violation(
            "empty-choices",
            "Only chunks with usage or the results of a filter have no choices.",
            f"{_CHUNK}: choices",
        ),
        violation("no-done", "`[DONE]` ends the stream.", _STREAM),
        violation("after-done", "Nothing follows `[DONE]`.", f"{_STREAM}, SDK"),
        # The fields.
        violation("field-missing", "A chunk and what is in it have all required fields.", _CHUNK),
        remark("field-omitted", "The same, for fields that clients can do without.", _CHUNK),
        violation("wrong-kind", "A field has the type it must have.", _CHUNK),
        violation("wrong-value", "An object, a role or an index has a value it may have.", _CHUNK),
        # The choices.
        remark(
            "role-first", "The first delta of a choice names its role.", f"{_CHOICE}.delta.role"
        ),
        remark("role-repeated", "The role of a choice comes once.", f"{_CHOICE}.delta.role"),
        violation("choice-twice", "A chunk has each choice once.", f"{_CHOICE}.index"),
        violation("choice-gap", "The indices of the choices have no gaps.", f"{_CHOICE}.index"),
        violation("no-finish", "A `finish_reason` ends each choice.", f"{_CHOICE}.finish_reason"),
        remark("finish-repeated", "It comes once.", f"{_CHOICE}.finish_reason"),
        violation("finish-changes", "It stays as it was.", f"{_CHOICE}.finish_reason"),
        remark(
            "finish-unknown",
            "It is stop, length, tool_calls, content_filter or function_call.",
            f"{_CHOICE}.finish_reason",
        ),
        violation("after-finish", "Nothing of the choice follows it.", f"{_CHOICE}.finish_reason"),
        violation(
            "finish-without-calls",
            "A choice that ends for `tool_calls` has calls.",
            f"{_CHOICE}.finish_reason",
        ),
        remark(
            "calls-without-finish",
            "A choice with calls ends for `tool_calls`, unless a call was forced.",
            f"{_CHOICE}.finish_reason",
        ),
        # The calls.
        violation(
            "call-start",
            "The first fragment of a call has its id and its name.",
            f"{_CALL}, SDK",
        ),
        violation(
            "call-repeats",
            "The id and the name of a call come once: clients join the strings of all fragments.",
            f"{_CALL}, SDK",
        ),
        violation("call-changes", "An index is that of one call.", f"{_CALL}.index"),
        violation("call-gap", "The indices of the calls have no gaps.", f"{_CALL}.index"),
        violation(
            "arguments-json",
            "The arguments of a call join to a JSON object.",
            f"{_CALL}.function.arguments",
        ),
        # The usage.
        remark("usage-repeated", "Usage comes once.", _USAGE),
        remark("usage-early", "Usage comes after the answer.", _USAGE),
        remark("usage-place", "Usage stands in `usage` of a chunk without choices.", _USAGE),
        remark("usage-unasked", "Usage comes if it was asked for.", "stream_options"),
        violation("usage-missing", "Usage that was asked for comes.", "stream_options"),
        violation(
            "usage-sum",
            "The total is not less than its parts.",
            "CompletionUsage.total_tokens",
        ),
        remark(
            "usage-rest",
            "The total is that of the prompt and the completion.",
            "CompletionUsage.total_tokens",
        ),
        violation("usage-zero", "Tokens were counted where text was streamed.", "CompletionUsage"),
    )
}
"""The rules, by code."""


def rule_finding(code: str, events: Sequence[int], message: str) -> Finding:
    """A finding about a rule of `RULES`."""
    return Finding(RULES[code].severity, code, events, message)
