"""Two windows on one conversation."""

from __future__ import annotations

from pathlib import Path

from ppchat.adapters.store.store import Store
from ppchat.core.chat.conversation import Node
from ppchat.core.dialects.attachments import Attachment
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, Started
from ppchat.tui.screens.conversation.queue.prompt_queue import QueuedPrompt
from tests.support.chat_app import STORED_ID, ChatDriver, run_chat
from tests.support.recordings import TWISTER, build_recording

LAST = f"{STORED_ID}-0"


def add_turn(folder: Path, parent: str | None, prompt: str, name: str) -> None:
    """Add a turn as another process would."""
    store, recorded = Store(folder / "ppchat.db"), build_recording(TWISTER)
    node = Node(name, parent, prompt, Recording(recorded.request, recorded.started_at))
    store.begin_run(STORED_ID, node)
    store.append(name, Started(recorded.t0_ns))
    store.append(name, Arrived(tuple(recorded.frames())))
    store.end_run(name, recorded.summary)
    store.close()


def focus_again(chat: ChatDriver) -> None:
    chat.app.app_focus = False
    chat.app.app_focus = True


def notices(chat: ChatDriver) -> list[str]:
    return [notice.message for notice in chat.app._notifications]


async def test_turns_of_another_window_are_shown_when_this_one_gets_the_focus(
    tmp_path: Path,
) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        chat.prompt.set_text("typed meanwhile")
        add_turn(tmp_path, LAST, "from there", "other")
        focus_again(chat)
        await chat.until(lambda: "from there" in chat.texts)
        await chat.until(lambda: chat.prompt.text == "typed meanwhile")
        assert "Another window added 1 turn." in notices(chat)
        assert chat.chat.next_parent == "other"
        focus_again(chat)
        await chat.until(lambda: chat.chat.archive.count_foreign_turns(chat.chat.conversation) == 0)


async def test_turns_on_another_branch_leave_this_one_in_sight(tmp_path: Path) -> None:
    turns = (("one", build_recording(TWISTER)), ("two", build_recording(TWISTER)))
    async with run_chat(tmp_path, None, *turns) as chat:
        add_turn(tmp_path, LAST, "beside two", "other")
        focus_again(chat)
        notice = "Another window added 1 turn on another branch: < and > show it."
        await chat.until(lambda: notice in notices(chat))
        await chat.until(lambda: len(chat.chat.conversation) == 3)
        assert [node.prompt for node in chat.chat.conversation.path] == ["one", "two"]


async def test_without_other_windows_nothing_is_opened_again(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        conversation = chat.chat.conversation
        await chat.screen._parts.other_windows.look()
        assert chat.chat.conversation is conversation
        assert not any("window" in notice for notice in notices(chat))


async def test_what_waits_with_a_file_still_does_when_another_window_added_a_turn(
    tmp_path: Path,
) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        file = Attachment("note.txt", "text/plain", b"herons")
        queue = chat.screen._asking.queue
        queue.replace([QueuedPrompt("waits", (file,))], "the answer was stopped")
        add_turn(tmp_path, LAST, "from there", "other")
        focus_again(chat)
        await chat.until(lambda: "from there" in chat.texts)
        assert queue.prompts == (QueuedPrompt("waits", (file,)),)
        assert queue.hold_reason == "the answer was stopped"
