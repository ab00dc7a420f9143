"""The main screen as a person uses it: asking, stopping, going back, beginning anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.command import CommandPalette

from ppchat.core.response.outcome import Verdict
from ppchat.core.stream.signals import End, Problem
from ppchat.tui.dialogs.picker import Picker
from ppchat.tui.screens.sessions.screen import SessionsScreen
from ppchat.tui.widgets.find_bar import FindBar
from tests.support.chat_app import KEPT, Held, chatting, loaded
from tests.support.loopback import answer
from tests.support.playbook import TWISTER, recording


async def test_what_is_sent_is_answered_and_kept(tmp_path: Path) -> None:
    async with chatting(tmp_path) as chat:
        await chat.press(*"hi", "enter")
        await chat.until(lambda: chat.texts == ["hi", "Hello there"])
        await chat.until(lambda: chat.word == "completed")
        assert chat.prompt.text == ""
        kept = chat.chat.conversation.id
        await chat.ask("and?")
        assert chat.texts == ["hi", "Hello there", "and?", "Hello there"]
    assert [node.prompt for node in loaded(tmp_path, kept).path] == ["hi", "and?"]


async def test_a_second_enter_while_an_answer_comes_keeps_the_text(tmp_path: Path) -> None:
    held = Held("Hello")
    async with chatting(tmp_path, held) as chat:
        await chat.write("one")
        await chat.press("enter", *"two", "enter")
        assert chat.prompt.text == "two"
        await chat.until(lambda: chat.word == "streaming")
        await chat.press("enter")
        assert chat.prompt.text == "two"
        assert any("Still answering" in said for said in chat.said)
        held.let_go()
        await chat.until(lambda: chat.word == "completed")
        assert len(chat.chat.conversation) == 1


async def test_escape_stops_and_the_server_learns_of_it(tmp_path: Path) -> None:
    held = Held("Hello", " there")
    async with chatting(tmp_path, held) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: chat.word == "streaming")
        await chat.press("escape")
        await chat.until(lambda: chat.word == "stopped")
        await held.gone.wait()
        assert chat.texts[:2] == ["one", "Hello"]
        assert "Stopped. What came is kept." in chat.texts[-1]


async def test_a_refused_prompt_is_back_in_the_input(tmp_path: Path) -> None:
    refusal = answer(b'{"error": {"message": "no such model"}}', status="404 Not Found",
                     content_type="application/json")  # fmt: skip
    async with chatting(tmp_path, refusal) as chat:
        await chat.ask("one")
        await chat.until(lambda: chat.word == "refused")
        assert chat.prompt.text == "one"
        assert "no such model" in chat.texts[-1]


async def test_a_refused_prompt_does_not_displace_what_was_typed_since(tmp_path: Path) -> None:
    held = Held("Hello")
    async with chatting(tmp_path, held) as chat:
        await chat.write("one")
        await chat.press("enter", *"two")
        await chat.until(lambda: chat.word == "streaming")
        held.let_go()
        await chat.until(lambda: chat.word == "completed")
        assert chat.prompt.text == "two"


async def test_quitting_while_an_answer_comes_keeps_what_came(tmp_path: Path) -> None:
    held = Held("Hello", " there")
    async with chatting(tmp_path, held) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: chat.word == "streaming")
        kept = chat.chat.conversation.id
        await chat.press("ctrl+q")
        await held.gone.wait()
    (node,) = loaded(tmp_path, kept).path
    assert node.recording.verdict is Verdict.STOPPED
    assert str(node.recording.turn.items[0].parts[0].text) == "Hello"


async def test_ctrl_c_means_four_things(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ppchat.tui.screens.conversation.screen.QUIT_WITHIN_S", 600)
    held = Held("Hello")
    async with chatting(tmp_path, held) as chat:
        await chat.write("one")
        await chat.press("enter", *"two")
        await chat.until(lambda: chat.word == "streaming")
        await chat.press("shift+left", "ctrl+c")
        await chat.until(lambda: any("Copied 1 character" in said for said in chat.said))
        assert chat.word == "streaming"
        await chat.press("end", "ctrl+c")
        await chat.until(lambda: chat.word == "stopped")
        assert chat.prompt.text == "two"
        await chat.press("ctrl+c")
        assert chat.prompt.text == ""
        assert chat.app.return_code is None
        await chat.press("ctrl+c")
        assert any("again to quit" in said for said in chat.said)
        await chat.press("ctrl+c")
        await chat.until(lambda: not chat.app.is_running or chat.app._exit)


async def test_ctrl_d_deletes_or_quits(tmp_path: Path) -> None:
    async with chatting(tmp_path) as chat:
        await chat.write("ab")
        await chat.press("home", "ctrl+d")
        assert chat.prompt.text == "b"
        await chat.press("ctrl+d")
        assert chat.prompt.text == ""
        assert not chat.app._exit
        await chat.press("ctrl+d")
        assert chat.app._exit


async def test_escape_goes_from_the_outside_in(tmp_path: Path) -> None:
    held = Held("Hello")
    async with chatting(tmp_path, held, size=(80, 24)) as chat:
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


async def test_a_new_chat_is_empty_and_the_old_one_is_kept(tmp_path: Path) -> None:
    async with chatting(tmp_path, None, ("one", recording(TWISTER))) as chat:
        assert chat.texts[0] == "one"
        await chat.press("ctrl+n")
        assert chat.texts == []
        assert chat.word == "ready"
        await chat.ask("two")
        assert chat.chat.conversation.id != KEPT
        assert chat.texts == ["two", "Hello there"]
    assert [node.prompt for node in loaded(tmp_path).path] == ["one"]


async def test_sessions_open_another_or_begin_a_new_one(tmp_path: Path) -> None:
    async with chatting(tmp_path, None, ("one", recording(TWISTER))) as chat:
        await chat.press("ctrl+n")
        await chat.press("ctrl+s")
        await chat.until(lambda: isinstance(chat.app.screen, SessionsScreen))
        await chat.until(lambda: "one" in chat.text)
        await chat.press("enter")
        await chat.until(lambda: chat.texts[:1] == ["one"])
        await chat.press("f2")
        await chat.until(lambda: isinstance(chat.app.screen, SessionsScreen))
        await chat.press("ctrl+n")
        await chat.until(lambda: chat.texts == [])


async def test_deleting_the_open_conversation_begins_a_new_one(tmp_path: Path) -> None:
    async with chatting(tmp_path, None, ("one", recording(TWISTER))) as chat:
        await chat.press("ctrl+s")
        await chat.until(lambda: isinstance(chat.app.screen, SessionsScreen))
        await chat.until(lambda: "one" in chat.text)
        await chat.press("ctrl+d", "escape")
        await chat.until(lambda: chat.texts == [])
        await chat.ask("two")
        kept = chat.chat.conversation.id
        assert chat.banner == ""
    assert [node.prompt for node in loaded(tmp_path, kept).path] == ["two"]
    with pytest.raises(KeyError):
        loaded(tmp_path)


async def test_an_edited_prompt_begins_a_branch(tmp_path: Path) -> None:
    async with chatting(tmp_path, None, ("one", recording(TWISTER))) as chat:
        chat.transcript.focus()
        await chat.press("e")
        assert chat.prompt.text == "one"
        assert chat.prompt.has_focus
        await chat.press("!", "enter")
        await chat.until(lambda: chat.word == "completed" and chat.texts[0] == "one!")
        first, second = chat.chat.conversation.nodes
        assert (first.parent, second.parent) == (None, None)


async def test_an_edit_that_was_given_up_begins_no_branch(tmp_path: Path) -> None:
    async with chatting(tmp_path, None, ("one", recording(TWISTER))) as chat:
        chat.transcript.focus()
        await chat.press("e", "ctrl+c")
        assert chat.prompt.text == ""
        await chat.ask("two")
        assert [node.prompt for node in chat.chat.conversation.path] == ["one", "two"]


async def test_an_edit_is_in_sight_and_can_be_given_up(tmp_path: Path) -> None:
    async with chatting(tmp_path, None, ("one", recording(TWISTER))) as chat:
        await chat.write("a draft")
        chat.transcript.focus()
        await chat.press("e")
        await chat.until(lambda: "Editing: enter asks it as another branch" in chat.text)
        assert chat.prompt.text == "one"
        await chat.press("escape")
        await chat.until(lambda: "Editing" not in chat.text)
        assert chat.prompt.text == "a draft"
        await chat.press("enter")
        await chat.until(lambda: chat.chat.reading is None and len(chat.chat.conversation) == 2)
        assert [node.prompt for node in chat.chat.conversation.path] == ["one", "a draft"]


async def test_a_fork_goes_on_from_an_earlier_message(tmp_path: Path) -> None:
    turns = [(prompt, recording(TWISTER)) for prompt in ("one", "two")]
    async with chatting(tmp_path, None, *turns) as chat:
        chat.transcript.focus()
        await chat.press("g", "f")
        await chat.until(lambda: "two" not in chat.texts)
        assert chat.prompt.has_focus
        await chat.ask("three")
        conversation = chat.chat.conversation
        assert [node.prompt for node in conversation.path] == ["one", "three"]
        assert [node.prompt for node in conversation.nodes] == ["one", "two", "three"]
        assert "2 of 2" in chat.text


async def test_regenerate_asks_the_same_again(tmp_path: Path) -> None:
    async with chatting(tmp_path, None, ("one", recording(TWISTER))) as chat:
        await chat.write("draft")
        chat.transcript.focus()
        await chat.press("r")
        await chat.until(lambda: chat.texts == ["one", "Hello there"])
        await chat.until(lambda: chat.chat.reading is None)
        assert [node.prompt for node in chat.chat.conversation.nodes] == ["one", "one"]
        assert chat.prompt.text == "draft"


async def test_history_is_searched(tmp_path: Path) -> None:
    turns = [(prompt, recording(TWISTER)) for prompt in ("why is the sky blue", "herons", "quic")]
    async with chatting(tmp_path, None, *turns) as chat:
        await chat.press("ctrl+r")
        await chat.until(lambda: isinstance(chat.app.screen, Picker))
        await chat.press(*"sky", "enter")
        await chat.until(lambda: chat.prompt.text == "why is the sky blue")
        await chat.press("ctrl+r")
        await chat.until(lambda: isinstance(chat.app.screen, Picker))
        await chat.press("escape")
        await chat.until(lambda: chat.prompt.has_focus)
        assert chat.prompt.text == "why is the sky blue"


async def test_a_slash_opens_the_palette_in_an_empty_prompt_only(tmp_path: Path) -> None:
    async with chatting(tmp_path) as chat:
        await chat.press("a", "slash")
        assert chat.prompt.text == "a/"
        await chat.press("ctrl+c", "slash")
        await chat.until(lambda: isinstance(chat.app.screen, CommandPalette))
        assert chat.prompt.text == ""


async def test_find_marks_and_counts(tmp_path: Path) -> None:
    async with chatting(tmp_path, None, ("one", recording(TWISTER))) as chat:
        await chat.press("ctrl+f", *"peter")
        await chat.until(lambda: chat.screen.query_one(FindBar).hits == "1 of 1")
        await chat.press("escape")
        assert chat.transcript.has_focus


async def test_the_banner_says_that_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "ppchat.db").mkdir()
    async with chatting(tmp_path) as chat:
        await chat.until(lambda: chat.banner)
        await chat.ask("one")
        assert chat.texts == ["one", "Hello there"]
        assert chat.banner


async def test_what_was_cut_off_says_so(tmp_path: Path) -> None:
    cut = recording(TWISTER[:4], end=End.BROKEN, problem=Problem("lost", "The server went.", ""))
    async with chatting(tmp_path, None, ("one", cut)) as chat:
        assert chat.word == "cut off"
        assert "Sure!" in chat.text


async def test_branches_are_gone_through_and_kept(tmp_path: Path) -> None:
    turns = (("one", recording(TWISTER), None), ("two", recording(TWISTER), None))
    async with chatting(tmp_path, None, *turns, ("then", recording(TWISTER), 1)) as chat:
        assert chat.texts[0] == "two"
        assert "2 of 2" in chat.text
        chat.transcript.focus()
        await chat.press("less_than_sign")
        assert chat.texts[0] == "one"
        assert "1 of 2" in chat.text
        assert len(chat.chat.conversation.path) == 1
        await chat.press("less_than_sign")
        assert chat.texts[0] == "one"
    assert [node.prompt for node in loaded(tmp_path).path] == ["one"]
    async with chatting(tmp_path, None, flags={"resume": KEPT}) as chat:
        chat.transcript.focus()
        await chat.press("greater_than_sign")
        assert [node.prompt for node in chat.chat.conversation.path] == ["two", "then"]


async def test_a_conversation_without_branches_counts_none(tmp_path: Path) -> None:
    async with chatting(tmp_path, None, ("one", recording(TWISTER))) as chat:
        assert "1 of 1" not in chat.text
        chat.transcript.focus()
        await chat.press("greater_than_sign")
        assert chat.texts[0] == "one"


async def test_what_was_not_sent_is_there_the_next_time(tmp_path: Path) -> None:
    async with chatting(tmp_path, None, ("one", recording(TWISTER))) as chat:
        await chat.write("of one")
        await chat.press("ctrl+q")
    async with chatting(tmp_path) as chat:
        assert chat.prompt.text == ""
        await chat.write("of a new one")
    async with chatting(tmp_path) as chat:
        assert chat.prompt.text == "of a new one"
        await chat.press("ctrl+s")
        await chat.until(lambda: isinstance(chat.app.screen, SessionsScreen))
        await chat.until(lambda: "one" in chat.text)
        await chat.press("enter")
        await chat.until(lambda: chat.prompt.text == "of one")
        await chat.press("enter")
        await chat.until(lambda: chat.chat.reading is None and chat.word == "completed")
    async with chatting(tmp_path, None, flags={"resume": KEPT}) as chat:
        assert chat.prompt.text == ""
        assert chat.texts[2] == "of one"


async def test_a_draft_typed_into_the_wrong_conversation_goes_along(tmp_path: Path) -> None:
    async with chatting(tmp_path, None, ("one", recording(TWISTER))) as chat:
        await chat.write("something else")
        await chat.press("ctrl+n")
        assert chat.prompt.text == "something else"


async def test_the_prompt_given_at_the_start_is_sent_at_once(tmp_path: Path) -> None:
    async with chatting(tmp_path, None, flags={"prompt": "one"}) as chat:
        await chat.until(lambda: chat.word == "completed")
        assert chat.texts == ["one", "Hello there"]
