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


_FLOW: Final = "Streaming Messages: event flow"

RULES: Final[Mapping[str, Rule]] = {
    rule.code: rule
    for rule in (
        _violation("empty", "A stream has events.", _FLOW),
        *FRAME_RULES,
        _violation("no-stop", "`message_stop` or an error ends a stream.", _FLOW),
    )
}
"""The rules, by code."""


def rule_finding(code: str, events: Sequence[int], message: str) -> Finding:
    """A finding about a rule of `RULES`."""
    return Finding(RULES[code].severity, code, events, message)
