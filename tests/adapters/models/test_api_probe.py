"""Whether a server has an API, by a request without content."""

from __future__ import annotations

import pytest

from ppchat.adapters.models.api_probe import probe_api
from ppchat.adapters.profiles.target import Target
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import ASKABLE
from ppchat.core.security.secret import Secret
from tests.support.chat_server import chat_only
from tests.support.faults import refusal
from tests.support.loopback import Exchange, answer, scripted_server

KEY = Secret("sk-secret-key")


def target_of(base_url: str, key: Secret | None = None) -> Target:
    """A server, and the key for it."""
    return Target(base_url, "loopback", key, "X" if key else "", False)


@pytest.mark.parametrize("dialect", ASKABLE, ids=lambda dialect: dialect.name)
async def test_a_probe_shows_whether_a_server_has_an_api(dialect: Dialect) -> None:
    script = chat_only(refusal("400 x", "messages is required"))
    async with scripted_server(script) as server:
        problem = await probe_api(target_of(server.base_url), dialect)
    (request,) = server.requests
    assert (request.method, request.json) == ("POST", {})
    has_it = request.target == "/v1/chat/completions"
    assert (problem is None) == has_it
    assert problem is None or problem.message == "404 Not Found: page not found"


async def test_a_probe_of_a_server_that_answers_reads_no_answer() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(b":\n\n")
        await exchange.wait_for_disconnect()

    async with scripted_server(script) as server:
        assert await probe_api(target_of(server.base_url), ASKABLE[0]) is None


async def test_a_page_is_no_api() -> None:
    script = answer(b"<!doctype html><title>Log in</title>", content_type="text/html")
    async with scripted_server(script) as server:
        problem = await probe_api(target_of(server.base_url), ASKABLE[0])
    assert problem
    assert problem.kind == "not a stream"


async def test_a_probe_of_a_server_that_is_not_there_or_asks_for_a_key() -> None:
    unreachable = await probe_api(target_of("http://127.0.0.1:9/v1", KEY), ASKABLE[0])
    assert unreachable
    assert unreachable.kind == "refused"
    async with scripted_server(refusal("401 x", f"wrong key {KEY.reveal()}")) as server:
        locked = await probe_api(target_of(server.base_url, KEY), ASKABLE[0])
    assert locked
    assert locked.kind == "unauthorized"
    assert KEY.reveal() not in locked.message


async def test_a_probe_sends_key_and_headers() -> None:
    async with scripted_server(refusal("400 x", "no model")) as server:
        target = target_of(server.base_url, KEY)._replace(headers={"X-Team": Secret("blue")})
        await probe_api(target, ASKABLE[0])
    (request,) = server.requests
    assert request.headers["authorization"] == f"Bearer {KEY.reveal()}"
    assert request.headers["x-team"] == "blue"
