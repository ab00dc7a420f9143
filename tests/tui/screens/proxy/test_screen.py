"""The screen of the proxy: the real process, a scripted server."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest
from openai import APIConnectionError, AsyncOpenAI, RateLimitError

from ppchat.adapters.store.store import Store
from ppchat.core.response.outcome import Outcome
from ppchat.tui.dialogs.files.export import ExportScreen
from ppchat.tui.screens.compare.screen import CompareScreen
from ppchat.tui.screens.inspect.screen import InspectScreen
from ppchat.tui.screens.proxy.screen import ProxyScreen
from tests.support.chat_app import HeldScript, paths_in, reply_with
from tests.support.loopback import Exchange, raw_answer
from tests.support.proxy_app import KEY, run_proxy_app


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_an_empty_list_says_what_to_do(tmp_path: Path, size: tuple[int, int]) -> None:
    async with run_proxy_app(tmp_path, reply_with("Hi"), size) as app:
        address = f"OPENAI_BASE_URL={app.base_url} python your_script.py"
        await app.until(lambda text: address in text and "○ waiting" in text)
        assert f"proxy  {app.base_url} → http://127.0.0.1:" in app.text
        assert "enter" not in app.text
        assert "mark" not in app.text


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_a_stream_is_listed_while_it_arrives(tmp_path: Path, size: tuple[int, int]) -> None:
    held = HeldScript("Hel", "lo")
    async with run_proxy_app(tmp_path, held, size) as app:
        asking = asyncio.create_task(app.ask("Why is \x1b[2Jthe sky blue?"))
        await app.until(lambda text: "● streaming" in text and "● 1 streaming" in text)
        assert "Why is ␛[2Jthe s" in app.text
        held.release()
        await asking
        await app.until(lambda text: "✓ completed" in text and "○ idle" in text)
        assert app.text.splitlines()[2].split()[1] == "m"
        stored = Store(paths_in(tmp_path).database)
        (summary,) = stored.conversations()
        stored.close()
        assert (summary.title, summary.outcome) == (
            "Why is \x1b[2Jthe sky blue?",
            Outcome.COMPLETED,
        )
    assert KEY.encode() not in paths_in(tmp_path).database.read_bytes()


async def test_a_stream_opens_in_the_inspector_and_grows_there(tmp_path: Path) -> None:
    held = HeldScript("Hel", "lo")
    async with run_proxy_app(tmp_path, held) as app:
        asking = asyncio.create_task(app.ask("x"))
        await app.until(lambda text: "● streaming" in text)
        await app.pilot.press("enter")
        await app.until(lambda text: isinstance(app.app.screen, InspectScreen) and "Hel" in text)
        assert "completed" not in app.text
        held.release()
        await asking
        await app.until(lambda text: "completed" in text and "Hello" in text)
        await app.pilot.press("z")
        await app.until(lambda text: "✓ completed" in text and "○ idle" in text)


async def test_the_cursor_follows_the_newest_until_it_is_moved(tmp_path: Path) -> None:
    async with run_proxy_app(tmp_path, reply_with("Hi")) as app:
        await app.ask_and_wait("one", "two")
        assert app.list.cursor == 1
        await app.pilot.press("k")
        await app.ask_and_wait("three")
        assert (app.list.cursor, app.list.playhead.following) == (0, False)
        await app.pilot.press("F")
        await app.ask_and_wait("four")
        assert (app.list.cursor, app.list.playhead.following) == (3, True)


async def test_marked_responses_are_compared(tmp_path: Path) -> None:
    async with run_proxy_app(tmp_path, reply_with("Hi")) as app:
        await app.ask_and_wait("one", "two", "three")
        await app.pilot.press("c")
        assert isinstance(app.app.screen, ProxyScreen)
        assert "Mark the answers" in next(iter(app.app._notifications)).message
        await app.pilot.press("m", "g", "m")
        await app.until(lambda text: "● 2 marked" in text)
        await app.pilot.press("c")
        await app.until(lambda _: isinstance(app.app.screen, CompareScreen))
        await app.until(lambda text: "· one" in text and "· three" in text)
        assert "· two" not in app.text


async def test_export_takes_the_response_at_the_cursor(tmp_path: Path) -> None:
    async with run_proxy_app(tmp_path, reply_with("Hi")) as app:
        await app.ask_and_wait("one")
        await app.pilot.press("x")
        await app.until(lambda _: isinstance(app.app.screen, ExportScreen))


async def test_a_client_that_leaves_is_reported(tmp_path: Path) -> None:
    async with (
        run_proxy_app(tmp_path, HeldScript("Hel", "lo")) as app,
        AsyncOpenAI(base_url=app.base_url, api_key=KEY, max_retries=0) as client,
    ):
        stream = await client.responses.create(model="m", input="x", stream=True)
        await anext(aiter(stream))
        await stream.close()
        await app.until(lambda text: "■ stopped" in text and "the client disconnected" in text)


async def test_a_process_that_dies_is_reported_and_restarted(tmp_path: Path) -> None:
    held = HeldScript("Hel", "lo")
    async with run_proxy_app(tmp_path, held) as app:
        asking = asyncio.create_task(app.ask("x"))
        await app.until(lambda text: "● streaming" in text)
        assert app.session.proxy.pid
        os.kill(app.session.proxy.pid, signal.SIGKILL)
        await app.until(lambda text: "(signal 9)" in text and "✗ cut off" in text)
        with pytest.raises(APIConnectionError):
            await asking
        held.release()
        await app.pilot.press("r")
        await app.ask_and_wait("y")
        assert "✓ completed" in app.text
        assert "signal 9" not in app.text.splitlines()[1]


async def test_nothing_is_drawn_while_nothing_streams(tmp_path: Path) -> None:
    async with run_proxy_app(tmp_path, reply_with("Hi")) as app:
        await app.ask_and_wait("one")
        ticks = app.screen._ticks
        await app.until(lambda _: not ticks._active.is_set())


async def test_a_response_no_longer_in_memory_is_read_from_the_store(tmp_path: Path) -> None:
    async with run_proxy_app(tmp_path, reply_with("Hi there")) as app:
        app.session._max_cached_bytes = 1
        await app.ask_and_wait("one", "two")
        assert [stream.recording is None for stream in app.session.streams] == [True, False]
        await app.pilot.press("g", "enter")
        await app.until(lambda text: isinstance(app.app.screen, InspectScreen) and "Hi" in text)


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_after_a_refused_stream_the_next_is_shown(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def script(exchange: Exchange) -> None:
        refused = exchange.request.json["input"] == "refuse this"
        body = b'{"error": {"message": "slow down"}}'
        head = b"HTTP/1.1 429 x\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
        await (raw_answer(head + body) if refused else reply_with("Hi"))(exchange)

    async with run_proxy_app(tmp_path, script, size) as app:
        with pytest.raises(RateLimitError):
            await app.ask("refuse this")
        await app.until(lambda text: "✗ refused" in text and "slow down" in text)
        await app.ask("answer this")
        await app.until(lambda text: "✓ completed" in text and "○ idle" in text)
        await app.pilot.press("k", "enter")
        await app.until(lambda text: isinstance(app.app.screen, InspectScreen) and "429" in text)
        await app.pilot.press("z", "ctrl+q")
        await app.until(lambda _: app.app._exit)
    assert app.app.return_code == 0


async def test_an_action_that_fails_says_so_and_cuts_off_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run_proxy_app(tmp_path, reply_with("Hi")) as app:
        await app.ask_and_wait("one")
        with monkeypatch.context() as patch:
            patch.setattr(app.session, "load_recording", None)
            await app.pilot.press("enter")
            await app.until(lambda _: app.app._notifications)
        (notification,) = app.app._notifications
        assert "That did not work: TypeError" in notification.message
        await app.ask_and_wait("two")
