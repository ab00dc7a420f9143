"""The prompts that wait, and why they are held."""

from __future__ import annotations

from ppchat.tui.screens.conversation.queue.prompt_queue import (
    CALL_WAITS,
    PromptQueue,
    QueuedPrompt,
)

ONE, TWO = QueuedPrompt("one"), QueuedPrompt("two")


def test_each_change_is_reported() -> None:
    changes: list[int] = []
    queue = PromptQueue(lambda: changes.append(len(queue)))
    queue.add(ONE)
    queue.add(TWO)
    assert queue.take(0) == ONE
    queue.hold("held")
    assert queue.hold_reason == "held"
    assert queue.take(-1) == TWO
    assert queue.hold_reason == ""
    queue.hold("nothing waits")
    assert queue.hold_reason == ""
    queue.replace([ONE, TWO], "kept")
    assert queue.prompts == (ONE, TWO)
    assert changes == [1, 2, 1, 1, 0, 0, 2]


def test_the_note_says_what_enter_does() -> None:
    queue = PromptQueue(lambda: None)
    queue.add(ONE)
    assert queue.note.startswith("Queued, sent as answers end")
    queue.hold("the answer was stopped")
    assert "enter sends the next · the answer was stopped" in queue.note
    queue.hold(CALL_WAITS)
    assert "enter sends" not in queue.note


def test_what_was_sent_meanwhile_cannot_be_taken_again() -> None:
    queue = PromptQueue(lambda: None)
    assert queue.take(-1) is None
    queue.add(ONE)
    assert queue.take(1) is None
    assert queue.take(-1) == ONE
    assert queue.take(0) is None
