"""Commands of the prompt: run by hand alone, seen before they are used."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Paste

from ppchat.tui.dialogs.shell.command_output import CommandOutputScreen
from ppchat.tui.widgets import held_enter
from tests.support.chat_app import ChatDriver, run_chat
from tests.support.typed_keys import type_at_once


@pytest.fixture(autouse=True)
def shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/bin/sh")


def shows_output(chat: ChatDriver) -> bool:
    screen = chat.app.screen
    return isinstance(screen, CommandOutputScreen) and screen._block is not None


async def type_line(chat: ChatDriver, text: str) -> None:
    await chat.press(*["space" if letter == " " else letter for letter in text], "enter")


async def test_what_it_printed_is_shown_and_then_put_into_the_prompt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_enter, "REPEAT_NS", 0)
    async with run_chat(tmp_path) as chat:
        await type_line(chat, "!printf 'a\\033[2J\\nb'; exit 3")
        await chat.until(lambda: shows_output(chat))
        await chat.until(lambda: "3 lines · exit code 3" in chat.text)
        assert "a␛[2J" in chat.text
        assert chat.prompt.text == ""
        await chat.press("enter")
        await chat.until(lambda: chat.prompt.text)
        assert chat.prompt.text == (
            "```console\n$ printf 'a\\033[2J\\nb'; exit 3\na␛[2J\nb\n[exit code 3]\n```\n"
        )
        assert len(chat.chat.conversation) == 0


async def test_escape_drops_it(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await type_line(chat, "!echo a")
        await chat.until(lambda: shows_output(chat))
        await chat.press("escape")
        await chat.until(lambda: chat.app.screen is chat.screen)
        assert chat.prompt.text == ""


async def test_escape_stops_it(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await type_line(chat, "!sleep 600")
        await chat.until(lambda: "Running, for 60 s at most" in chat.text)
        await chat.press("enter", "escape")
        await chat.until(lambda: chat.app.screen is chat.screen)
        workers = [worker for worker in chat.app.workers if worker.group == "shell"]
        await chat.until(lambda: all(worker.is_finished for worker in workers))


async def test_an_enter_that_is_held_runs_one_command_and_sends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_enter, "REPEAT_NS", 10**15)
    async with run_chat(tmp_path) as chat:
        type_at_once(chat.app, *"!echo", *["enter"] * 20)
        await chat.until(lambda: shows_output(chat))
        await chat.press(*["enter"] * 5)
        assert isinstance(chat.app.screen, CommandOutputScreen)
        monkeypatch.setattr(held_enter, "REPEAT_NS", 0)
        await chat.press("enter")
        await chat.until(lambda: chat.app.screen is chat.screen and chat.prompt.held_enter)
        monkeypatch.setattr(held_enter, "REPEAT_NS", 10**15)
        await chat.press(*["enter"] * 5)
        assert chat.prompt.text.startswith("```console")
        assert not chat.screen.is_asking


async def test_what_is_pasted_or_written_by_the_app_runs_nothing(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        chat.app.post_message(Paste("!echo a"))
        await chat.until(lambda: chat.prompt.text == "!echo a")
        await chat.press("enter")
        await chat.until(lambda: len(chat.chat.conversation) == 1 and not chat.screen.is_asking)
        assert chat.app.screen is chat.screen
        assert chat.chat.conversation.nodes[0].prompt == "!echo a"


async def test_the_foot_says_that_enter_runs_it(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.press("!", "l")
        await chat.until(lambda: "⏎ run" in chat.text)
        await chat.press("backspace", "backspace", "l")
        await chat.until(lambda: "⏎ send" in chat.text)
