"""A model is found among those of all servers while they are still being listed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from ppchat.adapters.models.found_servers import FoundServer
from ppchat.services.models import catalogue
from ppchat.tui.dialogs.settings.model_picker import ModelPicker
from tests.support.chat_app import ChatDriver, run_chat
from tests.support.loopback import Exchange, scripted_server
from tests.support.model_servers import json_answer, model_list, offering


@pytest.fixture(autouse=True)
def found(monkeypatch: pytest.MonkeyPatch) -> list[FoundServer]:
    servers: list[FoundServer] = []

    async def find() -> tuple[FoundServer, ...]:
        return tuple(servers)

    monkeypatch.setattr(catalogue, "find_servers", find)
    return servers


async def open_picker(chat: ChatDriver) -> None:
    chat.screen._parts.dialogs.open("model")
    await chat.until(lambda: isinstance(chat.app.screen, ModelPicker))


async def choose(chat: ChatDriver, *typed: str) -> None:
    await chat.press(*"".join(typed))
    await chat.press("enter")
    await chat.until(lambda: chat.app.screen is chat.screen)


async def test_a_model_is_chosen_and_asked(tmp_path: Path) -> None:
    async with run_chat(tmp_path, offering("small", "large-\x1b[31m", "../..")) as chat:
        await chat.write("a draft")
        await open_picker(chat)
        await chat.until(lambda: "small" in chat.text)
        assert "large-␛[31m" in chat.text
        assert "gpt-4.1-mini" in chat.text
        await choose(chat, "sma")
        assert chat.foot.model == "small"
        assert chat.prompt.text == "a draft"
        await chat.ask("one")
        assert chat.texts[-1] == "I am small"


async def test_what_is_typed_can_be_the_name_of_another_model(tmp_path: Path) -> None:
    async with run_chat(tmp_path, json_answer(b"<html>", "404 x")) as chat:
        await open_picker(chat)
        await chat.until(lambda: "404" in chat.text)
        await chat.press(*"org/new:1b")
        await chat.until(lambda: "use “org/new:1b”" in chat.text)
        await choose(chat)
        assert chat.chat.turn_settings.model == "org/new:1b"


async def test_typing_is_possible_while_a_server_hangs(tmp_path: Path) -> None:
    release = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await release.wait()
        await json_answer(model_list("alpha", "beta"))(exchange)

    async with run_chat(tmp_path, script) as chat:
        await open_picker(chat)
        await chat.until(lambda: "asking for its models" in chat.text)
        await chat.press(*"bet")
        await chat.until(lambda: "use “bet”" in chat.text)
        release.set()
        await chat.until(lambda: "beta" in chat.text)
        await chat.press("down", "up", "backspace", "backspace", "backspace")
        await choose(chat, "beta")
        assert chat.chat.turn_settings.model == "beta"


async def test_a_model_of_another_server_connects_to_it(
    tmp_path: Path, found: list[FoundServer]
) -> None:
    async with scripted_server(offering("llama")) as other:
        found.append(FoundServer(other.base_url, "Ollama", ("llama",)))
        async with run_chat(tmp_path, offering("small")) as chat:
            await chat.ask("one")
            await open_picker(chat)
            await chat.until(lambda: "Ollama" in chat.text)
            await choose(chat, "llama")
            host = other.base_url.split("/")[2]
            note = f"From the next prompt on, {host} is asked. It is sent this conversation."
            assert note in chat.notifications
            assert (chat.foot.model, chat.foot.host) == ("llama", host)
            await chat.ask("two")
            assert chat.texts[-1] == "I am llama"
    (request,) = other.requests
    assert [item["content"] for item in request.json["input"]][::2] == ["one", "two"]


async def test_of_ten_thousand_models_the_first_are_listed_and_any_is_found(
    tmp_path: Path, found: list[FoundServer]
) -> None:
    found.append(FoundServer("http://127.0.0.1:8000/v1", "vLLM", ("qwen",)))
    names = [f"model-{number:05}" for number in range(10_000)]
    async with run_chat(tmp_path, offering(*names)) as chat:
        await open_picker(chat)
        await chat.until(lambda: "model-00001" in chat.text)
        assert isinstance(chat.app.screen, ModelPicker)
        shown = [choice.text for choice in chat.app.screen.matches("")]
        assert "qwen" in shown
        assert "type to find the others" in shown
        assert len(shown) < 60
        await choose(chat, "09999")
        assert chat.chat.turn_settings.model == "model-09999"


async def test_a_key_asks_the_servers_again(tmp_path: Path) -> None:
    lists = [model_list("old"), model_list("new")]

    async def script(exchange: Exchange) -> None:
        await json_answer(lists.pop(0))(exchange)

    async with run_chat(tmp_path, script) as chat:
        await open_picker(chat)
        await chat.until(lambda: "old" in chat.text)
        await chat.press("f5")
        await chat.until(lambda: "new" in chat.text)
        assert "old" not in chat.text
