"""One response as a row of a list."""

from __future__ import annotations

import pytest

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Ended, Problem, Request, Started
from ppchat.core.view.response_row import response_row
from tests.support.chunks import TWISTER, chat_recording
from tests.support.recordings import MS, T0_NS, build_recording, message_events


def test_a_response_in_progress() -> None:
    stream = build_recording(message_events()[:6], end=None)
    row = response_row(
        stream.summary, "\n Why is the sky blue?\nSay it in short.", T0_NS + 400 * MS
    )
    assert (row.model, row.prompt) == ("gpt-x", "Why is the sky blue?")
    assert (row.status.word, row.status.elapsed) == ("streaming", "0.4 s")
    assert (row.ttft, row.events, row.rate, row.remark) == ("302 ms", 6, "~50", "")


def test_a_complete_response() -> None:
    row = response_row(build_recording(message_events()).summary, "x", 0)
    assert (row.status.word, row.rate, row.remark) == ("completed", "50", "")
    assert row.protocol == "responses"
    assert response_row(chat_recording(*TWISTER).summary, "x", 0).protocol == "chat"


def test_the_clock_is_that_of_the_request() -> None:
    stream = Recording(Request({}, ""), "2026-03-18T15:30:41.250+01:00")
    assert response_row(stream.summary, "", 0).clock == "15:30:41"
    assert response_row(Recording(Request({}, "")).summary, "", 0).clock == ""


def test_a_resumed_stream() -> None:
    stream = Recording(Request({}, "", ("resp_1", 41)))
    assert response_row(stream.summary, "", 0).prompt == "resumes resp_1 after 41"
    assert response_row(Recording(Request({}, "")).summary, "", 0).prompt == "(no prompt)"


@pytest.mark.parametrize(
    ("ended", "word", "remark"),
    [
        (Ended(T0_NS, End.STOPPED), "stopped", "the client disconnected before the end"),
        (
            Ended(T0_NS, End.REFUSED, Problem("status", "429: slow\x1b[2J")),
            "refused",
            "429: slow␛[2J",
        ),
        (Ended(T0_NS, End.BROKEN, Problem("broken", "gone")), "cut off", "Cut off: gone"),
    ],
)
def test_the_remark_says_how_it_ended(ended: Ended, word: str, remark: str) -> None:
    stream = Recording(Request({"model": "\x1bm"}, ""))
    stream.apply(Started(T0_NS))
    stream.apply(ended)
    row = response_row(stream.summary, "\x1b[2J", 0)
    assert (row.status.word, row.remark) == (word, remark)
    assert (row.model, row.prompt) == ("␛m", "␛[2J")
