"""The table of commands."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from ppchat.core.view.action_sentences import SENTENCES
from ppchat.tui.screens.conversation.commands.table import COMMANDS
from tests.support.chat_app import run_chat


def test_every_command_does_something_and_says_what() -> None:
    for name, command in COMMANDS.items():
        assert re.fullmatch("[a-z]+", name)
        assert command.run or command.binding
        assert re.fullmatch(r"[A-Z].*[^.]", command.help), name
        assert not command.binding or command.binding in SENTENCES


def test_no_two_commands_do_the_same() -> None:
    bindings = Counter(command.binding for command in COMMANDS.values() if command.binding)
    assert [binding for binding, count in bindings.items() if count > 1] == []


async def test_every_binding_of_a_command_is_on_the_screen(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        for command in COMMANDS.values():
            assert not command.binding or command.action(chat.screen), command.name
