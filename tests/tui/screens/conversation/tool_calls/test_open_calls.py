"""Calls are asked about one after another, run, answered, refused, and left for later."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static

from ppchat.core.chat.conversation import Conversation
from ppchat.tui.dialogs.calls.answer_call import AnswerScreen
from ppchat.tui.dialogs.calls.decide_call import CallScreen
from tests.support.chat_app import ChatDriver, load_conversation, run_chat
from tests.support.loopback import Exchange, Script, answer
from tests.support.rounds import OSLO
from tests.support.tool_loop import CAT, ENDLESS, outputs, sent_outputs, tool_loop, write_config

NOTE = "get_weather waits: enter answers, esc later"


@asynccontextmanager
async def asked(
    folder: Path, script: Script, requests: list[Any] | None = None, **options: Any
) -> AsyncIterator[ChatDriver]:
    """The app after a question whose answer makes calls."""

    async def recording(exchange: Exchange) -> None:
        if requests is not None:
            requests.append(exchange.request)
        await script(exchange)

    async with run_chat(folder, recording, **options) as chat:
        await chat.ask("What is the weather?")
        yield chat


async def open_call(chat: ChatDriver) -> None:
    """Press enter at the prompt, and wait for the dialog."""
    await chat.press("enter")
    await chat.until(lambda: isinstance(chat.app.screen, CallScreen))


def stored(folder: Path, chat: ChatDriver) -> Conversation:
    return load_conversation(folder, chat.chat.conversation.id)


async def answered(chat: ChatDriver) -> None:
    await chat.until(lambda: "It is sunny." in chat.text and not chat.screen.is_asking)


async def test_a_call_waits_at_the_prompt_and_in_the_header(tmp_path: Path) -> None:
    async with asked(tmp_path, tool_loop("function")) as chat:
        await chat.until(lambda: NOTE in chat.text)
        await chat.until(lambda: chat.word == "get_weather waits for you")
        assert chat.status.status.sign == "?"
        await chat.press("escape")
        await chat.until(lambda: NOTE not in chat.text)
        assert chat.word == "get_weather waits for you"


async def test_an_answer_by_hand_is_sent_and_the_model_goes_on(tmp_path: Path) -> None:
    requests: list[Any] = []
    async with asked(tmp_path, tool_loop("function"), requests) as chat:
        await chat.until(lambda: NOTE in chat.text)
        await open_call(chat)
        assert "Oslo" in chat.text
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, AnswerScreen))
        await chat.press(*"4 degrees", "enter")
        await answered(chat)
        assert chat.word == "completed"
    assert sent_outputs(requests) == ["4 degrees"]
    question, further = stored(tmp_path, chat).path
    assert [answer.output for answer in further.answers] == ["4 degrees"]
    assert question.prompt == "What is the weather?"


async def test_a_command_runs_once_and_its_output_is_shown_first(tmp_path: Path) -> None:
    write_config(tmp_path, CAT)
    requests: list[Any] = []
    async with asked(tmp_path, tool_loop("function"), requests) as chat:
        await open_call(chat)
        assert len(requests) == 1
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, AnswerScreen))
        await chat.until(lambda: "exit code 0" in chat.text and OSLO in chat.text)
        assert len(requests) == 1
        await chat.press("enter")
        await answered(chat)
    assert sent_outputs(requests) == [OSLO]


async def test_a_command_that_cannot_be_started_did_not_run(tmp_path: Path) -> None:
    write_config(tmp_path, '[tool.get_weather]\ncommand = ["no-such-program"]\n')
    async with asked(tmp_path, tool_loop("function")) as chat:
        await open_call(chat)
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, AnswerScreen))
        await chat.until(lambda: "get_weather printed nothing" in chat.text)
        await chat.press("enter")
        await answered(chat)
        assert "get_weather did not run" in chat.text


async def test_a_command_that_always_runs_answers_all_further_rounds(tmp_path: Path) -> None:
    write_config(tmp_path, CAT)
    requests: list[Any] = []
    async with asked(tmp_path, tool_loop("function", rounds=3), requests) as chat:
        await open_call(chat)
        await chat.press("down", "enter")
        await answered(chat)
        assert len(chat.chat.conversation.path) == 4
    assert sent_outputs(requests)[-1] == OSLO
    assert stored(tmp_path, chat).tools.permissions == {"get_weather": "always"}


@pytest.mark.parametrize(("downs", "permissions"), [(1, {}), (2, {"get_weather": "never"})])
async def test_a_refusal_is_sent(tmp_path: Path, downs: int, permissions: dict[str, str]) -> None:
    requests: list[Any] = []
    async with asked(tmp_path, tool_loop("function"), requests) as chat:
        await open_call(chat)
        await chat.press(*["down"] * downs, "enter")
        await answered(chat)
    assert sent_outputs(requests) == ["The user refused this call."]
    assert stored(tmp_path, chat).tools.permissions == permissions


async def test_an_approval_is_denied(tmp_path: Path) -> None:
    requests: list[Any] = []
    async with asked(tmp_path, tool_loop("approval"), requests) as chat:
        await chat.until(lambda: "db asks to run drop" in chat.text)
        await open_call(chat)
        await chat.press("down", "down", "enter")
        await answered(chat)
        assert "you denied drop of db" in chat.text
    assert sent_outputs(requests) == [False]
    assert [answer.approved for answer in stored(tmp_path, chat).path[1].answers] == [False]


async def test_the_arguments_are_seen_until_the_call_is_answered(tmp_path: Path) -> None:
    async with asked(tmp_path, tool_loop("function")) as chat:
        await chat.until(lambda: NOTE in chat.text)
        await chat.until(lambda: "Oslo" in chat.text and "get_weather ▾" in chat.text)
        await open_call(chat)
        await chat.press("down", "enter")
        await answered(chat)
        await chat.until(lambda: "get_weather ▸" in chat.text)
        assert "Oslo" not in chat.text


async def test_parallel_calls_are_answered_together_one_after_another(tmp_path: Path) -> None:
    requests: list[Any] = []
    async with asked(tmp_path, tool_loop("function", "custom", "approval"), requests) as chat:
        await chat.until(lambda: "3 calls wait" in chat.text)
        await open_call(chat)
        assert "1 of 3" in chat.text
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, AnswerScreen))
        await chat.press("1", "enter")
        await chat.until(lambda: "2 of 3" in chat.text)
        await chat.press("escape")  # the first answer is kept
        await chat.until(lambda: "3 calls wait" in chat.text)
        await chat.press("enter")
        await chat.until(lambda: "2 of 3" in chat.text)
        await chat.press("down", "enter")
        await chat.until(lambda: "db wants to run drop" in chat.text)
        assert len(requests) == 1
        await chat.press("enter")
        await answered(chat)
    assert sent_outputs(requests) == ["1", "The user refused this call.", True]


async def test_escape_stops_a_command_which_can_be_answered_later(tmp_path: Path) -> None:
    write_config(tmp_path, ENDLESS)
    requests: list[Any] = []
    async with asked(tmp_path, tool_loop("function"), requests) as chat:
        await open_call(chat)
        await chat.press("enter")
        await chat.until(lambda: chat.word == "running get_weather")
        await chat.press("escape")
        await chat.until(lambda: isinstance(chat.app.screen, CallScreen))
        await chat.press("escape")
        await chat.until(lambda: NOTE in chat.text)
        assert chat.word == "get_weather waits for you"
        assert not chat.screen.is_asking
        await chat.press("escape", "f6")
        await chat.until(lambda: isinstance(chat.app.screen, CallScreen))
    assert len(requests) == 1


async def test_quitting_stops_a_command(tmp_path: Path) -> None:
    write_config(tmp_path, ENDLESS)
    async with asked(tmp_path, tool_loop("function")) as chat:
        await open_call(chat)
        await chat.press("enter")
        await chat.until(lambda: chat.word == "running get_weather")
    assert stored(tmp_path, chat).path[0].recording.ended


async def test_a_conversation_that_waits_says_so_when_it_is_opened_again(tmp_path: Path) -> None:
    write_config(tmp_path, CAT)
    async with asked(tmp_path, tool_loop("function")) as chat:
        await chat.until(lambda: NOTE in chat.text)
    requests: list[Any] = []

    async def recording(exchange: Exchange) -> None:
        requests.append(exchange.request)
        await tool_loop("function")(exchange)

    async with run_chat(tmp_path, recording, flags={"resume": "last"}) as chat:
        await chat.until(lambda: NOTE in chat.text)
        await open_call(chat)
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, AnswerScreen))
        await chat.press("enter")
        await answered(chat)
    assert sent_outputs(requests) == [OSLO]


async def test_another_prompt_can_be_typed_instead(tmp_path: Path) -> None:
    requests: list[Any] = []
    async with asked(tmp_path, tool_loop("function"), requests) as chat:
        await chat.until(lambda: NOTE in chat.text)
        await chat.press("n")
        await chat.until(lambda: NOTE not in chat.text)
        assert chat.prompt.text == "n"
        await chat.press("o", "enter")
        await chat.until(lambda: len(requests) == 2 and not chat.screen.is_asking)
    assert sent_outputs(requests) == []
    assert stored(tmp_path, chat).path[-1].prompt == "no"


async def test_what_is_typed_while_the_answer_streams_is_kept(tmp_path: Path) -> None:
    async with run_chat(tmp_path, tool_loop("function")) as chat:
        await chat.write("What is the weather?")
        await chat.press("enter", "n", "e", "x", "t")
        await chat.until(lambda: chat.word == "get_weather waits for you")
        assert chat.prompt.text == "next"
        assert NOTE not in chat.text


async def test_rounds_that_go_on_by_themselves_leave_an_edited_prompt_alone(tmp_path: Path) -> None:
    write_config(tmp_path, CAT)
    loop, edited = tool_loop("function", rounds=2), asyncio.Event()

    async def script(exchange: Exchange) -> None:
        if outputs(exchange.request.json):
            await edited.wait()
        await loop(exchange)

    async with asked(tmp_path, script) as chat:
        await open_call(chat)
        await chat.press("down", "enter")
        await chat.until(lambda: chat.chat.streaming_node)
        chat.screen.action_propose("edit")
        await chat.press(*" Now?")
        edited.set()
        await answered(chat)
        assert chat.prompt.text == "What is the weather? Now?"
        assert "Edit question 1" in chat.text


ONCE = """
for n in 1 2 3; do mkdir "$0/$n" 2> /dev/null && echo $n && exit; done
mkdir "$0/late" 2> /dev/null && exec sleep 600
echo late
"""
"""Ends at once three times, then never, then at once: each run makes a folder."""


async def test_a_command_that_ended_is_not_run_again_when_another_was_stopped(
    tmp_path: Path,
) -> None:
    runs = tmp_path / "runs"
    runs.mkdir()
    command = json.dumps(["sh", "-c", ONCE, str(runs)])
    write_config(tmp_path, f"[tool.get_weather]\ncommand = {command}\n")
    requests: list[Any] = []
    script = tool_loop("function", "function", rounds=2)
    async with asked(tmp_path, script, requests) as chat:
        await open_call(chat)
        await chat.press("down", "enter")
        await chat.until(lambda: len(sent_outputs(requests)) == 2)
        await chat.until(lambda: (runs / "3").exists() and (runs / "late").exists())
        await chat.until(lambda: chat.screen._parts.open_calls._given)
        await chat.press("escape")
        await chat.until(lambda: "2 calls wait" in chat.text)
        await chat.press("enter")
        await answered(chat)
    assert sorted(sent_outputs(requests)[-2:]) == ["3", "late"]


async def test_after_ten_rounds_the_user_is_asked(tmp_path: Path) -> None:
    write_config(tmp_path, CAT)
    async with asked(tmp_path, tool_loop("function", rounds=12)) as chat:
        await open_call(chat)
        await chat.press("down", "enter")
        await chat.until(lambda: "10 rounds without words" in chat.text)
        assert len(chat.chat.conversation.path) == 10
        await chat.press("enter")
        await answered(chat)
        assert len(chat.chat.conversation.path) == 13


async def test_nothing_runs_by_itself_when_a_conversation_is_opened(tmp_path: Path) -> None:
    write_config(tmp_path, CAT)
    async with asked(tmp_path, tool_loop("function", rounds=12)) as chat:
        await open_call(chat)
        await chat.press("down", "enter")
        await chat.until(lambda: "10 rounds" in chat.text)
    requests: list[Any] = []

    async def recording(exchange: Exchange) -> None:
        requests.append(exchange.request)
        await tool_loop("function", rounds=0)(exchange)

    async with run_chat(tmp_path, recording, flags={"resume": "last"}) as chat:
        await chat.until(lambda: "waits for you" in chat.word)
        assert requests == []
        await chat.until(lambda: "10 rounds" in chat.text)
        await chat.press("enter")
        await answered(chat)


async def test_a_key_says_that_no_call_waits(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.press("f6")
        await chat.until(lambda: chat.notifications == ["No call waits for an answer."])


async def test_answers_that_the_server_refuses_are_not_sent_again_unasked(tmp_path: Path) -> None:
    write_config(tmp_path, CAT)
    requests: list[Any] = []

    async def refusing(exchange: Exchange) -> None:
        script = answer(b"{}", status="400 Bad Request", content_type="application/json")
        await (script if outputs(exchange.request.json) else tool_loop("function"))(exchange)

    async with asked(tmp_path, refusing, requests) as chat:
        await open_call(chat)
        await chat.press("down", "enter")
        await chat.until(lambda: len(requests) == 2 and not chat.screen.is_asking)
        await chat.until(lambda: NOTE in chat.text)
        assert len(requests) == 2


def dialog_texts(chat: ChatDriver) -> list[str]:
    """The texts of the dialog, however they are wrapped."""
    return [str(text.content) for text in chat.app.screen.query(Static)]


async def test_a_function_that_the_config_cannot_use_says_why(tmp_path: Path) -> None:
    write_config(tmp_path, "[tool.get_weather]\ncommand = 5\n")
    async with asked(tmp_path, tool_loop("function")) as chat:
        await open_call(chat)
        assert any("config.toml" in line for line in dialog_texts(chat))  # a long path is wrapped
    write_config(tmp_path, "")
    async with run_chat(tmp_path, flags={"resume": "last"}) as chat:
        await chat.until(lambda: NOTE in chat.text)
        await open_call(chat)
        assert "No function of the config has this name." in chat.text
