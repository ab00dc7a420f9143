"""Random keys in every screen, typed faster than it paints: no traceback, and no prompt is lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from ppchat.adapters.config import Settings
from ppchat.core.chat.conversation import Node
from ppchat.tui.app import PPChat
from ppchat.tui.screens.compare.screen import CompareScreen
from ppchat.tui.screens.conversation.pending_turn import PendingTurn
from ppchat.tui.screens.inspect.screen import InspectScreen
from tests.support.chat_app import ChatDriver, paths_in, reply_with, run_chat, save_conversation
from tests.support.proxy_app import run_proxy_app
from tests.support.random_keys import type_randomly
from tests.support.recordings import TWISTER, build_recording
from tests.support.until import TIMEOUT_S

RECORDING = build_recording(TWISTER)


@asynccontextmanager
async def conversation(folder: Path) -> AsyncIterator[App[Any]]:
    async with run_chat(folder, None, ("one", RECORDING), ("two", RECORDING)) as driver:
        prompts = watch_prompts(driver)
        await driver.write("three")
        driver.prompt.action_submit()  # the random keys overtake it
        yield driver.app
        await driver.until(lambda: not driver.screen.is_asking)
        assert prompts["sent"] == prompts["stored"] != []
        await end(driver.app)


def watch_prompts(driver: ChatDriver) -> dict[str, list[str]]:
    """Filled with the prompts that are sent from now on, and with those that reach the store."""
    prompts: dict[str, list[str]] = {"sent": [], "stored": []}
    send, begin_run = driver.screen._asking.send, driver.chat.store.begin_run

    def record_sent(
        text: str, pending: PendingTurn | None = None, attachments: tuple[Any, ...] = ()
    ) -> None:
        prompts["sent"].append(text)
        send(text, pending, attachments)

    def record_stored(conversation_id: str, node: Node, *options: Any, **named: Any) -> Any:
        prompts["stored"].append(node.prompt)
        return begin_run(conversation_id, node, *options, **named)

    driver.screen._asking.send = record_sent  # type: ignore[method-assign]
    driver.chat.store.begin_run = record_stored  # type: ignore[method-assign]
    return prompts


@asynccontextmanager
async def sessions(folder: Path) -> AsyncIterator[App[Any]]:
    for name in "abc":
        save_conversation(folder, (f"prompt {name}", RECORDING), conversation=name)
    async with run_chat(folder, size=(80, 24)) as driver:
        await driver.press("ctrl+s")
        yield driver.app
        await end(driver.app)


@asynccontextmanager
async def inspector(folder: Path) -> AsyncIterator[App[Any]]:
    app = PPChat(InspectScreen([RECORDING] * 2), Settings(paths_in(folder)))
    async with app.run_test(size=(120, 36)):
        yield app
        await end(app)


@asynccontextmanager
async def comparison(folder: Path) -> AsyncIterator[App[Any]]:
    app = PPChat(CompareScreen([RECORDING] * 3, []), Settings(paths_in(folder)))
    async with app.run_test(size=(60, 15)):
        yield app
        await end(app)


@asynccontextmanager
async def proxy(folder: Path) -> AsyncIterator[App[Any]]:
    async with run_proxy_app(folder, reply_with("Sure"), size=(100, 30)) as driver:
        await driver.ask_and_wait("one", "two")
        yield driver.app
        await end(driver.app)


@pytest.mark.parametrize("screen", [conversation, sessions, inspector, comparison, proxy])
async def test_random_keys_end_nothing(
    screen: Callable[[Path], AbstractAsyncContextManager[App[Any]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)  # exports go there
    monkeypatch.setattr(PPChat, "exit", lambda *_, **__: None)  # keys that quit are among them
    monkeypatch.setattr(PPChat, "open_url", lambda *_, **__: None)
    monkeypatch.setattr(PPChat, "copy_to_clipboard", lambda *_, **__: None)
    async with screen(tmp_path) as app:
        typed = await type_randomly(app, seed=7, count=120)
        assert len(typed) >= 120, typed
        monkeypatch.undo()


async def end(app: App[Any]) -> None:
    """End the app, and wait until it handles no more keys."""
    app.exit()
    deadline = time.monotonic() + TIMEOUT_S
    while app.is_running:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.005)
