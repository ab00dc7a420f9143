"""The app on a proxy does not cut off the streams of other clients unasked."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from openai import APIConnectionError

from ppchat.adapters.store.store import Store
from ppchat.core.response.outcome import Outcome
from ppchat.tui.dialogs.confirm import Confirm
from tests.support.chat_app import HeldScript, paths_in
from tests.support.proxy_app import run_proxy_app


@pytest.mark.parametrize("key", ["escape", "ctrl+q", "ctrl+c"])
async def test_it_asks_before_streams_are_cut_off(tmp_path: Path, key: str) -> None:
    held = HeldScript("Hel", "lo")
    async with run_proxy_app(tmp_path, held) as app:
        asking = asyncio.create_task(app.ask("x"))
        await app.until(lambda text: "● streaming" in text)
        await app.pilot.press(key)
        await app.until(lambda text: "A stream is still running. Quit?" in text)
        await app.pilot.press("escape")
        await app.until(lambda _: not isinstance(app.app.screen, Confirm))
        await app.pilot.press(key)
        await app.until(lambda _: isinstance(app.app.screen, Confirm))
        await app.pilot.press("ctrl+q" if key == "ctrl+q" else "enter")
    with pytest.raises(APIConnectionError):
        await asking
    store = Store(paths_in(tmp_path).database)
    assert [summary.outcome for summary in store.conversations()] == [Outcome.STOPPED]
    store.close()
