"""Other conversations are opened, each with its draft."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ppchat.core.chat.conversation import Conversation
from ppchat.core.chat.draft import Draft
from ppchat.core.recording.recording import Recording
from ppchat.tui.screens.sessions.screen import SessionsScreen
from ppchat.tui.widgets.find_bar import FindBar
from tests.support.chat_app import (
    STORED_ID,
    ChatDriver,
    Turn,
    build_app,
    load_conversation,
    reply_with,
    run_chat,
    save_conversation,
)
from tests.support.loopback import scripted_server
from tests.support.recordings import (
    TWISTER,
    build_recording,
    created,
    delta,
    item_added,
    item_done,
    terminal,
)


async def test_of_many_turns_the_events_are_read_that_are_shown(tmp_path: Path) -> None:
    turns = [(f"prompt {n}", build_recording(TWISTER)) for n in range(60)]
    async with run_chat(tmp_path, None, *turns) as chat:
        await chat.until(lambda: len(chat.texts) == 2 * len(turns))
        assert chat.texts[::2] == [prompt for prompt, _ in turns]
        nodes = chat.chat.conversation.nodes

        def are_read() -> list[int]:
            return [n for n, node in enumerate(nodes) if node.recording.has_frames]

        assert are_read() == [59]
        chat.transcript.action_top()
        await chat.pilot.pause()
        assert "prompt 0" in chat.text
        assert are_read() == [59]
        chat.panes.step_answer(-1)
        await chat.until(lambda: are_read() == [58, 59])


async def test_a_new_conversation_is_empty_and_the_old_one_is_stored(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        assert chat.texts[0] == "one"
        await chat.press("ctrl+n")
        assert chat.texts == []
        assert chat.word == "ready"
        await chat.ask("two")
        assert chat.chat.conversation.id != STORED_ID
        assert chat.texts == ["two", "Hello there"]
    assert [node.prompt for node in load_conversation(tmp_path).path] == ["one"]


async def test_the_list_opens_another_conversation_or_a_new_one(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
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
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        await chat.press("ctrl+s")
        await chat.until(lambda: isinstance(chat.app.screen, SessionsScreen))
        await chat.until(lambda: "one" in chat.text)
        await chat.press("ctrl+d", "escape")
        await chat.until(lambda: chat.texts == [])
        await chat.ask("two")
        conversation_id = chat.chat.conversation.id
        assert chat.banner == ""
    assert [node.prompt for node in load_conversation(tmp_path, conversation_id).path] == ["two"]
    with pytest.raises(KeyError):
        load_conversation(tmp_path)


async def test_a_draft_is_restored_at_the_next_start(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        await chat.write("of one")
        await chat.press("ctrl+q")
    async with run_chat(tmp_path) as chat:
        assert chat.prompt.text == ""
        await chat.write("of a new one")
    async with run_chat(tmp_path) as chat:
        assert chat.prompt.text == "of a new one"
        await chat.press("ctrl+s")
        await chat.until(lambda: isinstance(chat.app.screen, SessionsScreen))
        await chat.until(lambda: "one" in chat.text)
        await chat.press("enter")
        await chat.until(lambda: chat.prompt.text == "of one")
        await chat.press("enter")
        await chat.until(lambda: chat.chat.streaming_node is None and chat.word == "completed")
    async with run_chat(tmp_path, None, flags={"resume": STORED_ID}) as chat:
        assert chat.prompt.text == ""
        assert chat.texts[2] == "of one"


async def test_a_draft_moves_to_the_new_conversation(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        await chat.write("something else")
        await chat.press("ctrl+n")
        assert chat.prompt.text == "something else"


async def test_a_conversation_that_was_deleted_meanwhile_is_not_opened(tmp_path: Path) -> None:
    save_conversation(tmp_path, ("about herons", build_recording(TWISTER)))
    async with run_chat(tmp_path) as chat:
        chat.chat.store.delete(chat.welcome.offers[-1].conversation_id)
        await chat.press(*["down"] * 9, "enter")
        await chat.until(lambda: chat.notifications)
        assert not chat.welcome.blank


def reasoned(thought: str, answer: str) -> Recording:
    """An answer after some reasoning, three words at a time."""
    thoughts, words = thought.split(" "), answer.split(" ")
    return build_recording(
        [
            created(10),
            item_added(20, kind="reasoning"),
            *(
                delta(30 + n, f"{word} ", kind="reasoning_summary_text", summary_index=0)
                for n, word in enumerate(thoughts)
            ),
            item_done(100, kind="reasoning"),
            item_added(110, 1),
            *(delta(120 + n, f"{word} ", 1) for n, word in enumerate(words)),
            item_done(200, 1),
            terminal(210),
        ]
    )


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 15)])
async def test_a_hit_opens_its_turn_at_the_event_that_brought_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    long_answer = reasoned("Herons stand in the water", "They wait. " * 40)
    turns: list[Turn] = [
        ("Why do they wait?", long_answer),
        ("First try", reasoned("Perhaps a Waterfowl of the marsh", "A goose.")),
        ("Second try", reasoned("No", "A duck."), 0),
    ]
    save_conversation(tmp_path, *turns, conversation="birds")
    async with run_chat(tmp_path, size=size) as chat:
        await chat.until(lambda: chat.chat.store.texts.count_unindexed() == 0)
        await chat.press("ctrl+s")
        await chat.until(lambda: isinstance(chat.app.screen, SessionsScreen))
        await chat.press(*"waterfowl")
        await chat.until(lambda: "reasoning" in chat.text)
        await chat.press("enter")
        await chat.until(lambda: chat.status.cursor != "")
        assert [node.id for node in chat.chat.conversation.path] == ["birds-0", "birds-1"]
        assert chat.panes.playhead.peeking
        assert chat.status.cursor == "◂ event 4 of 14"
        assert "Waterfowl" in chat.text
        bar = chat.screen.query_one(FindBar)
        await chat.until(lambda: bar.hits == "1 of 1")
        assert chat.transcript.has_focus
        await chat.press("n")
        assert bar.hits == "1 of 1"
        await chat.press("escape")
        assert not bar.has_class("-shown")
        await chat.until(lambda: chat.prompt.has_focus)


async def test_a_hit_in_a_prompt_is_brought_into_sight(tmp_path: Path) -> None:
    save_conversation(
        tmp_path,
        ("About herons", build_recording(TWISTER)),
        ("About geese", build_recording(TWISTER)),
    )
    async with run_chat(tmp_path) as chat:
        await chat.until(lambda: chat.chat.store.texts.count_unindexed() == 0)
        await chat.press("ctrl+s")
        await chat.until(lambda: isinstance(chat.app.screen, SessionsScreen))
        await chat.press(*"geese")
        await chat.until(lambda: "prompt" in chat.text)
        await chat.press("enter")
        bar = chat.screen.query_one(FindBar)
        await chat.until(lambda: bar.hits == "1 of 1")
        assert chat.panes.selected_number == 2
        assert chat.status.cursor == ""


@asynccontextmanager
async def stored_elsewhere(folder: Path) -> AsyncIterator[tuple[str, str]]:
    """The id of a conversation with another server, and the address of that server."""
    async with scripted_server(reply_with("Hello")) as other:
        app = build_app(folder, other.base_url)
        async with app.run_test() as pilot:
            first = ChatDriver(pilot)
            await first.ready()
            await first.ask("one")
            yield first.chat.conversation.id, other.base_url.split("/")[2]


def other_server_note(before: str, now: str) -> str:
    return f"{before} answered before; from the next prompt on, {now} is sent all of it."


async def test_a_conversation_of_another_server_says_that_it_is_sent_elsewhere(
    tmp_path: Path,
) -> None:
    async with stored_elsewhere(tmp_path) as (conversation_id, before):
        pass
    async with run_chat(tmp_path) as chat:
        chat.screen._parts.open_conversation.open_stored(conversation_id)
        await chat.until(lambda: chat.notifications)
        note = other_server_note(before, chat.chat.target.host)
        assert chat.notifications == [note]
        await chat.ask("two")
        chat.screen._parts.open_conversation.open_stored(conversation_id)
        await chat.until(lambda: chat.texts[-1] == "Hello there")
        assert chat.notifications == [note]


async def test_a_resumed_conversation_of_another_server_says_so_at_the_start(
    tmp_path: Path,
) -> None:
    async with stored_elsewhere(tmp_path) as (conversation_id, before):
        pass
    app, notes = build_app(tmp_path, "http://127.0.0.1:9/v1", resume=conversation_id), []
    app.notify = lambda message, **_: notes.append(message)  # type: ignore[method-assign]
    async with app.run_test() as pilot:
        await ChatDriver(pilot).ready()
        assert notes == [other_server_note(before, "127.0.0.1:9")]


async def test_a_conversation_is_not_opened_over_a_question_sent_while_it_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_conversation(tmp_path, ("about herons", build_recording(TWISTER)), conversation="birds")
    async with run_chat(tmp_path) as chat:
        load = chat.chat.load_draft

        def load_meanwhile(conversation: Conversation) -> Draft:
            chat.app.call_from_thread(chat.screen._asking.send, "sent meanwhile")
            return load(conversation)

        monkeypatch.setattr(chat.chat, "load_draft", load_meanwhile)
        chat.screen._parts.open_conversation.open_stored("birds")
        await chat.until(lambda: chat.texts == ["sent meanwhile", "Hello there"])
        assert chat.notifications == ["Still answering: esc stops it."]
        assert chat.chat.conversation.id != "birds"
