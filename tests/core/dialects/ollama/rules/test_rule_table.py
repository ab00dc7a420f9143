"""Each rule: a stream that follows it, and one that does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from ppchat.core.dialects.finding import Finding, Rule
from ppchat.core.dialects.ollama.rules.rule_table import RULES
from tests.support.lines import (
    COUNTS,
    END,
    GENERATED,
    SOUND,
    THINKING,
    TWISTER,
    call_line,
    chat_line,
    done,
    generate_line,
    line_frame,
    ollama_recording,
)

Stream = Sequence[Any]
FIRST, SECOND, _ = TWISTER
ERROR = {"error": "no memory"}


def answer(*lines: Any) -> Stream:
    """An answer with these lines in its middle."""
    return (FIRST, *lines, END)


def without(line: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name not in names}


STREAMS: list[tuple[str, Stream, Stream]] = [
    ("empty", (ERROR,), ()),
    ("damaged", TWISTER, answer(b"data: {]\n\n")),
    ("oversize", TWISTER, answer(b"data: {\n: frame of 20000000 bytes refused\n\n")),
    ("cut-off", TWISTER, (FIRST, line_frame(SECOND)[:-9])),
    ("untyped", TWISTER, answer({"status": "pulling"})),
    ("protocol-changes", TWISTER, answer({"choices": []})),
    ("call-changes", GENERATED, answer(generate_line("a"))),
    ("sentinel", TWISTER, (*TWISTER, b"data: [DONE]\n\n")),
    ("field-missing", GENERATED, answer(without(SECOND, "created_at"))),
    ("wrong-kind", THINKING, answer(call_line(arguments="{}"))),
    ("wrong-value", TWISTER, answer(chat_line(role="user"))),
    ("model-changes", TWISTER, answer({**SECOND, "model": "m-2"})),
    (
        "time-reversed",
        answer({**SECOND, "created_at": "2026-03-01T13:00:00.123456+01:00"}),
        answer({**SECOND, "created_at": "2026-03-01T12:00:00+01:00"}),
    ),
    ("no-done", (FIRST, ERROR), TWISTER[:2]),
    ("after-done", TWISTER, (*TWISTER, FIRST)),
    ("after-error", (FIRST, ERROR), (FIRST, ERROR, END)),
    ("done-reason-missing", TWISTER, (FIRST, without(END, "done_reason"))),
    ("done-reason-unknown", (done(chat_line(), "load"),), (done(chat_line(), "boredom"),)),
    ("counts-missing", (without(END, *COUNTS),), (FIRST, without(END, *COUNTS))),
    ("count-zero", (done(chat_line(), eval_count=0),), (FIRST, done(chat_line(), eval_count=0))),
    ("duration-sum", TWISTER, (FIRST, done(chat_line(), total_duration=1_000_000))),
]


def findings(stream: Stream) -> list[Finding]:
    recording = ollama_recording(*stream)
    return recording.dialect.protocol_findings(recording)


def test_every_rule_has_its_streams() -> None:
    assert [code for code, _, _ in STREAMS] == list(RULES)


@pytest.mark.parametrize(("code", "good", "bad"), STREAMS, ids=[code for code, _, _ in STREAMS])
def test_a_rule(code: str, good: Stream, bad: Stream) -> None:
    assert code not in {finding.code for finding in findings(good)}
    (finding,) = [finding for finding in findings(bad) if finding.code == code]
    assert finding.severity is RULES[code].severity
    assert finding.message.endswith(".")
    others = {finding.code for finding in findings(bad)} - {code}
    assert others <= {"time-reversed"}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_stream_has_no_findings(name: str) -> None:
    assert findings(SOUND[name]) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_is_in_plain_words(rule: Rule) -> None:
    assert rule.words.endswith(".")
    assert rule.source
    assert len(rule.words) < 100
