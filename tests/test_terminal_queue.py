"""Prompts queued, edited and forked in a real terminal, by answers that wait to be stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.support.loopback import (
    Exchange,
    isolated_environment,
    ppchat_command,
    scripted_server,
    text_stream,
)
from tests.support.model_servers import json_answer, model_list
from tests.support.terminal import Terminal

QUICK: Final = "one"
"""The prompt whose answer comes to its end; the others have to be stopped."""


async def answer_quick_prompts(exchange: Exchange) -> None:
    if exchange.request.method == "GET":
        await json_answer(model_list("m"))(exchange)
        return
    frames = text_stream("It goes on.")
    await exchange.open()
    if exchange.request.json["input"][-1]["content"] == QUICK:
        await exchange.chunk(*frames)
        await exchange.close()
    else:
        await exchange.chunk(*frames[:4])
        await exchange.wait_for_disconnect()
        exchange.writer.close()


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_queue_edit_and_fork(tmp_path: Path, size: tuple[int, int]) -> None:
    async with scripted_server(answer_quick_prompts) as server:
        command = ppchat_command("--base-url", server.base_url, "-m", "m")
        environment = isolated_environment(tmp_path, OPENAI_API_KEY="k")
        await asyncio.to_thread(walk, command, environment, size)


def walk(command: tuple[str, ...], environment: Mapping[str, str], size: tuple[int, int]) -> None:
    columns, rows = size
    with Terminal(command, columns=columns, rows=rows, environment=environment) as terminal:
        terminal.wait_for("Ask anything")
        send(terminal, "zero")
        terminal.wait_for("streaming")
        send(terminal, QUICK)
        terminal.wait_for(f"1  {QUICK}")
        send(terminal, "three")
        terminal.wait_for("2  three")
        terminal.press("up")
        terminal.wait_for(lambda text: "2  three" not in text and "three" in text)
        terminal.press("x")
        terminal.wait_for("threex")
        terminal.press("enter")
        terminal.wait_for("2  threex")
        terminal.press("escape")
        terminal.wait_for("Held: enter sends the next")
        terminal.press("enter")  # and what follows its answer is sent by itself
        terminal.wait_for(lambda text: not any(word in text for word in ("Held", "Queued")))
        stop(terminal)
        terminal.press("tab")
        terminal.press("e")
        terminal.wait_for("Edit question 3: enter begins")
        terminal.press("enter")
        terminal.wait_for("Edit question 3: enter sends")
        terminal.press("y")
        terminal.wait_for("threexy")
        terminal.press("enter")
        terminal.wait_for(lambda text: "Edit" not in text)
        stop(terminal)
        terminal.press("tab")
        terminal.press("f")
        terminal.wait_for("Continue from answer 3: enter begins")
        terminal.press("enter")
        terminal.wait_for("Continue from answer 3: enter sends")
        send(terminal, "four")
        terminal.wait_for(lambda text: "Continue" not in text)
        stop(terminal)
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def stop(terminal: Terminal) -> None:
    """Stop the answer in progress."""
    terminal.wait_for(lambda text: "streaming" in text.partition("\n")[0])
    terminal.press("escape")
    terminal.wait_for(lambda text: "■ stopped" in text.partition("\n")[0])


def send(terminal: Terminal, text: str) -> None:
    """Type a text, and press enter once it is there: what comes at once would be a paste."""
    terminal.press(*text)
    terminal.wait_for(text)
    terminal.press("enter")
