"""A server is described, tried, and kept or used once; a missing key is asked for."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ppchat.adapters.config import resolve_settings
from ppchat.adapters.profiles.key_file import key_path
from ppchat.tui.dialogs.connect.screen import ConnectScreen
from ppchat.tui.run import make_app
from tests.support.chat_app import ChatDriver, build_app, paths_in, reply_with, run_chat
from tests.support.connecting import chat_server, fill, open_form, requiring
from tests.support.loopback import scripted_server


@asynccontextmanager
async def demo_chat(folder: Path, size: tuple[int, int] = (120, 36)) -> AsyncIterator[ChatDriver]:
    """The app without any configuration."""
    app = make_app(resolve_settings(paths_in(folder), {}, {}))
    async with app.run_test(size=size) as pilot:
        chat = ChatDriver(pilot)
        await chat.ready()
        yield chat


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "PPCHAT_API_KEY"):
        monkeypatch.delenv(name, raising=False)


async def test_a_request_refused_without_a_key_asks_for_it(tmp_path: Path) -> None:
    async with run_chat(tmp_path, requiring("sk-1", reply_with("Hello", " there"))) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, ConnectScreen))
        await chat.until(lambda: getattr(chat.app.focused, "id", "") == "key")
        await chat.press(*"sk 1", "ctrl+s")
        await chat.until(lambda: "Not a valid key" in chat.text)
        await fill(chat, key=" sk-1\n")
        assert "sk-1" not in chat.text
        await chat.press("ctrl+s")
        await chat.until(
            lambda: any("Key saved; press enter to send." in text for text in chat.notifications)
        )
        assert chat.prompt.text == "one"
        path = key_path(paths_in(tmp_path), chat.chat.target.host)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not paths_in(tmp_path).config_file.exists()
        await chat.press("enter")
        await chat.until(lambda: chat.word == "completed")
        assert chat.texts[-1] == "Hello there"


async def test_cancelling_returns_to_the_prompt(tmp_path: Path) -> None:
    async with run_chat(tmp_path, requiring("sk-1", reply_with("x"))) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, ConnectScreen))
        await chat.press("escape")
        await chat.until(lambda: chat.app.screen is chat.screen)
        assert (chat.word, chat.prompt.text) == ("refused", "one")
        assert not key_path(paths_in(tmp_path), chat.chat.target.host).exists()


async def test_a_variable_would_win_over_a_saved_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PPCHAT_API_KEY", "sk-other")
    async with run_chat(tmp_path, requiring("sk-1", reply_with("x"))) as chat:
        form = await open_form(chat)
        form._form.ask_for_key()
        await chat.pilot.pause()
        await fill(chat, key="sk-1")
        await chat.press("ctrl+s")
        await chat.until(lambda: "PPCHAT_API_KEY has another key" in chat.text)
        assert not key_path(paths_in(tmp_path), chat.chat.target.host).exists()


async def test_with_a_key_the_demo_is_left(tmp_path: Path) -> None:
    async with demo_chat(tmp_path) as chat:
        assert (chat.foot.host, chat.foot.model) == ("demo", "ppchat-demo")
        form = await open_form(chat)
        assert "api.openai.com" in chat.text
        form._form.ask_for_key()
        await chat.pilot.pause()
        await fill(chat, key="sk-1")
        await chat.press("ctrl+s")
        await chat.until(lambda: chat.foot.host == "api.openai.com")
        assert chat.foot.model == "gpt-4.1-mini"


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 15)])
async def test_a_server_is_tested_saved_and_asked(tmp_path: Path, size: tuple[int, int]) -> None:
    async with (
        scripted_server(requiring("sk-1", chat_server)) as server,
        demo_chat(tmp_path, size) as chat,
    ):
        await open_form(chat)
        await fill(chat, url="h:1/v1")
        await chat.press("enter")
        await chat.until(lambda: "needs http:// or https://" in chat.text)
        address = server.base_url.removeprefix("http://").removesuffix("/v1")
        await fill(chat, url=address)
        await chat.until(lambda: "needs http:// or https://" not in chat.text)
        await chat.press("enter")
        await chat.until(lambda: "Enter the key for it." in chat.text)
        await fill(chat, key="sk-1")
        await chat.press("enter")  # without /v1, it has nothing
        await chat.until(lambda: "it has one: enter" in chat.text)
        await chat.press("enter")
        await chat.until(lambda: "It speaks Chat Completions, not Responses." in chat.text)
        assert "2 models: llama, qwen" in chat.text
        assert "sk-1" not in chat.text
        await chat.press("ctrl+t")
        await chat.until(lambda: "It answers; first text after" in chat.text)
        await fill(chat, name="local")
        await chat.press("enter")
        await chat.until(lambda: chat.foot.model == "llama")
        await chat.write("hi")
        await chat.press("enter")
        await chat.until(lambda: chat.word == "completed")
        assert chat.texts[-1] == "I am llama"
    settings = resolve_settings(paths_in(tmp_path), {}, {})
    assert (settings.profile, settings.base_url, settings.model) == (
        *("local", server.base_url),
        "llama",
    )
    assert "sk-1" not in paths_in(tmp_path).config_file.read_text()
    assert all(
        request.headers.get("authorization") in (None, "Bearer sk-1") for request in server.requests
    )


async def test_a_server_used_once_is_not_saved_and_the_conversation_goes_on(tmp_path: Path) -> None:
    async with (
        scripted_server(chat_server) as server,
        run_chat(tmp_path, reply_with("first")) as chat,
    ):
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: chat.word == "completed")
        await open_form(chat)
        await fill(chat, url=server.base_url, model="qwen")
        await chat.press("enter")
        await chat.until(lambda: "It speaks Chat Completions" in chat.text)
        await chat.press("ctrl+o")
        await chat.until(lambda: chat.foot.model == "qwen")
        await chat.write("two")
        await chat.press("enter")
        await chat.until(lambda: chat.texts[-1:] == ["I am qwen"])
        sent = server.requests[-1].json["messages"]
        assert [message["content"] for message in sent] == ["one", "first", "two"]
        assert not paths_in(tmp_path).config_file.exists()


async def test_a_file_that_changes_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    async with run_chat(tmp_path, reply_with("x")) as chat:
        await open_form(chat)
        await fill(chat, name="mine")
        paths_in(tmp_path).config_file.write_text("# changed")
        await chat.press("ctrl+s")
        await chat.until(lambda: "was changed meanwhile" in chat.text)
        assert paths_in(tmp_path).config_file.read_text() == "# changed"


async def test_a_profile_of_another_server_is_replaced_at_the_second_try(tmp_path: Path) -> None:
    config = paths_in(tmp_path).config_file
    config.write_text('[profiles.local]\nbase_url = "http://127.0.0.1:2/v1"\n')
    async with run_chat(tmp_path, reply_with("x")) as chat:
        await open_form(chat)
        await fill(chat, url="http://127.0.0.1:3/v1", name="local")
        await chat.press("ctrl+s")
        await chat.until(lambda: "local is the profile of http://127.0.0.1:2/v1" in chat.text)
        assert "127.0.0.1:2" in config.read_text()
        await chat.press("ctrl+s")
        await chat.until(lambda: chat.app.screen is chat.screen)
        assert "127.0.0.1:3" in config.read_text()


async def test_a_requested_demo_can_be_left_too(tmp_path: Path) -> None:
    app = build_app(tmp_path, demo=True)
    async with scripted_server(chat_server) as server, app.run_test(size=(120, 36)) as pilot:
        chat = ChatDriver(pilot)
        await chat.ready()
        await open_form(chat)
        await fill(chat, url=server.base_url)
        await chat.press("ctrl+s")
        await chat.until(lambda: chat.foot.host in server.base_url)
