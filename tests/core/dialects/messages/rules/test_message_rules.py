"""Whether a stream is of one message, from its start to its end."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.messages.dialect import MESSAGES
from ppchat.core.dialects.messages.rules.message_rules import MessageRules
from ppchat.core.stream.event import Event
from tests.support.messages import (
    END,
    OVERLOADED,
    PING,
    TWISTER,
    block_stop,
    message_start,
    stop_reason,
)


def findings(*data: Any, awaits_result: bool = False, unread: bool = False) -> list[str]:
    rules = MessageRules()
    for n, entry in enumerate(data):
        kind = MESSAGES.type_of(entry)
        rules.check(Event(n, 0, kind, entry, delta=MESSAGES.delta_text(kind, entry)))
    return [
        f"{finding.code}: {finding.message}"
        for finding in rules.finish(awaits_result=awaits_result, unread=unread)
    ]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (TWISTER, []),
        ((PING, *TWISTER, PING), []),
        ((OVERLOADED,), []),
        (
            (message_start(), stop_reason(), block_stop(0), END),
            ["late-content: 1 event of blocks after the stop reason."],
        ),
        (
            (PING, END, message_start()),
            [
                (
                    "no-start: The stream begins with 'message_stop', not with `message_start`; "
                    "it comes as event 2."
                ),
                "no-stop-reason: `message_stop` comes without a stop reason before it.",
                "after-end: 1 event after `message_stop`.",
            ],
        ),
        (
            (message_start(output_tokens=7), stop_reason("tool_use", 6, stop_sequence="x"), END),
            [
                "stop-sequence: The stop reason is 'tool_use', the stop sequence 'x'.",
                "usage-falls: `output_tokens` falls from 7 to 6: it counts from the start.",
                (
                    "stop-reason-contradicts: The stop reason is 'tool_use', and there is no "
                    "`tool_use` block."
                ),
            ],
        ),
    ],
)
def test_the_life_of_a_message(events: tuple[Any, ...], expected: list[str]) -> None:
    assert sorted(findings(*events)) == sorted(expected)


def test_a_tool_that_awaits_its_result_is_the_reason() -> None:
    (finding,) = findings(*TWISTER, awaits_result=True)
    assert finding.startswith("stop-reason-contradicts: The stop reason is 'end_turn', and there")
    assert findings(message_start(), stop_reason("tool_use"), END, awaits_result=True) == []


def test_what_may_be_in_an_unread_frame_is_not_missed() -> None:
    assert findings(END, unread=True) == []
