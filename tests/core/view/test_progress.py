"""What a stream is doing, in one word."""

from __future__ import annotations

import pytest

from ppchat.core.stream.signals import End, Problem
from ppchat.core.view.progress import pause, status
from ppchat.core.view.status import READY, milliseconds, seconds
from tests.support.playbook import (
    MS,
    T0_NS,
    TWISTER,
    created,
    delta,
    item_added,
    recording,
    terminal,
)


def at(ms: float) -> int:
    return T0_NS + round(ms * MS)


def test_nothing_asked_is_ready() -> None:
    assert status(None, 0) == READY


@pytest.mark.parametrize(
    ("said", "now_ms", "word", "elapsed"),
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
def test_while_it_streams(said: list, now_ms: float, word: str, elapsed: str) -> None:
    found = status(recording(said, end=None), at(now_ms))
    assert (found.word, found.elapsed) == (word, elapsed)


@pytest.mark.parametrize(
    ("said", "end", "word"),
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
def test_once_it_ended(said: list, end: End, word: str) -> None:
    made = recording(said, end=end, problem=Problem("x", "no") if end is End.REFUSED else None)
    assert status(made, at(99_999)).word == word


def test_figures_of_a_finished_stream() -> None:
    found = status(recording(TWISTER), at(9999))
    assert found.elapsed == "0.4 s"
    assert found.figures == (("TTFT", "312 ms"), ("", "50 tok/s"), ("", "10→4 tok"))


def test_before_usage_the_rate_is_an_estimate_in_chunks() -> None:
    found = status(recording(TWISTER[:5], end=None), at(400))
    assert found.figures == (("TTFT", "312 ms"), ("", "~53 chunks/s"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, ""), (0.4, "0.4 ms"), (18.2, "18 ms"), (312.4, "312 ms"), (1180.0, "1.18 s")],
)
def test_milliseconds(value: float | None, shown: str) -> None:
    assert milliseconds(value) == shown


def test_seconds() -> None:
    assert [seconds(round(s * 1e9)) for s in (-1, 1.94, 125)] == ["0.0 s", "1.9 s", "2 min 05 s"]


@pytest.mark.parametrize(("left_ms", "word"), [(2001, "3 s"), (2000, "2 s"), (-5, "1 s")])
def test_a_pause_is_counted_down(left_ms: int, word: str) -> None:
    assert pause(left_ms * MS).word == f"next try in {word}"
