"""The main screen as a user has it: send, stop, edit, branch, start a new conversation."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Paste

from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import End, Problem
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.widgets.find_bar import FindBar
from tests.support.chat_app import ChatDriver, HeldScript, load_conversation, run_chat
from tests.support.recordings import TWISTER, build_recording, message_events


async def test_a_prompt_is_answered_and_stored(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.press(*"hi", "enter")
        await chat.until(lambda: chat.texts == ["hi", "Hello there"])
        await chat.until(lambda: chat.word == "completed")
        assert chat.prompt.text == ""
        conversation_id = chat.chat.conversation.id
        await chat.ask("and?")
        assert chat.texts == ["hi", "Hello there", "and?", "Hello there"]
    assert [node.prompt for node in load_conversation(tmp_path, conversation_id).path] == [
        "hi",
        "and?",
    ]


async def test_escape_stops_and_closes_the_connection(tmp_path: Path) -> None:
    held = HeldScript("Hello", " there")
    async with run_chat(tmp_path, held) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: chat.word == "streaming")
        await chat.press("escape")
        await chat.until(lambda: chat.word == "stopped")
        await held.client_left.wait()
        assert chat.texts[:2] == ["one", "Hello"]
        assert "Stopped. The partial answer is kept." in chat.texts[-1]


async def test_quitting_while_an_answer_streams_stores_what_arrived(tmp_path: Path) -> None:
    held = HeldScript("Hello", " there")
    async with run_chat(tmp_path, held) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: chat.word == "streaming")
        conversation_id = chat.chat.conversation.id
        await chat.press("ctrl+q")
        await held.client_left.wait()
    (node,) = load_conversation(tmp_path, conversation_id).path
    assert node.recording.outcome is Outcome.STOPPED
    assert str(node.recording.response.items[0].parts[0].text) == "Hello"


async def test_ctrl_d_deletes_or_quits(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.write("ab")
        await chat.press("home", "ctrl+d")
        assert chat.prompt.text == "b"
        await chat.press("ctrl+d")
        assert chat.prompt.text == ""
        assert not chat.app._exit
        await chat.press("ctrl+d")
        assert chat.app._exit


async def test_escape_goes_from_the_outside_in(tmp_path: Path) -> None:
    held = HeldScript("Hello")
    async with run_chat(tmp_path, held, size=(80, 24)) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: chat.word == "streaming")
        await chat.press("f12")
        assert chat.panes.has_class("-over")
        assert chat.events.has_focus
        await chat.press("escape")
        assert not chat.panes.has_class("-over")
        assert chat.prompt.has_focus
        assert chat.word == "streaming"
        chat.transcript.focus()
        await chat.press("escape")
        await chat.until(lambda: chat.word == "stopped")
        chat.transcript.focus()
        await chat.press("escape")
        assert chat.prompt.has_focus


async def test_find_counts_the_matches(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        await chat.press("ctrl+f", *"peter")
        await chat.until(lambda: chat.screen.query_one(FindBar).hits == "1 of 1")
        await chat.press("escape")
        assert chat.prompt.has_focus


async def test_what_means_nothing_where_the_focus_is_goes_to_the_prompt(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        for widget in (chat.transcript, chat.events, chat.screen.query_one(Timeline)):
            await chat.write("[]")
            chat.prompt.move_cursor((0, 1))
            widget.focus()
            await chat.press("W", "h", "y")
            assert chat.prompt.text == "[Why]"
            assert chat.prompt.has_focus
            widget.focus()
            await chat.pilot.pause()
            chat.app.post_message(Paste("?\n!\n"))
            await chat.until(lambda: chat.prompt.text == "[Why?\n!\n]")
            assert chat.prompt.has_focus


@pytest.mark.parametrize(("opening", "closing"), [("f11", "z"), ("f1", "escape"), ("x", "escape")])
async def test_the_prompt_has_the_keys_when_a_screen_closes(
    opening: str, closing: str, tmp_path: Path
) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        chat.events.focus()
        await chat.press(opening)
        await chat.until(lambda: len(chat.app.screen_stack) == 2)
        await chat.press(closing)
        await chat.until(lambda: chat.prompt.has_focus)


async def test_an_answer_that_was_cut_off_says_so(tmp_path: Path) -> None:
    cut = build_recording(
        TWISTER[:4], end=End.BROKEN, problem=Problem("lost", "The server went.", "")
    )
    async with run_chat(tmp_path, None, ("one", cut)) as chat:
        assert chat.word == "cut off"
        assert "Sure!" in chat.text


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 15)])
async def test_what_is_sent_comes_into_sight(tmp_path: Path, size: tuple[int, int]) -> None:
    turns = [
        (f"Question {n}", build_recording(message_events(["Answer.\n\n" * 9, f"End {n}."])))
        for n in range(4)
    ]
    script = HeldScript("It begins.", " It ends.")
    async with run_chat(tmp_path, script, *turns, size=size) as chat:
        await chat.write("unsent")
        await chat.press("pageup", "pageup", "pagedown", "pageup")
        assert (chat.prompt.has_focus, chat.prompt.text) == (True, "unsent")
        assert not chat.transcript.following
        assert "End 3." not in chat.text
        await chat.press("ctrl+home")
        assert "Question 0" in chat.text
        await chat.write("\n".join(f"Line {n}" for n in range(50)))
        await chat.press("enter")
        await chat.until(lambda: "It begins." in chat.text)
        assert all(f"Line {n}" in chat.text for n in range(5))
        assert "… 45 more lines ▸" in chat.text
        await chat.press("pageup")
        script.release()
        await chat.until(lambda: not chat.screen.is_asking)
        await chat.press("ctrl+end")
        await chat.until(lambda: "It ends." in chat.text)


async def test_what_is_pasted_into_the_prompt_is_pasted_once(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        chat.app.post_message(Paste("hello"))
        await chat.until(lambda: chat.prompt.text)
        await chat.press("end", "!")
        assert chat.prompt.text == "hello!"


async def test_the_prompt_stands_below_the_text(tmp_path: Path) -> None:
    turn = ("A question", build_recording(message_events(["An answer."])))
    async with run_chat(tmp_path, None, turn, size=(200, 50)) as chat:
        await _until_the_prompt_is_below(chat, "A question")
        assert chat.prompt.region.x < 40
        await chat.press("ctrl+backslash")  # hides the events
        await chat.until(lambda: chat.prompt.region.x > 40)
        await _until_the_prompt_is_below(chat, "A question")
        await chat.pilot.resize_terminal(110, 30)
        await chat.until(lambda: chat.prompt.region.x == 0)
        assert chat.prompt.region.width == 110


async def _until_the_prompt_is_below(chat: ChatDriver, text: str) -> None:
    """Wait until the prompt begins in the column in which the bar of `text` stands."""

    def is_below() -> bool:
        line = next(line for line in chat.text.splitlines() if f"▌ {text}" in line)
        return line.index(f"▌ {text}") == chat.prompt.region.x

    await chat.until(is_below)
    assert chat.prompt.region.width == 113
