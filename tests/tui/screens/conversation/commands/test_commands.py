"""Commands typed at the prompt and chosen in the palette."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList

from ppchat.tui.dialogs.help import HelpScreen
from ppchat.tui.dialogs.palette import ActionPalette
from ppchat.tui.screens.conversation.commands.table import COMMANDS
from ppchat.tui.widgets.completion.completion_list import CompletionList
from tests.support.chat_app import ChatDriver, run_chat
from tests.support.recordings import TWISTER, build_recording
from tests.support.typed_keys import type_at_once

ANSWERED = ("one", build_recording(TWISTER))


def is_open(chat: ChatDriver) -> bool:
    return bool(chat.prompt.completion and chat.prompt.completion.is_open)


async def test_a_slash_lists_all_commands_and_enter_completes_then_runs(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ANSWERED) as chat:
        await chat.press("slash")
        await chat.until(lambda: is_open(chat))
        rows = chat.screen.query_one(CompletionList).options
        assert len(rows) == len(COMMANDS)
        await chat.press("h", "e", "enter")
        await chat.until(lambda: chat.prompt.text == "/help")
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, HelpScreen))
        assert chat.prompt.text == ""
        assert len(chat.chat.conversation) == 1


async def test_a_command_typed_at_once_runs_and_sends_nothing(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ANSWERED) as chat:
        type_at_once(chat.app, *"/new", "enter")
        await chat.until(lambda: len(chat.chat.conversation) == 0)
        assert chat.prompt.text == ""
        assert not chat.screen.is_asking


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("/etc/hosts is a file", "/etc/hosts is a file"),
        ("//new", "/new"),
        ("/nothing", "/nothing"),
    ],
)
async def test_what_is_no_command_is_sent(tmp_path: Path, typed: str, sent: str) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.press(*["space" if letter == " " else letter for letter in typed], "enter")
        await chat.until(lambda: len(chat.chat.conversation) and not chat.screen.is_asking)
        assert [node.prompt for node in chat.chat.conversation.nodes] == [sent]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("/copy", "No answer yet."),
        ("/help me", "/help stands alone. Begin with // to send this as a prompt."),
        ("/title", "/title TEXT: Give the conversation another title."),
        ("/title Birds", "No question yet: the first one makes the conversation."),
        ("/theme x\x1b[2J", "No theme x␛[2J: /theme lists them."),
    ],
)
async def test_what_cannot_run_says_why_and_stays(tmp_path: Path, typed: str, why: str) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.write(typed)
        await chat.press("enter")
        await chat.until(lambda: why in chat.notifications)
        await chat.until(lambda: chat.prompt.text == typed)
        assert len(chat.chat.conversation) == 0


async def test_a_command_is_in_the_history_of_the_prompt(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ANSWERED) as chat:
        await chat.write("/title Birds")
        await chat.press("enter")
        await chat.until(lambda: chat.chat.conversation.title == "Birds")
        await chat.press("up")
        assert chat.prompt.text == "/title Birds"


async def test_the_palette_has_every_command_once(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ANSWERED) as chat:
        await chat.press("ctrl+p")
        await chat.until(lambda: isinstance(chat.app.screen, ActionPalette))
        rows = "\n".join(
            str(option.prompt) for option in chat.app.screen.query_one(OptionList).options
        )
        assert "Begin a new conversation  /new  ^n" in rows
        assert "Give the conversation another title  /title TEXT" in rows
        for name in COMMANDS:
            assert rows.count(f" /{name}") == 1, name


async def test_a_command_that_needs_more_is_written_by_the_palette(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ANSWERED) as chat:
        await chat.press("ctrl+p")
        await chat.until(lambda: isinstance(chat.app.screen, ActionPalette))
        await chat.press(*"title", "enter")
        await chat.until(lambda: chat.prompt.text == "/title ")


async def test_a_command_chosen_in_the_palette_runs(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ANSWERED) as chat:
        await chat.press("ctrl+p")
        await chat.until(lambda: isinstance(chat.app.screen, ActionPalette))
        await chat.press("slash", *"clear", "enter")
        await chat.until(lambda: "Without what was asked before" in chat.text)
