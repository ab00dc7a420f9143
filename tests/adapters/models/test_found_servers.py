"""Servers on this machine are found by their answer, all at once, and without any key."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from ppchat.adapters.models import found_servers
from ppchat.adapters.models.found_servers import FoundServer, find_servers
from tests.support.chat_app import HeldScript
from tests.support.loopback import Exchange, Script, Server, raw_answer, scripted_server
from tests.support.model_servers import json_answer, model_list, offering


def port_of(server: Server) -> int:
    return int(server.base_url.split(":")[2].split("/")[0])


async def hang(exchange: Exchange) -> None:
    await exchange.wait_for_disconnect()


async def find(*scripts: Script) -> tuple[tuple[FoundServer, ...], list[Server]]:
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(scripted_server(each)) for each in scripts]
        return await find_servers(map(port_of, servers)), servers


async def test_those_that_list_models_are_found_and_the_others_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-for-them")
    monkeypatch.setenv("PPCHAT_API_KEY", "sk-not-for-them-either")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setattr(found_servers, "_TIMEOUT_S", 2.0)  # a server of a loaded machine is slow
    elsewhere = offering("elsewhere")
    async with scripted_server(elsewhere) as other:
        found, servers = await find(
            offering("llama3.2:1b", "../..", owner="library"),
            hang,
            raw_answer(b"\x00\xff garbage \r\n\r\n"),
            json_answer(b"{}", "302 x", location=f"{other.base_url}/models"),
            json_answer(model_list(*(f"{'m' * 200}{number}" for number in range(6000)))),
            json_answer(b'{"detail": "no"}', "401 x"),
            json_answer(b'{"detail": "no"}', "404 x"),
            offering("\x1b[31mred"),
        )
        assert not other.requests
    assert [(server.program, server.models, server.needs_key) for server in found] == [
        ("Ollama", ("../..", "llama3.2:1b"), False),
        ("", (), True),
        ("", ("\x1b[31mred",), False),
    ]
    assert found[0].host == f"127.0.0.1:{port_of(servers[0])}"
    sent = [request.headers for server in servers for request in server.requests]
    assert len(sent) == len(servers)
    assert not any("authorization" in headers for headers in sent)
    assert not any("sk-not" in value for headers in sent for value in headers.values())


async def test_one_that_hangs_delays_nobody() -> None:
    """All are asked at once: five that hang cost what one does."""
    loop = asyncio.get_running_loop()

    async def duration(count: int) -> float:
        began = loop.time()
        found, _ = await find(*[hang] * count)
        assert not found
        return loop.time() - began

    await duration(1)  # loads what is needed
    one = min([await duration(1) for _ in range(2)])
    five = min([await duration(5) for _ in range(2)])
    assert five < 3 * one


async def test_a_port_that_nobody_listens_on_is_no_server() -> None:
    assert await find_servers((9,)) == ()


async def test_a_server_that_sends_its_list_for_ever_is_left() -> None:
    held = HeldScript("x")
    found, _ = await find(held)
    assert not found
