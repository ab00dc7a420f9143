"""Servers that list models, and others that only seem to."""

from __future__ import annotations

import json
from typing import Any

from tests.support.loopback import Exchange, Script, text_stream


def json_answer(body: bytes, status: str = "200 OK", **headers: str) -> Script:
    """A script that sends a body of JSON, and closes the connection."""

    async def script(exchange: Exchange) -> None:
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        await exchange.send(
            f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{lines}"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n".encode()
            + body
        )
        exchange.writer.close()

    return script


def model_list(*names: str, owner: str = "") -> bytes:
    """The body that lists models."""
    models: list[dict[str, Any]] = [
        {"id": name, "object": "model", "created": 1, "owned_by": owner} for name in names
    ]
    return json.dumps({"object": "list", "data": models}).encode()


def offering(*names: str, owner: str = "") -> Script:
    """A server that lists models, and answers prompts with the name of the model asked."""
    models = json_answer(model_list(*names, owner=owner))

    async def script(exchange: Exchange) -> None:
        if exchange.request.method == "GET":
            await models(exchange)
            return
        await exchange.open()
        await exchange.chunk(*text_stream("I am ", exchange.request.json["model"]))
        await exchange.close()

    return script
