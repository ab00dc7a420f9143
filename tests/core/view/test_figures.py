"""The figures of an answer, in one line."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.metrics.exchange import exchange_metrics
from ppchat.core.stream.signals import End, Problem
from ppchat.core.text.display import format_elapsed
from ppchat.core.view.figures import (
    exchange_cell,
    exchange_figures,
    figures_cell,
    pause_figures,
)
from ppchat.core.view.tone import Tone
from tests.support.exchanges import weather_exchange
from tests.support.recordings import MS, TWISTER, build_recording, created, delta, terminal


@pytest.mark.parametrize(
    ("events", "end", "text", "tone"),
    [
        (TWISTER, End.EOF, "✓ 0.4 s · TTFT 312 ms · 50 tok/s · 10→4 tokens", Tone.GOOD),
        (
            [created(), terminal(90, "incomplete")],
            End.EOF,
            "▲ incomplete · 0.1 s",
            Tone.WARNING,
        ),
        ([created(), delta(80, "a")], End.STOPPED, "■ stopped · 0.1 s · TTFT 80 ms", Tone.QUIET),
        (
            [created(), (20, b"data: {\n\n"), *TWISTER[1:]],
            End.EOF,
            "▲ 0.4 s · 1 damaged event · TTFT 312 ms · 50 tok/s · 10→4 tokens",
            Tone.WARNING,
        ),
    ],
)
def test_how_it_ended_before_its_figures(
    events: list[Any], end: End, text: str, tone: Tone
) -> None:
    cell = figures_cell("k", build_recording(events, end=end).summary)
    assert cell
    assert (str(cell.text), cell.tone) == (text, tone)


def test_a_refusal_has_no_figures_but_its_time() -> None:
    stream = build_recording([], end=End.REFUSED, problem=Problem("x", "no"))
    cell = figures_cell("k", stream.summary)
    assert cell
    assert str(cell.text).startswith("✗ refused")


def test_while_it_streams_there_is_none() -> None:
    assert figures_cell("k", build_recording(TWISTER[:5], end=None).summary) is None


def test_an_exchange_has_the_figures_of_its_rounds_together() -> None:
    rounds = [recording.summary for recording in weather_exchange(pause_ms=800)]
    assert exchange_figures(exchange_metrics(rounds)) == [
        "2 rounds",
        "1.7 s",
        "model 0.9 s",
        "waited 0.8 s",
        "20→18 tokens",
        "TTFT 250 ms, 240 ms",
    ]
    untimed = build_recording([], timed=False)
    assert exchange_figures(exchange_metrics([untimed.summary])) == ["1 round"]


@pytest.mark.parametrize(
    ("tools_ms", "waited_ms", "figures"),
    [
        (None, 5300, ["waited 5.3 s"]),
        (None, 10, ["waited 0.0 s"]),
        (0, 5300, ["waited 5.3 s"]),
        (0, 10, []),
        (100, 5200, ["tools 0.1 s", "waited 5.2 s"]),
        (100, 10, ["tools 0.1 s"]),
        (None, None, []),
    ],
)
def test_waiting_is_not_the_time_of_tools(
    tools_ms: int | None, waited_ms: int | None, figures: list[str]
) -> None:
    tools_ns = tools_ms and tools_ms * MS
    assert pause_figures(tools_ns, waited_ms and waited_ms * MS, format_elapsed) == figures


def test_the_last_round_of_an_exchange_has_a_line_for_all() -> None:
    rounds = [recording.summary for recording in weather_exchange(pause_ms=800)]
    cell = exchange_cell("key", rounds)
    assert cell is not None
    parts = str(cell.text).split(" · ")
    assert parts[0] == f"✓ {len(rounds)} rounds"
    assert any(part.startswith("waited ") for part in parts)
    running = build_recording(TWISTER[:5], end=None).summary
    assert exchange_cell("key", [rounds[0], running]) is None
