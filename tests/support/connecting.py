"""A server to connect to, and the dialog that does it."""

from __future__ import annotations

import json

from textual.widgets import Input

from ppchat.tui.dialogs.connect.screen import ConnectScreen
from tests.support.chat_app import ChatDriver
from tests.support.chunks import chunk_frames
from tests.support.loopback import Exchange, Script
from tests.support.model_servers import json_answer, model_list


def requiring(key: str, script: Script) -> Script:
    """A server that accepts only one key."""

    async def check(exchange: Exchange) -> None:
        if exchange.request.headers.get("authorization") == f"Bearer {key}":
            await script(exchange)
        else:
            await json_answer(json.dumps({"error": {"message": "No."}}).encode(), "401 x")(exchange)

    return check


async def chat_server(exchange: Exchange) -> None:
    """A server that lists two models and speaks Chat Completions below /v1."""
    request = exchange.request
    if request.target == "/v1/models":
        await json_answer(model_list("llama", "qwen"))(exchange)
    elif request.target != "/v1/chat/completions":
        await json_answer(b"404 page not found", "404 x")(exchange)
    elif not request.json.get("messages"):
        await json_answer(b'{"error": {"message": "messages is required"}}', "400 x")(exchange)
    else:
        await exchange.open()
        await exchange.chunk(*chunk_frames("I am ", request.json["model"]))
        await exchange.close()


async def open_form(chat: ChatDriver) -> ConnectScreen:
    """The dialog, opened by its key."""
    await chat.press("f3")
    await chat.until(lambda: isinstance(chat.app.screen, ConnectScreen))
    screen = chat.app.screen
    assert isinstance(screen, ConnectScreen)
    return screen


async def fill(chat: ChatDriver, **values: str) -> None:
    """Write into the inputs of the form, by their ids."""
    for name, value in values.items():
        chat.app.screen.query_one(f"#{name}", Input).value = value
    await chat.pilot.pause()
