"""Buffers on the way: what was held back, and what only looks like it."""

from __future__ import annotations

import random

import pytest

from ppchat.core.checks.delivery import delivery_findings
from ppchat.core.checks.reads import reads
from ppchat.core.checks.silences import silences
from tests.support.recordings import build_recording
from tests.support.schedules import answer, packets


def delivery(times: list[float]) -> dict[str, str]:
    recording = build_recording(answer(times))
    results, _ = delivery_findings(reads(recording), silences(recording))
    return {finding.code: finding.message for finding in results}


@pytest.mark.parametrize("start_ms", [300, 3000])
@pytest.mark.parametrize(("size", "gap_ms"), [(10, 5), (5, 2.5), (25, 12), (3, 14)])
def test_a_fast_model_that_is_read_in_packets_is_not_held_back(
    size: int, gap_ms: float, start_ms: float
) -> None:
    assert delivery(packets([size] * 30, [gap_ms] * 29, start_ms)) == {}
    gaps_ms = [gap_ms + (2000 if n == 14 else 0) for n in range(29)]
    assert delivery(packets([size] * 30, gaps_ms, start_ms)) == {}


@pytest.mark.parametrize(
    ("sizes", "gaps_ms", "within"),
    [
        ([400], [], "in one read"),
        ([246, 154], [4], "within 4.0 ms"),
        ([100, 100, 3, 120], [3, 5, 2], "within 10 ms"),
        ([20], [], "in one read"),
        ([380, 20], [700], "in one read"),
    ],
)
def test_an_answer_that_arrives_at_once_was_buffered(
    sizes: list[int], gaps_ms: list[float], within: str
) -> None:
    messages = delivery(packets(sizes, gaps_ms, 3000))
    assert f"arrived {within}, 3.00 s after the request. The whole answer" in messages["buffered"]
    assert len(messages) == 1


def test_a_short_answer_fits_into_one_packet() -> None:
    assert delivery(packets([10], [], 3000)) == {}


def test_what_a_model_wrote_during_a_silence_was_held_back() -> None:
    before, after = [300 + 20.0 * n for n in range(30)], [2900 + 20.0 * n for n in range(30)]
    late = packets([100], [], 2880)
    assert delivery([*before, *late, *after]) == {
        "burst": "100 deltas arrived in one read, after 2.00 s of silence. Something between you "
        "and the model held them back."
    }
    assert delivery([*before, *late[:12], *after]) == {}


def test_a_stream_that_is_held_back_again_and_again() -> None:
    sizes = [10, 14, 9, 30, 11, 8]
    message = delivery(packets(sizes, [400, 560, 360, 1200, 440]))["bursts"]
    assert message.startswith("82 of 82 deltas arrived in 6 bursts. The largest, events 35–64: ")
    assert "30 deltas arrived in one read, after 360 ms of silence" in message


@pytest.mark.parametrize(("hertz", "size"), [(10, 9), (20, 3), (30, 3), (60, 2), (4, 20)])
def test_flushes_at_a_steady_rate(hertz: int, size: int) -> None:
    jitter = random.Random(hertz)
    gaps_ms = [1000 / hertz + jitter.uniform(-1, 1) for _ in range(39)]
    messages = delivery(packets([size] * 40, gaps_ms))
    assert f"flushes {hertz} times per second: {40 * size} deltas arrived in 40 reads, " in (
        messages.pop("flushes")
    )
    assert messages == {}


def test_flushes_with_nothing_to_send_are_left_out_of_the_rate() -> None:
    gaps_ms = [100.0 * (3 if n % 5 == 0 else 2 if n % 3 == 0 else 1) for n in range(39)]
    assert "flushes 10 times per second" in delivery(packets([4] * 40, gaps_ms))["flushes"]


def test_a_burst_between_steady_flushes() -> None:
    messages = delivery(packets([3] * 20 + [60] + [3] * 20, [33] * 19 + [990] + [33] * 20))
    assert "60 deltas arrived in one read, after 990 ms of silence" in messages.pop("burst")
    assert "flushes 30 times per second" in messages.pop("flushes")
    assert messages == {}


def test_a_rate_below_one_per_second() -> None:
    assert "flushes every 2.00 s: 400" in delivery(packets([20] * 20, [2000] * 19))["flushes"]


def test_reads_at_uneven_intervals_are_no_flushes() -> None:
    uneven = random.Random(1)
    gaps_ms = [uneven.uniform(10, 60) for _ in range(39)]
    assert delivery(packets([3] * 40, gaps_ms)) == {}
