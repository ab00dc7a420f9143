"""Metrics, compared with values worked out by hand."""

from __future__ import annotations

import pytest

from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.response.response import Usage
from ppchat.core.stream.signals import End, Request, Started
from ppchat.core.stream.sse import Frame
from tests.support.recordings import (
    TWISTER,
    build_recording,
    created,
    delta,
    encode_sse,
    item_added,
    terminal,
    usage,
)


def test_a_short_answer() -> None:
    result = metrics(build_recording(TWISTER).summary)
    assert (result.events, result.chunks, result.tokens) == (8, 4, 4)
    assert result.setup_ms == 20
    assert (result.ttft_ms, result.ttft_event) == (312, 2)
    assert (result.ttfo_ms, result.ttfo_event) == (312, 2)
    # The gaps are 18, 20 and 22 ms.
    assert (result.icl_p50_ms, result.icl_p95_ms, result.icl_p99_ms, result.icl_max_ms) == (
        20,
        22,
        22,
        22,
    )
    # From 312 to 372 ms, three intervals between four tokens.
    assert result.itl_ms == 20
    assert result.itl_first_event == 2
    assert (result.rate, result.rate_is_estimate) == (50, False)
    assert (result.e2e_ms, result.e2e_event) == (390, 7)
    assert result.usage == Usage(10, 0, 4, 0, 14)


def test_no_events_yet() -> None:
    result = metrics(build_recording([], end=None).summary)
    assert result.setup_ms == 20
    unknown = (
        result.ttft_ms,
        result.ttfo_ms,
        result.icl_p50_ms,
        result.itl_ms,
        result.e2e_ms,
        result.rate,
    )
    assert set(unknown) == {None}
    assert (result.events, result.chunks, result.tokens, result.usage) == (0, 0, None, None)


def test_chunks_are_counted_until_usage_arrives() -> None:
    result = metrics(build_recording(TWISTER[:6], end=None).summary)
    assert (result.tokens, result.itl_ms, result.e2e_ms) == (None, None, None)
    assert (result.rate, result.rate_is_estimate) == (50, True)


def test_metadata_and_empty_deltas_set_no_time() -> None:
    result = metrics(
        build_recording([created(), item_added(60), delta(70, ""), delta(90, "x")]).summary
    )
    assert (result.ttft_ms, result.ttft_event) == (90, 3)


REASONED = [
    created(50),
    delta(100, "hm", kind="reasoning_text"),
    delta(200, "hm", kind="reasoning_text"),
    delta(300, "Peter", 1),
    delta(340, " Piper", 1),
    delta(400, " picked", 1),
]


def test_reasoning_that_was_streamed_counts() -> None:
    result = metrics(build_recording([*REASONED, terminal(410, usage=usage(11, 6))]).summary)
    assert (result.ttft_ms, result.ttfo_ms) == (100, 300)
    # All 11 tokens from 100 to 400 ms.
    assert (result.tokens, result.itl_first_event, result.itl_ms) == (11, 1, 30)


def test_reasoning_that_was_not_streamed_does_not() -> None:
    events = [created(50), *REASONED[3:], terminal(410, usage=usage(11, 6))]
    result = metrics(build_recording(events).summary)
    # 5 tokens of text from 300 to 400 ms.
    assert (result.tokens, result.itl_first_event, result.itl_ms) == (5, 1, 25)


def test_a_summary_is_not_the_reasoning_itself() -> None:
    summary = [delta(100, "thought", kind="reasoning_summary_text", summary_index=0)]
    events = [created(50), *summary, *REASONED[3:], terminal(410, usage=usage(11, 6))]
    result = metrics(build_recording(events).summary)
    assert (result.ttft_ms, result.ttfo_ms) == (100, 300)
    assert (result.tokens, result.itl_first_event, result.itl_ms) == (5, 2, 25)


@pytest.mark.parametrize("tokens", [0, 1])
def test_there_is_no_interval_between_fewer_than_two_tokens(tokens: int) -> None:
    result = metrics(build_recording([*TWISTER[:6], terminal(390, usage=usage(tokens))]).summary)
    assert (result.tokens, result.itl_ms, result.rate, result.rate_is_estimate) == (
        tokens,
        None,
        None,
        False,
    )


def test_more_reasoning_than_output_is_no_tokens() -> None:
    result = metrics(build_recording([*TWISTER[:6], terminal(390, usage=usage(3, 9))]).summary)
    assert (result.tokens, result.itl_ms) == (0, None)


def test_all_in_one_instant_has_no_rate() -> None:
    events = [created(), delta(90, "a"), delta(90, "b"), terminal(90, usage=usage(2))]
    result = metrics(build_recording(events).summary)
    assert (result.itl_ms, result.rate) == (0, None)


def test_what_comes_after_the_terminal_event_is_not_the_end() -> None:
    result = metrics(
        build_recording([*TWISTER, (500, b"data: [DONE]\n\n"), (600, b": ping\n\n")]).summary
    )
    assert (result.e2e_ms, result.e2e_event) == (390, 7)


def test_a_stream_that_was_cut_off_has_no_end_to_end() -> None:
    result = metrics(build_recording(TWISTER[:6], end=End.BROKEN).summary)
    assert (result.e2e_ms, result.ttft_ms) == (None, 312)


def test_a_request_that_was_refused_has_no_times() -> None:
    result = metrics(build_recording([], end=End.REFUSED).summary)
    assert (result.setup_ms, result.ttft_ms) == (None, None)


@pytest.mark.parametrize(("timed", "started"), [(False, True), (True, False)])
def test_without_true_times_there_is_none_since_t0(timed: bool, started: bool) -> None:
    untimed = Recording(Request({}, ""), timed=timed)
    if started:
        untimed.apply(Started(1_000_000))
    untimed.extend(
        Frame(encode_sse(data), (1 + n) * 1_000_000) for n, (_, data) in enumerate(TWISTER)
    )
    result = metrics(untimed.summary)
    assert (result.ttft_ms, result.e2e_ms) == (None, None)
    assert (result.ttft_event, result.tokens) == (2, 4)
    gaps = (result.icl_p50_ms, result.itl_ms)
    assert gaps == ((1, 1) if timed else (None, None))
