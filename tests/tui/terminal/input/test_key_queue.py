"""Keys typed faster than they are handled: each acts on what the one before did."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import ClassVar

import pytest
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Event, Key, Paste
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ppchat.adapters.store.store import ConversationSummary
from ppchat.tui.screens.inspect.screen import InspectScreen
from ppchat.tui.terminal.app import TerminalApp
from ppchat.tui.terminal.input import key_queue
from ppchat.tui.terminal.input.key_queue import KeyQueue
from tests.support.chat_app import ChatDriver, run_chat
from tests.support.loopback import isolated_environment, ppchat_command
from tests.support.recordings import TWISTER, build_recording
from tests.support.terminal import Terminal
from tests.support.typed_keys import type_at_once
from tests.support.until import TIMEOUT_S, until

FOCUS_IN, FOCUS_OUT = "\x1b[I", "\x1b[O"
TURNS = [(prompt, build_recording(TWISTER)) for prompt in ("one sky", "two herons")]


class Box(ModalScreen[str]):
    """A dialog whose input has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "done", priority=True)]

    def compose(self) -> ComposeResult:
        yield Input()

    def action_done(self) -> None:
        self.dismiss(self.query_one(Input).value)


class Host(TerminalApp):
    """An app whose key `o` opens a box, by way of many messages; records results and keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open"),
        *(Binding(key, f"record('{key}')") for key in "abc"),
    ]

    def __init__(self, folder: Path) -> None:
        super().__init__(folder=folder)
        self.recorded: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static()

    def action_record(self, key: str) -> None:
        self.recorded.append(key)

    def action_open(self, messages: int = 20) -> None:
        if messages:
            self.call_later(self.action_open, messages - 1)
        else:
            self.push_screen(Box(), lambda text: self.recorded.append(f"box: {text}"))


async def test_keys_wait_for_a_screen_that_the_one_before_opens(tmp_path: Path) -> None:
    app = Host(tmp_path)
    async with app.run_test() as pilot:
        type_at_once(app, "a", "o", *"abc", "enter", "b", "o", "c")
        app._driver.process_message(Paste("pasted"))  # type: ignore[union-attr]
        type_at_once(app, "enter", "c")
        await until(pilot, lambda: len(app.recorded) == 5)
        assert app.recorded == ["a", "box: abc", "b", "box: cpasted", "c"]


async def test_keys_do_not_wait_for_ever_for_a_busy_app(tmp_path: Path) -> None:
    app = Host(tmp_path)
    async with app.run_test() as pilot:
        loop = asyncio.get_running_loop()

        def keep_busy() -> None:
            if len(app.recorded) < 3:
                loop.call_soon(keep_busy)

        keep_busy()
        type_at_once(app, *"abc")
        await until(pilot, lambda: app.recorded == ["a", "b", "c"])


class Posted:
    """What the queue posts, and a way to wait for it."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[Event] = asyncio.Queue()

    async def next(self) -> Event:
        async with asyncio.timeout(TIMEOUT_S):
            return await self.events.get()


async def test_letters_typed_into_a_text_wait_for_nothing() -> None:
    posted = Posted()
    queue = KeyQueue(posted.events.put_nowait, lambda event: event is not enter)
    letters = [Key(letter, letter) for letter in "abc"]
    enter, late = Key("enter", "\r"), Key("d", "d")
    assert [queue.admit(letter) for letter in letters] == [True] * 3
    assert not queue.admit(enter)
    assert not queue.admit(late)  # not before the key that waits
    assert await posted.next() is enter


async def test_keys_are_held_while_something_loads() -> None:
    posted = Posted()
    queue = KeyQueue(posted.events.put_nowait)
    first, second = Key("a", "a"), Key("b", "b")
    assert queue.admit(first)
    with queue.hold():
        for _ in range(20):
            await asyncio.sleep(0)
        assert not queue.admit(second)
        assert posted.events.empty()
    assert await posted.next() is second


