"""What a list tells of one response among many."""

from __future__ import annotations

import pytest

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Ended, Problem, Request, Started
from ppchat.core.view.response_row import passage
from tests.support.made import MS, T0, message, recording


def test_a_response_that_is_on_its_way() -> None:
    made = recording(message()[:6], ended=False)
    row = passage(made, "\n Why is the sky blue?\nSay it in short.", T0 + 400 * MS)
    assert (row.model, row.prompt) == ("gpt-x", "Why is the sky blue?")
    assert (row.status.word, row.status.elapsed) == ("streaming", "0.4 s")
    assert (row.ttft, row.events, row.rate, row.remark) == ("302 ms", 6, "~50", "")


def test_a_response_that_is_whole() -> None:
    row = passage(recording(message()), "x", 0)
    assert (row.status.word, row.rate, row.remark) == ("completed", "50", "")


def test_the_clock_is_that_of_the_request() -> None:
    made = Recording(Request({}, ""), "2026-03-18T15:30:41.250+01:00")
    assert passage(made, "", 0).clock == "15:30:41"
    assert passage(Recording(Request({}, "")), "", 0).clock == ""


def test_a_stream_that_is_gone_on_with_says_so() -> None:
    made = Recording(Request({}, "", ("resp_1", 41)))
    assert passage(made, "", 0).prompt == "goes on with resp_1 after 41"
    assert passage(Recording(Request({}, "")), "", 0).prompt == "(no prompt)"


@pytest.mark.parametrize(
    ("ended", "word", "remark"),
    [
        (Ended(T0, End.STOPPED), "stopped", "the client left before the end"),
        (Ended(T0, End.REFUSED, Problem("status", "429: slow\x1b[2J")), "refused", "429: slow␛[2J"),
        (Ended(T0, End.BROKEN, Problem("broken", "gone")), "cut off", "Cut off: gone"),
    ],
)
def test_how_it_ended_is_remarked(ended: Ended, word: str, remark: str) -> None:
    made = Recording(Request({"model": "\x1bm"}, ""))
    made.apply(Started(T0))
    made.apply(ended)
    row = passage(made, "\x1b[2J", 0)
    assert (row.status.word, row.remark) == (word, remark)
    assert (row.model, row.prompt) == ("␛m", "␛[2J")
