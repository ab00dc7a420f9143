"""The metrics of an exchange, compared with values worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ppchat.core.formats.recorded_stream import stream_from_recording
from ppchat.core.metrics.exchange import RoundSpan, exchange_metrics, round_spans
from ppchat.core.recording.summary import RecordingSummary
from tests.support.exchanges import call_events, weather_exchange, word_events
from tests.support.recordings import MS, T0_NS, TWISTER, build_recording

NOON = "2026-03-01T12:00:00.000+00:00"


def _summaries(**options: int | bool) -> list[RecordingSummary]:
    return [round_.summary for round_ in weather_exchange(**options)]  # type: ignore[arg-type]


def test_rounds_and_the_time_between_them_add_up() -> None:
    values = exchange_metrics(_summaries(calls=2, pause_ms=800))
    assert values.rounds == 3
    assert values.total_ns == (400 + 800 + 400 + 800 + 500) * MS
    assert values.model_ns == (400 + 400 + 500) * MS
    assert (values.tools_ns, values.waited_ns) == (None, 1600 * MS)
    assert values.ttft_ms == (250, 250, 240)


def _answered(pause_ms: int, commands_ns: int | None) -> list[RecordingSummary]:
    first, second = weather_exchange(pause_ms=pause_ms)
    request = replace(second.request, commands_ns=commands_ns)
    stream = replace(stream_from_recording(second), request=request)
    return [first.summary, stream.summary()]


@pytest.mark.parametrize(
    ("commands_ms", "tools_ms", "waited_ms"),
    [(None, None, 5300), (0, 0, 5300), (100, 100, 5200), (9000, 5300, 0)],
)
def test_the_time_between_rounds_is_that_of_commands_as_far_as_known(
    commands_ms: int | None, tools_ms: int | None, waited_ms: int
) -> None:
    values = exchange_metrics(_answered(5300, commands_ms and commands_ms * MS))
    assert values.tools_ns == (None if tools_ms is None else tools_ms * MS)
    assert values.waited_ns == waited_ms * MS


def test_commands_of_which_some_are_unknown_are_no_sum() -> None:
    known, unknown = _answered(800, 100 * MS), weather_exchange(calls=2, pause_ms=800)[2]
    values = exchange_metrics([*known, unknown.summary])
    assert values.tools_ns is None
    assert values.waited_ns
    assert values.total_ns
    assert values.waited_ns + (values.model_ns or 0) == values.total_ns


def test_tokens_are_those_of_all_rounds() -> None:
    values = exchange_metrics(_summaries())
    assert (values.usage.input, values.usage.cached, values.usage.output) == (20, 0, 18)


def test_a_single_round_has_no_time_between() -> None:
    values = exchange_metrics([build_recording(TWISTER).summary])
    assert (values.rounds, values.tools_ns, values.total_ns) == (1, 0, 390 * MS)


def test_each_round_lies_where_its_request_was_sent() -> None:
    assert round_spans(_summaries(pause_ms=800)) == [
        RoundSpan(0, 400 * MS, None),
        RoundSpan(1200 * MS, 500 * MS, 800 * MS),
    ]


def test_without_times_nothing_is_measured() -> None:
    values = exchange_metrics(_summaries(timed=False))
    assert (values.total_ns, values.model_ns, values.waited_ns) == (None, None, None)


@pytest.mark.parametrize(
    ("t0_ns", "started_at", "pause_ms"),
    [
        (T0_NS + 1400 * MS, "2026-03-01T12:00:01.400+00:00", 1000),  # the clocks agree
        (T0_NS + 1400 * MS, "2026-03-01T12:00:01.900+00:00", 1000),  # the exact one counts
        (5 * MS, "2026-03-01T12:01:00.400+00:00", 60_000),  # another boot
        (5 * MS, "2026-03-01T11:00:00.000+00:00", None),  # no clock can be believed
        (T0_NS + 1400 * MS, "", 1000),
        (T0_NS, "", None),  # an archive whose recordings all begin at the same time
        (0, "", None),
    ],
)
def test_the_pause_is_measured_by_the_clock_that_both_share(
    t0_ns: int, started_at: str, pause_ms: int | None
) -> None:
    first = build_recording(call_events(), started_at=NOON)
    second = build_recording(word_events(), t0_ns=t0_ns, started_at=started_at)
    span = round_spans([first.summary, second.summary])[1]
    assert span.pause_ns == (None if pause_ms is None else pause_ms * MS)
    assert span.start_ns == (400 + (pause_ms or 0)) * MS


def test_an_unknown_pause_leaves_the_total_unknown() -> None:
    first, second = build_recording(call_events()), build_recording(word_events())
    values = exchange_metrics([first.summary, second.summary])
    assert (values.total_ns, values.waited_ns) == (None, None)
    assert values.model_ns == 900 * MS
