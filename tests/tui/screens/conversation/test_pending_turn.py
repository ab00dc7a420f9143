"""Regenerate, edit and fork: nothing is sent before enter."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste

from ppchat.core.chat.conversation import Node
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Ended, Problem, Request
from ppchat.services.launch import LAST
from ppchat.tui.screens.conversation.pending_turn import PENDING_TURNS, omission
from tests.support.chat_app import ChatDriver, reply_with, run_chat, save_nodes
from tests.support.loopback import Script
from tests.support.recordings import TWISTER, build_recording
from tests.support.rounds import answers_to, function_item, path_of_rounds, responses_answer
from tests.support.typed_keys import type_at_once

TURNS = [(prompt, build_recording(TWISTER)) for prompt in ("one", "two")]
NODE = Node("2", "1", "two", Recording(Request({}, "")))


class Counted:
    """A script that counts the requests it answers."""

    def __init__(self, script: Script | None = None) -> None:
        self._script = script or reply_with("Hello", " there")
        self.requests = 0

    async def __call__(self, exchange: Any) -> None:
        self.requests += 1
        await self._script(exchange)


@pytest.mark.parametrize(
    ("name", "note", "parent"),
    [
        ("regenerate", "Regenerate with some-model: enter sends, esc gives up", "1"),
        ("edit", "Edit question 2: enter sends a branch, esc gives up", "1"),
        ("fork", "Continue from answer 2: enter sends, esc gives up", "2"),
    ],
)
def test_each_turn_is_announced(name: str, note: str, parent: str) -> None:
    turn = PENDING_TURNS[name](NODE, 2, TurnSettings("some-model"))
    assert (turn.note, turn.parent) == (note, parent)


def test_a_refused_turn_is_offered_without_what_was_refused() -> None:
    settings = TurnSettings("m", parameters={"temperature": 0.5, "effort": "low"})
    body = {"model": "m", "temperature": 0.5, "reasoning": {"effort": "low"}}
    recording = Recording(Request(body, "http://h/v1"))
    node = Node("2", "1", "two", recording)
    assert omission(node, settings) is None
    message = "Unsupported parameter: 'temperature' is not supported with this model."
    problem = Problem("bad request", message, status=400)
    recording.apply(Ended(3, End.REFUSED, problem))
    turn = omission(node, settings)
    assert turn is not None
    assert turn.note == "The server rejects temperature: enter sends without it, esc gives up"
    assert (turn.parent, turn.default) == ("1", "two")
    assert turn.settings == TurnSettings("m", parameters={"effort": "low"})


async def settle(chat: ChatDriver, prompts: list[str]) -> None:
    """Wait until the path has these prompts and nothing is asked any more."""
    await chat.until(
        lambda: (
            [node.prompt for node in chat.chat.conversation.path] == prompts
            and not chat.screen.is_asking
        )
    )


@pytest.mark.parametrize(
    ("name", "typed", "prompts"),
    [
        ("regenerate", "", ["one", "two"]),
        ("edit", "!", ["one", "two!"]),
        ("fork", "three", ["one", "two", "three"]),
    ],
)
async def test_enter_sends_and_the_draft_comes_back(
    name: str, typed: str, prompts: list[str], tmp_path: Path
) -> None:
    script = Counted()
    key = {"regenerate": "r", "edit": "e", "fork": "f"}[name]
    async with run_chat(tmp_path, script, *TURNS) as chat:
        if name != "fork":
            await chat.write("a draft")
        chat.transcript.focus()
        await chat.press(key)
        assert chat.prompt.has_focus
        turn = PENDING_TURNS[name](chat.chat.conversation.path[1], 2, chat.chat.turn_settings)
        if name != "regenerate":
            assert f"{turn.note.partition(':')[0]}: enter begins, esc gives up" in chat.text
            await chat.press("enter")
        assert turn.note in chat.text
        assert script.requests == 0
        await chat.press(*typed, "enter")
        await chat.until(lambda: script.requests)
        await settle(chat, prompts)
        assert script.requests == 1
        assert "esc gives up" not in chat.text
        assert chat.prompt.text == ("" if name == "fork" else "a draft")


async def test_a_turn_that_is_given_up_sends_nothing(tmp_path: Path) -> None:
    script = Counted()
    async with run_chat(tmp_path, script, *TURNS) as chat:
        await chat.write("a draft")
        for name, key in product("ref", ("escape", "ctrl+c")):
            chat.transcript.focus()
            await chat.press(name)
            assert "esc gives up" in chat.text
            await chat.press(key)
            assert "esc gives up" not in chat.text
            assert chat.prompt.text == "a draft"
        await chat.press("enter")
        await chat.until(lambda: script.requests)
        await settle(chat, ["one", "two", "a draft"])
        assert script.requests == 1


async def test_a_fork_from_an_earlier_answer_keeps_the_later_ones(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, *TURNS) as chat:
        chat.transcript.focus()
        await chat.press("left_curly_bracket", "f", "enter", *"three", "enter")
        await settle(chat, ["one", "three"])
        assert [node.prompt for node in chat.chat.conversation.nodes] == ["one", "two", "three"]


async def test_another_conversation_drops_what_enter_would_do(tmp_path: Path) -> None:
    script = Counted()
    async with run_chat(tmp_path, script, *TURNS) as chat:
        chat.transcript.focus()
        await chat.press("r", "ctrl+n", "x", "enter")
        await settle(chat, ["x"])


async def test_without_an_answer_there_is_nothing_to_regenerate(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        chat.transcript.focus()
        await chat.press("r")
        assert chat.notifications == ["No answer yet."]


async def test_a_word_typed_anywhere_sends_nothing(tmp_path: Path) -> None:
    script = Counted()
    async with run_chat(tmp_path, script, *TURNS) as chat:
        for keys in (
            ("ctrl+f", "escape", *"really?"),
            ("ctrl+f", *"one", "enter", "escape", *"refer", "escape"),
            ("tab", *"ref", *"r" * 20),
            ("tab", "tab", *"referee"),
            ("f1", "escape", *"really?"),
            ("f11", *"ref", "z", *"really?"),
            ("ctrl+p", "escape", *"ref"),
            ("ctrl+s", "escape", *"ref"),
        ):
            chat.prompt.focus()
            type_at_once(chat.app, *keys)
            await chat.until(lambda: chat.app._keys._admitted is None)
        chat.transcript.focus()
        await chat.pilot.pause()
        chat.app.post_message(Paste("one\ntwo\n"))
        await chat.until(lambda: "two\n" in chat.prompt.text)
        assert chat.app.screen is chat.screen
        assert script.requests == 0
        assert not chat.screen.is_asking


@pytest.mark.parametrize("word", ["really", "example", "for"])
async def test_a_word_is_typed_with_the_letter_that_proposes(word: str, tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, *TURNS) as chat:
        chat.transcript.focus()
        await chat.press("left_curly_bracket", *word)
        assert chat.prompt.text == word
        assert "esc gives up" not in chat.text


async def test_an_action_that_is_chosen_by_its_sentence_begins_at_once(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, *TURNS) as chat:
        await chat.press("ctrl+p", *"edit this question", "enter")
        await chat.until(lambda: chat.prompt.text == "two")
        assert "Edit question 2: enter sends a branch, esc gives up" in chat.text


async def test_held_enter_sends_once(tmp_path: Path) -> None:
    script = Counted()
    async with run_chat(tmp_path, script, *TURNS) as chat:
        chat.transcript.focus()
        await chat.pilot.pause()
        type_at_once(chat.app, "r", *["enter"] * 20)
        await chat.until(lambda: chat.app._keys._admitted is None)
        await settle(chat, ["one", "two"])
        assert script.requests == 1


async def test_a_round_is_regenerated_with_the_same_answers(tmp_path: Path) -> None:
    calling = responses_answer(function_item(20, 0))
    save_nodes(tmp_path, path_of_rounds("Cold?", [calling, build_recording(TWISTER)]))
    async with run_chat(tmp_path, flags={"resume": LAST}) as chat:
        assert "answer 1 of 1 · round 2 of 2 · 8 events" in chat.text
        await chat.write("a draft")
        chat.transcript.focus()
        await chat.press("r")
        assert "The same answers again" in chat.text
        await chat.press("enter")
        conversation = chat.chat.conversation
        await chat.until(lambda: len(conversation) == 3 and not chat.screen.is_asking)
        assert [node.answers for node in conversation.siblings("1")] == [answers_to(calling)] * 2
        assert "you answered get_weather · 2 of 2" in chat.text
        assert chat.prompt.text == "a draft"
        assert "The same answers again" not in chat.chat.archive.load_prompts()


async def test_editing_a_round_edits_the_question_of_its_exchange(tmp_path: Path) -> None:
    calling = responses_answer(function_item(20, 0))
    rounds = path_of_rounds("Cold?", [calling, build_recording(TWISTER)])
    save_nodes(tmp_path, [*rounds, Node("2", "1", "And now?", build_recording(TWISTER))])
    async with run_chat(tmp_path, flags={"resume": LAST}) as chat:
        chat.transcript.focus()
        await chat.press("left_curly_bracket", "e", "enter")
        assert "Edit question 1: enter sends a branch, esc gives up" in chat.text
        assert chat.prompt.text == "Cold?"
        await chat.press("enter")
        await settle(chat, ["Cold?"])
        assert len(chat.chat.conversation.siblings("0")) == 2