async def test_the_first_key_is_held_too() -> None:
    posted = Posted()
    queue = KeyQueue(posted.events.put_nowait)
    key = Key("a", "a")
    with queue.hold():
        assert not queue.admit(key)
    assert await posted.next() is key
    assert queue.admit(key)


async def test_keys_are_not_held_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_queue, "_MAX_HOLD_S", 0.01)
    posted = Posted()
    queue = KeyQueue(posted.events.put_nowait)
    first, second = Key("a", "a"), Key("b", "b")
    assert queue.admit(first)
    with queue.hold():
        assert not queue.admit(second)
        assert await posted.next() is second


async def test_keys_wait_for_a_list_that_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run_chat(tmp_path, None, *TURNS) as chat:
        may_load, load = threading.Event(), chat.chat.store.conversations

        def load_late() -> list[ConversationSummary]:
            may_load.wait(TIMEOUT_S)
            return load()

        await chat.press("ctrl+n")
        monkeypatch.setattr(chat.chat.store, "conversations", load_late)
        type_at_once(chat.app, "ctrl+s", "enter", "a")
        await chat.until(lambda: chat.app._keys._holds)
        may_load.set()
        await chat.until(lambda: chat.prompt.text == "a")
        assert len(chat.chat.conversation.path) == 2


async def press_at_once(chat: ChatDriver, *keys: str) -> None:
    """Type keys at once, and wait until all had their effect."""
    type_at_once(chat.app, *keys)
    await chat.pilot.pause()
    await chat.until(lambda: chat.app._keys._admitted is None)


async def test_quick_keys_keep_their_order_on_the_main_screen(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, *TURNS) as chat:
        await press_at_once(chat, "ctrl+r", *"sky", "enter")
        assert chat.prompt.text == "one sky"
        await press_at_once(chat, "ctrl+c", "tab", "tab", "up", "up", "down")
        assert chat.events.has_focus
        at_once = chat.panes.playhead
        await press_at_once(chat, "end")
        for key in ("up", "up", "down"):
            await chat.press(key)
        assert chat.panes.playhead == at_once
        await press_at_once(chat, "escape", "ctrl+f", *"herons", "enter")
        assert "1 of 1" in chat.text
        await press_at_once(chat, "escape", "escape", *"abc", "f1", "escape", "d")
        assert chat.prompt.text == "abcd"
        await press_at_once(chat, "ctrl+c", "ctrl+p", *"inspector", "enter")
        assert len(chat.app.screen_stack) == 2
        assert isinstance(chat.app.screen, InspectScreen)
        await press_at_once(chat, "z", *"abc")
        assert len(chat.app.screen_stack) == 1


async def test_the_focus_of_the_terminal_comes_and_goes_in_order_with_the_keys(
    tmp_path: Path,
) -> None:
    async with run_chat(tmp_path, None, *TURNS) as chat:
        await press_at_once(chat, "ctrl+p", *"inspector", FOCUS_OUT, "enter")
        assert isinstance(chat.app.screen, InspectScreen)
        await press_at_once(chat, "escape", "f1", *"ab", FOCUS_OUT, FOCUS_IN, "c")
        assert chat.app.screen.query_one(Input).value == "abc"
        await press_at_once(chat, "escape", *"sent", "enter", FOCUS_OUT)
        assert not chat.app.app_focus
        await chat.until(lambda: len(chat.chat.conversation.path) == 3)
        await press_at_once(chat, FOCUS_IN, "x")
        assert chat.prompt.text == "x"


def test_quick_keys_keep_their_order_in_a_single_write(tmp_path: Path) -> None:
    with Terminal(ppchat_command("--demo"), environment=isolated_environment(tmp_path)) as terminal:
        terminal.wait_for("ppchat")
        terminal.press("abc\x1bOPxyz")  # the help is opened, which takes what is typed then
        terminal.wait_for("xyz")
        terminal.press("escape")
        terminal.wait_for(lambda text: "abc" in text and "xyz" not in text)
        terminal.press("\x11")
        assert terminal.wait_for_end() == 0
