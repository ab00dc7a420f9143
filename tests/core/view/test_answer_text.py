"""An answer as text: what the model did, what it said, how that ended."""

from __future__ import annotations

from ppchat.core.stream.signals import End
from ppchat.core.view.answer_text import answer_text
from ppchat.core.view.tone import Tone
from tests.support.recordings import build_recording, item_added, item_done, message_events


def test_the_text_of_a_sound_answer() -> None:
    answer = answer_text(build_recording(message_events(["**Peter**\n", "Piper\x1b[31m"])))
    assert answer.text == "**Peter**\nPiper␛[31m"
    assert (answer.steps, answer.notice) == ((), "")


def test_other_items_are_named() -> None:
    events = [item_added(10, kind="web_search_call"), item_done(20, kind="web_search_call")]
    answer = answer_text(build_recording(events, end=End.EOF))
    assert answer.steps == ("web search",)


def test_how_it_ended_is_told_where_that_was_not_well() -> None:
    answer = answer_text(build_recording(message_events()[:6]))
    assert answer.text == "Peter Piper"
    assert answer.notice.startswith("Cut off")
    assert answer.tone is not Tone.GOOD
