"""`ppchat bench`, against servers that answer."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
from pathlib import Path

import pytest

from ppchat.cli.main import main
from tests.support.loopback import (
    Exchange,
    answer,
    command,
    environment,
    ran,
    serving,
    sse,
    text_stream,
    verbatim,
)
from tests.support.terminal import Terminal

STREAM = text_stream("Hello", ", ", "world")


async def test_the_models_are_asked_in_turn_and_stand_side_by_side(tmp_path: Path) -> None:
    async with serving(answer(*STREAM)) as server:
        done = await ran(
            *("bench", "-n", "6", "-m", "one", "-m", "two", "-s", "Be brief", "Say hello"),
            *("--base-url", server.base_url),
            home=tmp_path,
        )
    assert (done.code, done.err) == (0, "")
    assert [asked.json["model"] for asked in server.asked] == ["one", "two"] * 6
    first = server.asked[0].json
    assert first["input"] == [{"role": "user", "content": "Say hello"}]
    assert (first["instructions"], first["stream"]) == ("Be brief", True)
    assert server.connections == 1
    rows = [line.split() for line in done.out.splitlines()]
    assert rows[0] == ["one", "two"]
    assert rows[1] == ["requests", "6", "6"]
    assert rows[2] == ["completed", "6", "6"]
    for name in ("TTFT", "TTFO", "E2E"):
        (row,) = (row for row in rows if row[:2] == [name, "ms"])
        assert all(float(cell.replace(",", "")) > 0 for cell in row[3:])
    assert sum(row[:3] == ["95", "%", "interval"] for row in rows) == 7
    assert "~rate is of chunks" in done.out


async def test_failures_count_by_how_they_ended_and_it_says_why(tmp_path: Path) -> None:
    cut = b"".join(STREAM[:4])

    async def script(exchange: Exchange) -> None:
        match exchange.asked.json["model"]:
            case "good":
                await answer(*STREAM)(exchange)
            case "cut":
                await answer(cut)(exchange)
            case "stop":
                await answer(*text_stream("He", status="incomplete"))(exchange)
            case _:
                body = b'{"error":{"message":"no such\\u001b model"}}'
                head = b"HTTP/1.1 404 no\r\ncontent-type: application/json\r\ncontent-length: %d"
                await verbatim(head % len(body) + b"\r\n\r\n" + body)(exchange)

    models = [part for name in ("good", "cut", "stop", "bad") for part in ("-m", name)]
    async with serving(script) as server:
        done = await ran(
            *("bench", "-n", "2", "--json", *models, "--base-url", server.base_url), home=tmp_path
        )
    assert done.code == 1
    found = json.loads(done.out)["models"]
    assert {name: each["verdicts"] for name, each in found.items()} == {
        "good": {"completed": 2},
        "cut": {"cut off": 2},
        "stop": {"incomplete": 2},
        "bad": {"refused": 2},
    }
    sizes = {name: each["figures"]["ttft_ms"]["n"] for name, each in found.items()}
    assert sizes == {"good": 2, "cut": 0, "stop": 2, "bad": 0}
    assert found["good"]["figures"]["ttft_ms"]["p50_interval_95"] is None
    assert len(found["good"]["runs"]) == 2
    assert "no such␛ model" in done.err
    assert "\x1b" not in done.err


async def test_as_many_are_under_way_as_are_wanted(tmp_path: Path) -> None:
    waiting, together = 0, asyncio.Event()

    async def script(exchange: Exchange) -> None:
        nonlocal waiting
        waiting += 1
        if waiting == 3:
            together.set()
        await together.wait()
        await answer(*STREAM)(exchange)

    async with serving(script) as server:
        done = await ran(
            *("bench", "-n", "6", "-c", "3", "--base-url", server.base_url), home=tmp_path
        )
    assert done.code == 0
    assert server.connections == 3


async def test_recordings_are_kept_where_they_are_wanted(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    arguments = ("bench", "-n", "2", "-m", "a/b", "-m", "a b", "--save", str(folder))
    async with serving(answer(*STREAM)) as server:
        done = await ran(*arguments, "--base-url", server.base_url, home=tmp_path)
        again = await ran(*arguments, "--base-url", server.base_url, home=tmp_path)
    assert done.code == 0
    names = ["a-b-1-0001.jsonl", "a-b-1-0002.jsonl", "a-b-2-0001.jsonl", "a-b-2-0002.jsonl"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert main(["check", str(folder / names[3])]) == 0
    header = json.loads((folder / names[3]).read_text().splitlines()[0])
    assert header["request"]["model"] == "a b"
    assert again.code == 2
    assert "there are recordings in it already" in again.err
    assert len(server.asked) == 4


async def test_the_demo_can_be_measured(tmp_path: Path) -> None:
    done = await ran("bench", "-n", "1", "--demo", home=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert "completed" in done.out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("-n", "0"), "-n and -c must be 1 or more"),
        (("-n", "1", "-c", "0"), "-n and -c must be 1 or more"),
        ((), "required: -n"),
        (("-n", "1"), "no key"),
        (("-n", "1", "--demo", "--save", "/dev/null"), "/dev/null: "),
    ],
)
async def test_wrong_usage(tmp_path: Path, arguments: tuple[str, ...], why: str) -> None:
    done = await ran("bench", *arguments, home=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert why in done.err


async def test_what_takes_too_long_is_cut_off(tmp_path: Path) -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(*STREAM[:4])
        await exchange.gone()

    async with serving(script) as server:
        done = await ran(
            *("bench", "-n", "1", "--timeout", "0.2", "--base-url", server.base_url), home=tmp_path
        )
    assert done.code == 1
    assert "cut off" in done.out
    assert "timed out after 0.2 s" in done.err


async def test_an_interrupt_gives_the_figures_of_what_was_asked(tmp_path: Path) -> None:
    hangs = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        if len(server.asked) <= 2:
            await answer(*STREAM)(exchange)
            return
        await exchange.open()
        await exchange.chunk(sse({"type": "response.created"}))
        hangs.set()
        await exchange.gone()

    async with serving(script) as server:
        process = await asyncio.create_subprocess_exec(
            *command("bench", "-n", "9", "--base-url", server.base_url),
            stdout=subprocess.PIPE,
            env=environment(tmp_path),
        )
        await hangs.wait()
        process.send_signal(signal.SIGINT)
        out, _ = await process.communicate()
    assert process.returncode == 130
    assert out.splitlines()[1].split() == [b"requests", b"2"]


def test_a_terminal_shows_how_far_it_is(tmp_path: Path) -> None:
    told = command("bench", "-n", "2", "--demo", "-c", "2")
    with Terminal(told, environment=environment(tmp_path)) as terminal:
        terminal.wait_for(lambda _: b"1 of 2" in terminal.received)
        text = terminal.wait_for("completed")
        assert "of 2" not in text
        assert terminal.wait_for_end() == 0
