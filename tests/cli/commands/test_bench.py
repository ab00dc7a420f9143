"""`ppchat bench`, against scripted servers."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
from pathlib import Path

import pytest

from ppchat.cli.main import main
from tests.support.chat_server import chat_only
from tests.support.loopback import (
    Exchange,
    answer,
    isolated_environment,
    ppchat_command,
    raw_answer,
    run_ppchat,
    scripted_server,
    sse_frame,
    text_stream,
)
from tests.support.terminal import Terminal

STREAM = text_stream("Hello", ", ", "world")


async def test_the_models_are_asked_in_turn_and_stand_side_by_side(tmp_path: Path) -> None:
    async with scripted_server(answer(*STREAM)) as server:
        result = await run_ppchat(
            *("bench", "-n", "6", "-m", "one", "-m", "two", "-s", "Be brief", "Say hello"),
            *("--base-url", server.base_url),
            home=tmp_path,
        )
    assert (result.code, result.err) == (0, "")
    assert [request.json["model"] for request in server.requests] == ["one", "two"] * 7
    first = server.requests[0].json
    assert first["input"] == [{"type": "message", "role": "user", "content": "Say hello"}]
    assert (first["instructions"], first["stream"]) == ("Be brief", True)
    assert server.connections == 1
    rows = [line.split() for line in result.out.splitlines()]
    assert rows[0] == ["one", "two"]
    assert rows[1] == ["requests", "6", "6"]
    assert rows[2] == ["completed", "6", "6"]
    for name in ("TTFT", "TTFO", "E2E"):
        (row,) = (row for row in rows if row[:2] == [name, "ms"])
        assert all(float(cell.replace(",", "")) > 0 for cell in row[3:])
    assert sum(row[:3] == ["95", "%", "interval"] for row in rows) == 7
    assert not any("p95" in row or "p99" in row[:1] for row in rows)  # too few for these
    (totals,) = (line for line in result.out.splitlines() if "requests/s" in line)
    assert re.fullmatch(r"12 completed in \d+\.\d\d s: [\d,]+\.\d\d requests/s", totals)
    assert "~rate counts chunks" in result.out


async def test_failures_are_counted_by_outcome_and_explained(tmp_path: Path) -> None:
    cut = b"".join(STREAM[:4])

    async def script(exchange: Exchange) -> None:
        match exchange.request.json["model"]:
            case "good":
                await answer(*STREAM)(exchange)
            case "cut":
                await answer(cut)(exchange)
            case "stop":
                await answer(*text_stream("He", status="incomplete"))(exchange)
            case _:
                body = b'{"error":{"message":"no such\\u001b model"}}'
                head = b"HTTP/1.1 404 no\r\ncontent-type: application/json\r\nconnection: close\r\n"
                length = b"content-length: %d\r\n\r\n" % len(body)
                await raw_answer(head + length + body)(exchange)

    arguments = [part for name in ("good", "cut", "stop", "bad") for part in ("-m", name)]
    async with scripted_server(script) as server:
        result = await run_ppchat(
            *("bench", "-n", "2", "--json", *arguments, "--base-url", server.base_url),
            home=tmp_path,
        )
    assert result.code == 1
    models = json.loads(result.out)["models"]
    assert {name: results["verdicts"] for name, results in models.items()} == {
        "good": {"completed": 2},
        "cut": {"cut off": 2},
        "stop": {"incomplete": 2},
        "bad": {"refused": 2},
    }
    sizes = {name: results["figures"]["ttft_ms"]["n"] for name, results in models.items()}
    assert sizes == {"good": 2, "cut": 0, "stop": 2, "bad": 0}
    assert models["good"]["figures"]["ttft_ms"]["p50_interval_95"] is None
    assert len(models["good"]["runs"]) == 2
    assert "no such␛ model" in result.err
    assert "\x1b" not in result.err


async def test_requests_run_concurrently(tmp_path: Path) -> None:
    waiting, together = 0, asyncio.Event()

    async def script(exchange: Exchange) -> None:
        nonlocal waiting
        waiting += 1
        if waiting == 3:
            together.set()
        await together.wait()
        await answer(*STREAM)(exchange)

    async with scripted_server(script) as server:
        result = await run_ppchat(
            *("bench", "-n", "6", "-c", "3", "--base-url", server.base_url), home=tmp_path
        )
    assert result.code == 0
    assert server.connections == 3


@pytest.mark.parametrize(
    ("arguments", "warmup"),
    [
        (("-n", "1"), 1),
        (("-n", "4", "-c", "3"), 3),
        (("-n", "2", "-c", "8"), 2),
        (("-n", "4", "-c", "3", "-m", "a", "-m", "b"), 2),
        (("-n", "1", "--warmup", "0"), 0),
        (("-n", "1", "--warmup", "5"), 5),
    ],
)
async def test_the_warm_up_opens_each_connection_and_is_not_measured(
    tmp_path: Path, arguments: tuple[str, ...], warmup: int
) -> None:
    async with scripted_server(answer(*STREAM)) as server:
        result = await run_ppchat(
            *("bench", *arguments, "--json", "--base-url", server.base_url), home=tmp_path
        )
    output = json.loads(result.out)
    measured, models = int(arguments[1]), output["models"]
    assert output["warmup_per_model"] == warmup
    assert len(server.requests) == (measured + warmup) * len(models)
    assert {results["requests"] for results in models.values()} == {measured}
    assert output["requests_per_s"] == measured * len(models) / output["duration_s"]


async def test_a_measured_request_opens_no_connection(tmp_path: Path) -> None:
    opened, waiting, together = 0, 0, asyncio.Event()

    async def script(exchange: Exchange) -> None:
        nonlocal opened, waiting
        waiting += 1
        if waiting == 3:  # the warm-up: its requests are under way at once
            together.set()
        await together.wait()
        opened = opened or server.connections
        await answer(*STREAM)(exchange)

    async with scripted_server(script) as server:
        await run_ppchat(
            *("bench", "-n", "9", "-c", "3", "--base-url", server.base_url), home=tmp_path
        )
    assert (opened, server.connections, len(server.requests)) == (3, 3, 12)


async def test_recordings_are_saved_to_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    arguments = ("bench", "-n", "2", "-m", "a/b", "-m", "a b", "--save", str(folder))
    async with scripted_server(answer(*STREAM)) as server:
        result = await run_ppchat(*arguments, "--base-url", server.base_url, home=tmp_path)
        again = await run_ppchat(*arguments, "--base-url", server.base_url, home=tmp_path)
    assert result.code == 0
    names = ["a-b-1-0001.jsonl", "a-b-1-0002.jsonl", "a-b-2-0001.jsonl", "a-b-2-0002.jsonl"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert main(["stats", str(folder / names[3])]) == 0
    header = json.loads((folder / names[3]).read_text().splitlines()[0])
    assert header["request"]["model"] == "a b"
    assert again.code == 2
    assert "already contains recordings" in again.err
    assert len(server.requests) == 6  # with the warm-up


async def test_the_demo_can_be_measured(tmp_path: Path) -> None:
    result = await run_ppchat("bench", "-n", "1", "--demo", home=tmp_path)
    assert (result.code, result.err) == (0, "")
    assert "completed" in result.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-n", "0"), "-n and -c must be 1 or more"),
        (("-n", "1", "-c", "0"), "-n and -c must be 1 or more"),
        (("-n", "1", "--warmup", "-1"), "--warmup must be 0 or more"),
        ((), "required: -n"),
        (("-n", "1"), "no key"),
        (("-n", "1", "--demo", "--save", "/dev/null"), "/dev/null: "),
    ],
)
async def test_wrong_usage(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    result = await run_ppchat("bench", *arguments, home=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert message in result.err


async def test_what_takes_too_long_is_cut_off(tmp_path: Path) -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(*STREAM[:4])
        await exchange.wait_for_disconnect()

    async with scripted_server(script) as server:
        result = await run_ppchat(
            *("bench", "-n", "1", "--warmup", "0", "--timeout", "3"),
            *("--base-url", server.base_url),
            home=tmp_path,
        )
    assert result.code == 1
    assert "cut off" in result.out
    assert "timed out after 3 s" in result.err


async def test_an_interrupt_prints_the_metrics_so_far(tmp_path: Path) -> None:
    hangs = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        if len(server.requests) <= 3:  # with the warm-up
            await answer(*STREAM)(exchange)
            return
        await exchange.open()
        await exchange.chunk(sse_frame({"type": "response.created"}))
        hangs.set()
        await exchange.wait_for_disconnect()

    async with scripted_server(script) as server:
        process = await asyncio.create_subprocess_exec(
            *ppchat_command("bench", "-n", "9", "--base-url", server.base_url),
            stdout=subprocess.PIPE,
            env=isolated_environment(tmp_path),
        )
        await hangs.wait()
        process.send_signal(signal.SIGINT)
        out, _ = await process.communicate()
    assert process.returncode == 130
    assert out.splitlines()[1].split() == [b"requests", b"2"]


def test_a_terminal_shows_progress(tmp_path: Path) -> None:
    arguments = ppchat_command("bench", "-n", "2", "--demo", "-c", "2")
    with Terminal(arguments, environment=isolated_environment(tmp_path)) as terminal:
        terminal.wait_for(lambda _: b"1 of 2" in terminal.received)
        text = terminal.wait_for("completed")
        assert "of 2" not in text
        assert terminal.wait_for_end() == 0


async def test_the_api_is_learned_in_the_warm_up_and_named(tmp_path: Path) -> None:
    async with scripted_server(chat_only()) as server:
        bench = ("bench", "-n", "2", "-c", "2", "--json", "--base-url", server.base_url)
        result = await run_ppchat(*bench, "-m", "a", "-m", "b", home=tmp_path)
        paths = [request.target for request in server.requests]
    assert result.code == 0
    assert result.err.endswith("does not speak Responses: asked over Chat Completions\n")
    figures = json.loads(result.out)
    assert figures["api"] == "chat"
    assert [model["verdicts"] for model in figures["models"].values()] == [{"completed": 2}] * 2
    # Two requests of the first warm-up, two of the second, and those that are measured.
    assert paths == ["/v1/responses"] * 2 + ["/v1/chat/completions"] * 6
