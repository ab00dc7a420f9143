"""What it looks like when a model calls something: at the prompt, and in the dialogs.

`pytest tests/tui/test_snapshot_calls.py --snapshot-update` updates them after an intended change.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from ppchat.services.launch import LAST
from ppchat.tui.dialogs.calls.answer_call import AnswerScreen
from ppchat.tui.dialogs.calls.decide_call import CallScreen
from ppchat.tui.dialogs.calls.tools import ToolsScreen
from tests.support.chat_app import ChatDriver, build_app, save_conversation
from tests.support.rounds import approval_item, custom_item, function_item, responses_answer
from tests.support.tool_loop import SEARCH, write_config

SIZES: Final = pytest.mark.parametrize("size", [(120, 36), (60, 15)], ids=["wide", "tiny"])
TOOLS: Final = """
[tool.get_weather]
description = "The weather in a city now"
command = ["weather", "--metric"]
[tool.get_weather.parameters]
type = "object"
properties.city = { type = "string", title = "City" }
[tool.get_weather.output]
type = "object"
required = ["degrees", "sky"]
properties.degrees = { type = "number", title = "Temperature", description = "in °C" }
properties.sky = { enum = ["clear", "cloudy"], title = "Sky" }
"""
ONE: Final = responses_answer(function_item(20, 0))
THREE: Final = responses_answer(function_item(20, 0), custom_item(21, 1), approval_item(22, 2))


async def open_by(chat: ChatDriver, keys: list[str], screen: type[object]) -> None:
    """Press keys that open a dialog."""
    await chat.press(*keys)
    await chat.until(lambda: isinstance(chat.app.screen, screen))


@SIZES
@pytest.mark.parametrize(
    ("keys", "screen"),
    [
        ([], None),
        (["enter"], CallScreen),
        (["down", "down", "enter"], AnswerScreen),
        (["escape", "ctrl+t"], ToolsScreen),
    ],
    ids=["waiting", "call", "form", "tools"],
)
def test_a_call(
    tmp_path: Path,
    snap_compare: Any,
    size: tuple[int, int],
    keys: list[str],
    screen: type[object] | None,
) -> None:
    write_config(tmp_path, TOOLS, SEARCH)
    save_conversation(tmp_path, ("What is the weather in Oslo?", THREE if not keys else ONE))

    async def run(pilot: Pilot[int]) -> None:
        chat = ChatDriver(pilot)
        await chat.ready()
        await chat.until(lambda: "enter answers" in chat.text)
        if screen is AnswerScreen:
            await open_by(chat, ["enter"], CallScreen)
        if screen:
            await open_by(chat, keys, screen)
        for field in pilot.app.screen.query("TextArea, Input"):
            assert isinstance(field, TextArea | Input)
            field.cursor_blink = False
        await pilot.pause()

    assert snap_compare(build_app(tmp_path, resume=LAST), terminal_size=size, run_before=run)
