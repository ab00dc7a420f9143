"""Retries and resumed responses, seen through `ppchat ask`, the plainest front end."""

from __future__ import annotations

import asyncio
import json
import signal
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

import pytest

from tests.support.chat_server import chat_only
from tests.support.chunks import chunk_frames
from tests.support.faults import refusal
from tests.support.loopback import (
    Exchange,
    Script,
    Server,
    answer,
    isolated_environment,
    ppchat_command,
    run_ppchat,
    scripted_server,
    text_stream,
)

BUSY = b'{"error": {"message": "Slow down.", "code": "rate_limit_exceeded"}}'
FRAMES = text_stream("Peter", " Piper", " picked")
IN_BACKGROUND = "[request]\nbackground = true\nstore = true\n"


def busy(times: int, status: str = "429 x", **headers: str) -> Script:
    """Refuse the first `times` requests, then answer."""
    refusals = [answer(BUSY, status=status, content_type="application/json", **headers)] * times

    async def script(exchange: Exchange) -> None:
        await (refusals.pop() if refusals else answer(*FRAMES))(exchange)

    return script


@pytest.mark.parametrize("status", ["429 x", "503 x"])
async def test_what_a_server_puts_off_is_sent_again(status: str, tmp_path: Path) -> None:
    async with scripted_server(busy(2, status, retry_after_ms="20")) as server:
        result = await run_ppchat("ask", "--base-url", server.base_url, "hello", home=tmp_path)
    assert (result.code, result.out) == (0, "Peter Piper picked\n")
    lines = result.err.splitlines()
    assert len(lines) == 2
    assert all("Slow down." in line and "trying again in 0.02 s" in line for line in lines)
    first, second, third = server.requests
    assert first.json == second.json == third.json


def fields_per_line(recording: str) -> list[list[str]]:
    return [sorted(json.loads(line)) for line in recording.splitlines()]


@pytest.mark.parametrize("format_", ["events", "snapshots", "jsonl"])
async def test_a_retry_prints_nothing_twice(format_: str, tmp_path: Path) -> None:
    async with scripted_server(busy(1, retry_after_ms="1")) as server:
        ask = ("ask", "--format", format_, "--base-url", server.base_url, "hello")
        retried = await run_ppchat(*ask, home=tmp_path)
        direct = await run_ppchat(*ask, home=tmp_path)
    assert (retried.code, direct.code, len(server.requests)) == (0, 0, 3)
    if format_ == "jsonl":
        kinds = [
            [sorted(json.loads(line)) for line in r.out.splitlines()] for r in (retried, direct)
        ]
        assert kinds[0] == kinds[1]
    else:
        assert retried.out == direct.out


async def test_a_refusal_that_stays_is_recorded_once(tmp_path: Path) -> None:
    async with scripted_server(busy(9, retry_after_ms="1")) as server:
        result = await run_ppchat(
            *("ask", "--format", "jsonl", "--base-url", server.base_url, "hello"), home=tmp_path
        )
    assert (result.code, len(server.requests)) == (1, 4)
    assert len(result.out.splitlines()) == 3  # the request, the response's head, the end


async def test_no_retry_sends_the_request_once(tmp_path: Path) -> None:
    async with scripted_server(busy(1, retry_after_ms="1")) as server:
        result = await run_ppchat(
            "ask", "--no-retry", "--base-url", server.base_url, "hello", home=tmp_path
        )
    assert (result.code, result.out, len(server.requests)) == (1, "", 1)
    assert "Slow down." in result.err
    assert "trying again in" not in result.err


async def test_the_timeout_includes_the_pauses(tmp_path: Path) -> None:
    async with scripted_server(busy(1, retry_after="30")) as server:
        result = await run_ppchat(
            "ask", "--timeout", "2", "--base-url", server.base_url, "hello", home=tmp_path
        )
    assert (result.code, result.out) == (124, "")
    assert len(server.requests) <= 1  # on a slow machine none is sent in time
    assert "timed out after 2 s" in result.err


async def test_an_interrupt_ends_the_pause(tmp_path: Path) -> None:
    async with scripted_server(busy(1, retry_after="30")) as server:
        process = await asyncio.create_subprocess_exec(
            *ppchat_command("ask", "--base-url", server.base_url, "hello"),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            env=isolated_environment(tmp_path),
        )
        assert process.stderr
        assert b"trying again in 30 s" in await process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = await process.communicate()
    assert (process.returncode, out, len(server.requests)) == (130, b"", 1)
    assert b"Traceback" not in err


