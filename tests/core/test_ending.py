"""What is said of each end: one clear line, and what to do."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.ending import ending
from ppchat.core.frame import Frame
from ppchat.core.recording import Recording
from ppchat.core.source import Arrived, End, Ended, Opened, Problem, Started
from ppchat.core.tone import Tone
from tests.support import hello, sse, text_stream

BEGUN = text_stream("Sure", "!")[:4]
AGAIN = "Try again."
KEPT = "What came is kept."
EARLY = "Cut off: the stream ended before the answer"
LIMIT = "Incomplete: the answer reached the limit of output tokens."


def told(*frames: bytes, ended: Ended, **headers: str) -> tuple[Tone, str] | None:
    recording = Recording(hello("http://127.0.0.1/v1"), "2026-01-01T00:00:00Z")
    recording.apply(Started(1))
    recording.apply(Opened(2, 200, {name.replace("_", "-"): v for name, v in headers.items()}))
    recording.apply(Arrived(tuple(Frame(raw, 3) for raw in frames)))
    recording.apply(ended)
    return ending(recording, again=AGAIN)


EOF = Ended(4, End.EOF)
BROKEN = Ended(4, End.BROKEN, Problem("broken", "the wire broke"))
ADVISED = Ended(4, End.BROKEN, Problem("broken", "the wire broke", "Mend it.", request_id="r2"))
REFUSED = Ended(4, End.REFUSED, Problem("x", "500 Oops", "Wait.", request_id="r2"))
STOPPED = Ended(4, End.STOPPED)


def failed(**error: Any) -> bytes:
    return sse({"type": "response.failed", "response": {"error": error}})


def incomplete(reason: str) -> bytes:
    details = {"incomplete_details": {"reason": reason}}
    return sse({"type": "response.incomplete", "response": details})


@pytest.mark.parametrize(
    ("frames", "ended", "text"),
    [
        (
            BEGUN,
            EOF,
            f"{EARLY} did\n{KEPT} {AGAIN}",
        ),
        ([], EOF, f"{EARLY} began\n{AGAIN}"),
        (BEGUN, BROKEN, f"Cut off: the wire broke\n{KEPT} {AGAIN}"),
        (
            BEGUN,
            ADVISED,
            f"Cut off: the wire broke\n{KEPT} Mend it.\nRequest id: r2",
        ),
        ([], REFUSED, "500 Oops\nWait.\nRequest id: r2"),
        (BEGUN, STOPPED, "Stopped. What came is kept."),
        ([], STOPPED, "Stopped before it began."),
        ([failed()], EOF, f"Failed: the server did not say why\n{AGAIN}"),
        ([failed(code="c")], EOF, f"Failed: c\n{AGAIN}"),
        ([failed(message="a\n\n b", code="c")], EOF, f"Failed: a b (c)\n{AGAIN}"),
        (
            [incomplete("max_output_tokens")],
            EOF,
            f"{LIMIT}\nAsk it to go on, or raise max_output_tokens.",
        ),
        (
            [incomplete("content_filter")],
            EOF,
            "Incomplete: a content filter stopped the answer.\nPut the question another way.",
        ),
        ([incomplete("tired")], EOF, "Incomplete: tired.\nAsk it to go on."),
        ([incomplete("")], EOF, "Incomplete: the server did not say why.\nAsk it to go on."),
    ],
)
def test_each_end_is_told_with_what_to_do(frames: list[bytes], ended: Ended, text: str) -> None:
    said = told(*frames, ended=ended)
    assert said is not None
    assert said[1] == text


def test_all_well_is_not_told() -> None:
    assert told(*text_stream("Sure", "!"), ended=EOF) is None


def test_damaged_events_are_told_even_when_all_else_went_well() -> None:
    frames = text_stream("Sure", "!")
    one = told(*frames[:4], b"data: null\n\n", *frames[4:], ended=EOF)
    two = told(*frames[:4], b"data: null\n\n", b"data: [\n\n", *frames[4:], ended=EOF)
    assert one == (Tone.WARNING, "Event 4 is damaged: not an object but null")
    assert two is not None
    assert two[1].startswith("2 events are damaged, the first is event 4: not an object but null")


def test_the_head_tells_the_request_id_where_the_problem_does_not() -> None:
    said = told(*BEGUN, ended=EOF, x_request_id="r1")
    assert said is not None
    assert said[1].endswith("\nRequest id: r1")


def test_a_flood_from_the_server_is_one_line_of_bounded_size() -> None:
    said = told(failed(message="word\n" * 100_000, code="c" * 100_000), ended=EOF)
    assert said is not None
    assert said[1].count("\n") == 1
    assert len(said[1]) < 3000
