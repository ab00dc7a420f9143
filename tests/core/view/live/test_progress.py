"""What a stream is doing, in one word."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.stream.signals import End, Problem
from ppchat.core.view.live.progress import header_status, retry_status, status
from ppchat.core.view.live.status import READY
from tests.support.recordings import (
    MS,
    T0_NS,
    TWISTER,
    build_recording,
    created,
    delta,
    item_added,
    terminal,
)


def at(ms: float) -> int:
    return T0_NS + round(ms * MS)


def test_without_a_recording_it_is_ready() -> None:
    assert status(None, 0) == READY


@pytest.mark.parametrize(
    ("events", "now_ms", "word", "elapsed"),
    [
        ([], 900, "waiting", "0.9 s"),
        ([created()], 1200, "waiting", "1.2 s"),
        ([created(), item_added(60), delta(100, "Sure")], 1900, "streaming", "1.9 s"),
        ([created(), delta(100, "Sure")], 15_200, "no bytes for 15 s", "15.2 s"),
        (
            [created(), *((ms, b": ping\n\n") for ms in range(1000, 20_000, 1000))],
            20_000,
            "keepalives only, no event for 19 s",
            "20.0 s",
        ),
    ],
)
def test_while_it_streams(events: list[Any], now_ms: float, word: str, elapsed: str) -> None:
    result = status(build_recording(events, end=None).summary, at(now_ms))
    assert (result.word, result.elapsed) == (word, elapsed)


@pytest.mark.parametrize(
    ("events", "end", "word"),
    [
        (TWISTER, End.EOF, "completed"),
        ([created(), terminal(90, "incomplete")], End.EOF, "incomplete"),
        ([created(), terminal(90, "failed")], End.EOF, "failed"),
        ([created(), delta(80, "a")], End.EOF, "cut off"),
        ([created(), delta(80, "a")], End.STOPPED, "stopped"),
        ([created(), (80, {"type": "error", "message": "no"})], End.EOF, "failed"),
        ([], End.REFUSED, "refused"),
    ],
)
def test_once_it_ended(events: list[Any], end: End, word: str) -> None:
    stream = build_recording(
        events, end=end, problem=Problem("x", "no") if end is End.REFUSED else None
    )
    assert status(stream.summary, at(99_999)).word == word


def test_the_header_counts_from_the_moment_the_user_asked() -> None:
    unsent = header_status(None, at(900), asked_ns=at(0))
    assert (unsent.word, unsent.elapsed) == ("starting", "0.9 s")
    sent = header_status(build_recording([], end=None).summary, at(900), asked_ns=at(-500))
    assert (sent.word, sent.elapsed) == ("waiting", "0.9 s")


def test_the_header_says_how_fast_and_how_to_stop_while_it_streams() -> None:
    streaming = header_status(build_recording(TWISTER[:5], end=None).summary, at(400))
    assert streaming.figures == (("", "~53 chunks/s"), ("", "esc stops"))
    silent = header_status(build_recording(TWISTER[:5], end=None).summary, at(20_000))
    assert "retries" in silent.figures[0][1]


def test_the_header_leaves_the_figures_of_an_ended_answer_to_the_answer() -> None:
    ended = header_status(build_recording(TWISTER).summary, at(9999))
    assert (ended.word, ended.elapsed, ended.figures) == ("completed", "0.4 s", ())
    assert header_status(None, 0) == READY


def test_metrics_of_a_finished_stream() -> None:
    result = status(build_recording(TWISTER).summary, at(9999))
    assert result.elapsed == "0.4 s"
    assert result.figures == (("TTFT", "312 ms"), ("", "50 tok/s"), ("", "10→4 tok"))


def test_before_usage_the_rate_is_an_estimate_in_chunks() -> None:
    result = status(build_recording(TWISTER[:5], end=None).summary, at(400))
    assert result.figures == (("TTFT", "312 ms"), ("", "~53 chunks/s"))


@pytest.mark.parametrize(("left_ms", "word"), [(2001, "3 s"), (2000, "2 s"), (-5, "1 s")])
def test_the_wait_for_a_retry_is_counted_down(left_ms: int, word: str) -> None:
    assert retry_status(left_ms * MS).word == f"retrying in {word}"
