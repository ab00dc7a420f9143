"""Whether events and their objects have the fields they must have."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.messages.event_types import type_of
from ppchat.core.dialects.messages.rules.field_rules import MessagesFieldRules
from ppchat.core.stream.event import Event
from tests.support.messages import (
    CITATION,
    SOUND,
    block_start,
    delta,
    message_start,
    stop_reason,
)


def messages(*data: Any, fault: str = "") -> list[str]:
    rules = MessagesFieldRules()
    for n, entry in enumerate(data):
        rules.check(Event(n, 0, type_of(entry), entry, fault))
    return [finding.message for finding in rules.finish()]


@pytest.mark.parametrize("name", SOUND)
def test_sound_events_have_all_fields(name: str) -> None:
    assert messages(*SOUND[name]) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"type": "content_block_stop"}, "`index` is missing"),
        ({"type": "content_block_stop", "index": "0"}, "`index` is a string, not a whole number,"),
        ({"type": "content_block_stop", "index": -1}, "`index` is negative"),
        ({"type": "content_block_delta", "index": 0, "delta": None}, "`delta` is null"),
        ({"type": "content_block_delta", "index": 0, "delta": {}}, "`delta.type` is missing"),
        (delta(0, "text", text=3), "`delta.text` is a number, not a string,"),
        (
            delta(0, "citations", citation={**CITATION, "cited_text": None}),
            "`delta.citation.cited_text` is null",
        ),
        (block_start(0, "tool_use", id="t", input={}), "`content_block.name` is missing"),
        (message_start(output_tokens=None), "`message.usage.output_tokens` is null"),
        (
            message_start(cache_read_input_tokens="3"),
            "`message.usage.cache_read_input_tokens` is a string, not a whole number,",
        ),
        ({"type": "message_start", "message": []}, "`message` is a list, not an object,"),
        ({**stop_reason(), "usage": None}, "`usage` is null"),
        ({"type": "error", "error": "busy"}, "`error` is a string, not an object,"),
        ({"type": "error", "error": {"message": "busy"}}, "`error.type` is missing"),
    ],
)
def test_a_wrong_field(data: dict[str, Any], message: str) -> None:
    assert messages(data, data) == [f"{message} in 2 events ({type_of(data)})."]


def test_what_is_damaged_or_unknown_is_passed_over() -> None:
    assert messages({"type": "content_block_stop"}, fault="damaged") == []
    assert messages({"type": "poem"}) == []


def test_a_signature_may_be_omitted() -> None:
    (message,) = messages(block_start(0, "thinking", thinking=""))
    assert message.startswith("Omitted though the reference requires it: `content_block.signature`")
