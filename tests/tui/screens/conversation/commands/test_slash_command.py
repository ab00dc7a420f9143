"""When a command runs, and what is said when it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.tui.dialogs.help import HelpScreen
from ppchat.tui.screens.conversation.commands.slash_command import (
    CommandContext,
    SlashCommand,
    run_command,
)
from tests.support.chat_app import ChatDriver, run_chat


def context_of(chat: ChatDriver) -> CommandContext:
    screen = chat.screen
    return CommandContext(screen, chat.chat, screen._composer, screen._parts)


class Recorder:
    """Runs a command; records its arguments."""

    def __init__(self) -> None:
        self.arguments: list[str] = []

    async def __call__(self, context: CommandContext, argument: str) -> str:
        self.arguments.append(argument)
        return "Done."


@pytest.mark.parametrize(
    ("hint", "argument", "problem", "runs"),
    [
        ("", "", "Done.", [""]),
        ("", "x", "/it stands alone. Begin with // to send this as a prompt.", []),
        ("TEXT", "", "/it TEXT: Do it.", []),
        ("TEXT", "x", "Done.", ["x"]),
        ("[TEXT]", "", "Done.", [""]),
    ],
)
async def test_an_argument_is_what_the_hint_says(
    tmp_path: Path, hint: str, argument: str, problem: str, runs: list[str]
) -> None:
    recorder = Recorder()
    command = SlashCommand("it", hint, "Do it", recorder)
    async with run_chat(tmp_path) as chat:
        assert await run_command(command, context_of(chat), argument) == problem
        assert recorder.arguments == runs


async def test_a_binding_acts_unless_there_is_an_argument(tmp_path: Path) -> None:
    recorder = Recorder()
    command = SlashCommand("it", "[TEXT]", "Do it", recorder, "app.help")
    async with run_chat(tmp_path) as chat:
        await run_command(command, context_of(chat), "x")
        assert recorder.arguments == ["x"]
        assert await run_command(command, context_of(chat), "") == ""
        await chat.until(lambda: isinstance(chat.app.screen, HelpScreen))


async def test_what_its_binding_cannot_do_it_says(tmp_path: Path) -> None:
    command = SlashCommand("copy", "", "Copy", None, "conversation.copy")
    async with run_chat(tmp_path) as chat:
        assert command.obstacle(chat.screen) == "No answer yet."
        assert await run_command(command, context_of(chat), "") == "No answer yet."