def cut_off(rest: Script) -> Script:
    """Cut the stream off after the first delta; answer the attempt to resume with `rest`."""

    async def script(exchange: Exchange) -> None:
        if exchange.request.method == "GET":
            await rest(exchange)
            return
        await exchange.open()
        await exchange.chunk(*FRAMES[:4])
        exchange.writer.close()

    return script


async def ask_in_background(server: Server, folder: Path, *arguments: str) -> tuple[int, str, str]:
    (folder / "c.toml").write_text(IN_BACKGROUND)
    config = ("--config", str(folder / "c.toml"))
    result = await run_ppchat(
        "ask", *arguments, *config, "--base-url", server.base_url, "hello", home=folder
    )
    return result.code, result.out, result.err


async def test_a_background_response_is_resumed(tmp_path: Path) -> None:
    # What is sent again includes an event that has already been printed.
    async with scripted_server(cut_off(answer(*FRAMES[3:]))) as server:
        code, out, err = await ask_in_background(server, tmp_path)
    assert (code, out) == (0, "Peter Piper picked\n")
    assert "resuming in 1 s" in err
    assert [request.target for request in server.requests] == [
        "/v1/responses",
        "/v1/responses/resp_1?starting_after=3&stream=true",
    ]


async def test_a_response_that_cannot_be_resumed_is_cut_off(tmp_path: Path) -> None:
    deleted = answer(BUSY, status="404 x", content_type="application/json")
    async with scripted_server(cut_off(deleted)) as server:
        code, out, err = await ask_in_background(server, tmp_path)
    assert (code, out, len(server.requests)) == (1, "Peter\n", 2)
    assert "Cut off" in err


def targets(server: Server) -> list[str]:
    return [request.target.removeprefix("/v1") for request in server.requests]


async def test_a_server_without_responses_is_asked_over_chat(tmp_path: Path) -> None:
    async with scripted_server(chat_only()) as server:
        ask = ("ask", "--base-url", server.base_url, "hello")
        first = await run_ppchat(*ask, home=tmp_path)
        second = await run_ppchat(*ask, home=tmp_path)
    assert (first.code, first.out) == (second.code, second.out) == (0, "Hello there\n")
    host = server.base_url.removeprefix("http://").removesuffix("/v1")
    notice = f"ppchat: {host} does not speak Responses: asked over Chat Completions\n"
    assert (first.err, second.err) == (notice, "")
    assert targets(server) == ["/responses", "/chat/completions", "/chat/completions"]


async def test_the_api_that_was_named_is_the_only_one(tmp_path: Path) -> None:
    async with scripted_server(chat_only()) as server:
        result = await run_ppchat(
            "ask", "--api", "responses", "--base-url", server.base_url, "hello", home=tmp_path
        )
    # Then it is looked up what the server speaks.
    assert (result.code, result.out, targets(server)[:2]) == (1, "", ["/responses", "/models"])
    assert "This server has no POST /responses" in result.err
    assert "--api selects one" in result.err


async def test_a_server_that_has_neither_is_asked_for_both_once(tmp_path: Path) -> None:
    script = answer(b"lost", status="404 x", content_type="text/plain")
    async with scripted_server(script) as server:
        result = await run_ppchat("ask", "--base-url", server.base_url, "hello", home=tmp_path)
    asked, probed = targets(server)[:2], targets(server)[2:]
    assert (result.code, asked) == (1, ["/responses", "/chat/completions"])
    assert probed == ["/models", "/responses", "/chat/completions"]
    assert "This server has no POST /chat/completions" in result.err


async def test_an_unknown_model_is_no_missing_api(tmp_path: Path) -> None:
    script = refusal("404 Not Found", "The model `m` does not exist.")
    async with scripted_server(script) as server:
        result = await run_ppchat("ask", "--base-url", server.base_url, "hello", home=tmp_path)
    assert (result.code, targets(server)) == (1, ["/responses"])
    assert "Check the model's name" in result.err


async def test_usage_that_the_server_does_not_report_is_not_asked_for_again(
    tmp_path: Path,
) -> None:
    async def script(exchange: Exchange) -> None:
        has_usage = "stream_options" in exchange.request.json
        rejected = refusal("422 x", "body.stream_options: Extra inputs are not permitted")
        await (rejected if has_usage else answer(*chunk_frames("Hi")))(exchange)

    async with scripted_server(script) as server:
        ask = ("ask", "--api", "chat", "--base-url", server.base_url, "hello")
        first = await run_ppchat(*ask, home=tmp_path)
        second = await run_ppchat(*ask, home=tmp_path)
    assert (first.code, first.out) == (second.code, second.out) == (0, "Hi\n")
    assert first.err.endswith("does not accept stream_options: asked without\n")
    assert second.err == ""
    assert ["stream_options" in request.json for request in server.requests] == [True, False, False]
