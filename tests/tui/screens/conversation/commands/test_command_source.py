"""The completion of commands and of what follows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.tui.screens.conversation.commands.command_source import CommandSource
from ppchat.tui.screens.conversation.commands.slash_command import CommandContext, SlashCommand
from tests.support.chat_app import run_chat


async def birds(context: CommandContext) -> list[str]:
    return ["owl", "heron"]


COMMANDS = {
    command.name: command
    for command in (
        SlashCommand("new", "", "Begin anew", None, "conversation.new"),
        SlashCommand("rename", "TEXT", "Give another name", None),
        SlashCommand("bird", "[NAME]", "Choose a bird", None, arguments=birds),
        SlashCommand("copy", "", "Copy it", None, "conversation.copy"),
    )
}


@pytest.mark.parametrize(
    ("before", "row", "word"),
    [
        ("/", 0, "/"),
        ("/ne", 0, "/ne"),
        ("/bird ", 0, ""),
        ("/bird  o", 0, "o"),
        ("/new ", 0, None),
        ("/unknown x", 0, None),
        ("/etc/", 0, None),
        ("//", 0, None),
        ("a /", 0, None),
        ("/", 1, None),
        ("", 0, None),
    ],
)
async def test_a_name_is_completed_at_the_start_only(
    tmp_path: Path, before: str, row: int, word: str | None
) -> None:
    async with run_chat(tmp_path) as chat:
        source = CommandSource(COMMANDS, chat.screen, chat.screen._command_context)
        assert source.word(before, row) == word


async def test_names_come_before_purposes_and_obstacles_are_named(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        source = CommandSource(COMMANDS, chat.screen, chat.screen._command_context)

        async def texts(before: str) -> list[str]:
            return [row.text for row in (await source.candidates(before)).rows]

        assert await texts("/") == ["/new", "/rename", "/bird", "/copy"]
        assert await texts("/ren") == ["/rename"]
        assert await texts("/another") == ["/rename"]
        assert await texts("/b") == ["/bird"]
        assert await texts("/bird ") == ["owl", "heron"]
        assert await texts("/bird h") == ["heron"]
        assert await texts("/xyz") == []
        assert (await source.candidates("/xyz")).note == "No command: enter sends this as it is."
        assert (await source.candidates("/rename x")).note == "/rename TEXT: Give another name"
        assert (await source.candidates("/copy")).rows[0].obstacle == "No answer yet"
