"""The ids of an answer."""

from __future__ import annotations

from ppchat.core.dialects.ollama.replay_traits import REPLAY
from tests.support.lines import call_line, chat_line


def test_only_calls_have_ids() -> None:
    assert list(REPLAY.ids(call_line(id="call_1"))) == ["call_1"]
    assert list(REPLAY.ids(chat_line("a"))) == []


def test_an_error_is_its_message() -> None:
    assert REPLAY.error_body(404, "no model", "not_found") == {"error": "no model"}
