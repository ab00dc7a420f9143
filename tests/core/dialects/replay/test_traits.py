"""What a server needs of a dialect."""

from __future__ import annotations

import json

import pytest

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.messages.dialect import MESSAGES
from ppchat.core.dialects.registry import DIALECTS
from ppchat.core.dialects.replay.traits import AnswerItem, event_frame
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.error_body import parse_error_body
from ppchat.core.stream.event import parse_event
from ppchat.core.stream.sse import Frame


def test_calls_are_told_from_other_items() -> None:
    assert [AnswerItem(0, name).is_call for name in ("message", "function_call")] == [False, True]


def test_a_frame_holds_its_data_whatever_the_text() -> None:
    data = {"type": "ping", "text": "é\n\n\u2028 \ud800"}
    raw = event_frame(data, "ping")
    assert raw.startswith(b"event: ping\ndata: {")
    assert parse_event(0, Frame(raw, 0), MESSAGES).data == data
    assert event_frame({}) == b"data: {}\n\n"


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_the_message_of_an_error_is_read_back(dialect: Dialect) -> None:
    for status in (400, 429, 500):
        body = json.dumps(dialect.replay.error_body(status, "slow down", None)).encode()
        assert parse_error_body(body)[0] == "slow down"


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_foreign_data_names_no_ids(dialect: Dialect) -> None:
    foreign: list[JsonObject] = [{}, {"id": 1}, {"response": None}, {"choices": [None]}]
    for data in foreign:
        assert not any(dialect.replay.ids(data))
