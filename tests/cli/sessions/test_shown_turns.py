"""The turns of a conversation, printed."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.cli.sessions.shown_turns import print_turns, turn_json
from ppchat.core.chat.conversation import Conversation, Node
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Request


def asked(node: str, parent: str | None, **body: Any) -> Node:
    return Node(node, parent, "q", Recording(Request({"model": "m", **body}, "http://h/v1")))


def conversation() -> Conversation:
    return Conversation(
        "c",
        nodes=[
            asked("a", None, instructions="Be\x1b[31m brief.", reasoning={"effort": "low"}),
            asked("b", "a", instructions="Be\x1b[31m brief.", reasoning={"effort": "low"}),
            asked("c", "b", temperature=0.2, model="other"),
        ],
    )


def test_the_settings_are_named_where_they_change(capsys: pytest.CaptureFixture[str]) -> None:
    print_turns(conversation())
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Settings")]
    assert lines == [
        "Settings: instructions Be\u241b[31m brief. · effort low",
        "Settings: model other · instructions none · effort the server's · temperature 0.2",
    ]


def test_programs_get_the_settings_of_each_turn() -> None:
    turns = conversation()
    shown = [turn_json(turns, node)["settings"] for node in turns.nodes]
    first = {"instructions": "Be\x1b[31m brief.", "parameters": {"effort": "low"}, "fields": {}}
    assert shown[:2] == [first, first]
    assert shown[2] == {"instructions": "", "parameters": {"temperature": 0.2}, "fields": {}}
