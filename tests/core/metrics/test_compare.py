"""Metrics side by side, with their difference from the first."""

from __future__ import annotations

import pytest

from ppchat.core.metrics.compare import (
    axis_end,
    comparison,
    response_names,
    short_names,
    text_growth,
)
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Request
from tests.support.recordings import MS, build_recording, message_events

FAST = build_recording(message_events())
SLOW = build_recording(message_events(start_ms=600, gap_ms=40))


def request_of(host: str, path: str, started_at: str) -> Recording:
    return Recording(Request({"model": "m"}, f"http://{host}/v1", path=path), started_at)


def test_names_of_responses_say_what_differs() -> None:
    responses = request_of("127.0.0.1:36481", "/responses", "2026-03-18T16:30:00.123+00:00")
    later = request_of("127.0.0.1:41203", "/responses", "2026-03-18T16:31:00.123+00:00")
    chat = request_of("a.example:8000", "/chat/completions", "2026-03-19T16:30:00+00:00")
    assert response_names([responses, later]) == ["m · 16:30:00", "m · 16:31:00"]
    assert response_names([responses, chat]) == [
        "m · Responses · 127.0.0.1 · 2026-03-18 16:30:00",
        "m · Chat Completions · a.example:8000 · 2026-03-19 16:30:00",
    ]
    assert response_names([responses, responses]) == ["m", "m"]


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["a/b/one.jsonl", "a/b/two.jsonl"], ["one.jsonl", "two.jsonl"]),
        (["monday/calls.har#1", "monday/calls.har#2"], ["calls.har#1", "calls.har#2"]),
        (["a/calls.jsonl", "b/calls.jsonl"], ["#1 calls.json", "#2 calls.json"]),
        (["m · a.example", "n · a.example"], ["m", "n"]),
        (["m · 2026-03-01T12:00:01Z", "m · 2026-03-01T12:00:02Z"], ["12:00:01", "12:00:02"]),
        (["m · 2026-03-01T12:00:01Z", "m · 2026-03-02T12:00:01Z"], ["03-01 12:00", "03-02 12:00"]),
        (["m", "m", "n"], ["#1 m", "#2 m", "#3 n"]),
        (["a-very-long-name-1", "a-very-long-name-2"], ["…long-name-1", "…long-name-2"]),
    ],
)
def test_short_names_differ(names: list[str], short: list[str]) -> None:
    assert [name[:12] for name in short_names(names, 12)] == [name[:12] for name in short]


def test_metrics_and_differences() -> None:
    metrics = {metric.name: metric for metric in comparison([FAST, SLOW])}
    assert metrics["TTFT"].values == (302, 602)
    assert metrics["TTFT"].difference(1) == 300
    assert metrics["ICL p50"].ratio(1) == 2
    assert metrics["characters"].values == (18, 18)
    assert metrics["tokens out"].values == (3, 3)


def test_a_missing_value_has_no_difference() -> None:
    metrics = {metric.name: metric for metric in comparison([FAST, build_recording([])])}
    assert metrics["TTFT"].values == (302, None)
    assert metrics["TTFT"].difference(1) is None
    assert metrics["TTFT"].ratio(1) is None


def test_the_text_grows_on_a_shared_axis() -> None:
    end = axis_end([FAST, SLOW])
    assert end == 723 * MS
    fast, slow = text_growth(FAST, end, 100), text_growth(SLOW, end, 100)
    assert fast[40] == 0
    assert fast[50] == slow[-1] == 18
    assert slow[50] == 0
    assert text_growth(FAST, 0, 5) == [0, 0, 0, 0, 18]
    assert text_growth(FAST, end, 0) == []
