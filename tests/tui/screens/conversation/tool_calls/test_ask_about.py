"""One call is asked about until it has an answer; going back leads to the choices again."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ppchat.tui.dialogs.calls.answer_call import AnswerScreen
from ppchat.tui.dialogs.calls.decide_call import CallScreen
from tests.support.chat_app import run_chat
from tests.support.loopback import Exchange
from tests.support.tool_loop import sent_outputs, tool_loop, write_config

FORM: Final = """
[tool.get_weather]
command = ["false"]
[tool.get_weather.output]
type = "object"
required = ["degrees"]
properties = { degrees = { type = "number", title = "Temperature" } }
"""


async def test_going_back_from_an_output_leads_to_the_choices_and_the_form(tmp_path: Path) -> None:
    write_config(tmp_path, FORM)
    requests = []

    async def script(exchange: Exchange) -> None:
        requests.append(exchange.request)
        await tool_loop("function")(exchange)

    async with run_chat(tmp_path, script) as chat:
        await chat.ask("What is the weather?")
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, CallScreen))
        await chat.press("enter")
        await chat.until(lambda: "exit code 1" in chat.text)
        await chat.press("escape")
        await chat.until(lambda: isinstance(chat.app.screen, CallScreen))
        await chat.press("down", "down", "enter")
        await chat.until(lambda: isinstance(chat.app.screen, AnswerScreen))
        assert "Temperature" in chat.text
        await chat.press("4", "enter")
        await chat.until(lambda: "It is sunny." in chat.text)
    assert sent_outputs(requests) == ['{"degrees": 4}']
