"""Timings, against figures worked out by hand."""

from __future__ import annotations

import pytest

from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.response.response import Usage
from ppchat.core.stream.signals import End, Request, Started
from ppchat.core.stream.sse import Frame
from tests.support.playbook import (
    TWISTER,
    created,
    delta,
    item_added,
    recording,
    sse,
    terminal,
    usage,
)


def test_a_short_answer() -> None:
    found = metrics(recording(TWISTER))
    assert (found.events, found.chunks, found.tokens) == (8, 4, 4)
    assert found.setup_ms == 50
    assert (found.ttft_ms, found.ttft_event) == (312, 2)
    assert (found.ttfo_ms, found.ttfo_event) == (312, 2)
    # The gaps are 18, 20 and 22 ms.
    assert (found.icl_p50_ms, found.icl_p95_ms, found.icl_p99_ms, found.icl_max_ms) == (
        20,
        22,
        22,
        22,
    )
    # From 312 to 372 ms, three intervals between four tokens.
    assert found.itl_ms == 20
    assert found.itl_from == 2
    assert (found.rate, found.rate_is_estimate) == (50, False)
    assert (found.e2e_ms, found.e2e_event) == (390, 7)
    assert found.usage == Usage(10, 0, 4, 0, 14)


def test_nothing_yet() -> None:
    found = metrics(recording([], end=None))
    assert found.setup_ms == 50
    told = (found.ttft_ms, found.ttfo_ms, found.icl_p50_ms, found.itl_ms, found.e2e_ms, found.rate)
    assert set(told) == {None}
    assert (found.events, found.chunks, found.tokens, found.usage) == (0, 0, None, None)


def test_while_usage_has_not_come_chunks_are_counted() -> None:
    found = metrics(recording(TWISTER[:6], end=None))
    assert (found.tokens, found.itl_ms, found.e2e_ms) == (None, None, None)
    assert (found.rate, found.rate_is_estimate) == (50, True)


def test_metadata_and_empty_deltas_set_no_time() -> None:
    found = metrics(recording([created(), item_added(60), delta(70, ""), delta(90, "x")]))
    assert (found.ttft_ms, found.ttft_event) == (90, 3)


REASONED = [
    created(50),
    delta(100, "hm", kind="reasoning_text"),
    delta(200, "hm", kind="reasoning_text"),
    delta(300, "Peter", 1),
    delta(340, " Piper", 1),
    delta(400, " picked", 1),
]


def test_reasoning_that_was_streamed_counts() -> None:
    found = metrics(recording([*REASONED, terminal(410, usage=usage(11, 6))]))
    assert (found.ttft_ms, found.ttfo_ms) == (100, 300)
    # All 11 tokens from 100 to 400 ms.
    assert (found.tokens, found.itl_from, found.itl_ms) == (11, 1, 30)


def test_reasoning_that_was_not_streamed_does_not() -> None:
    said = [created(50), *REASONED[3:], terminal(410, usage=usage(11, 6))]
    found = metrics(recording(said))
    # 5 tokens of text from 300 to 400 ms.
    assert (found.tokens, found.itl_from, found.itl_ms) == (5, 1, 25)


def test_a_summary_is_not_the_reasoning_itself() -> None:
    summary = [delta(100, "thought", kind="reasoning_summary_text", summary_index=0)]
    said = [created(50), *summary, *REASONED[3:], terminal(410, usage=usage(11, 6))]
    found = metrics(recording(said))
    assert (found.ttft_ms, found.ttfo_ms) == (100, 300)
    assert (found.tokens, found.itl_from, found.itl_ms) == (5, 2, 25)


@pytest.mark.parametrize("tokens", [0, 1])
def test_there_is_no_interval_between_fewer_than_two_tokens(tokens: int) -> None:
    found = metrics(recording([*TWISTER[:6], terminal(390, usage=usage(tokens))]))
    assert (found.tokens, found.itl_ms, found.rate, found.rate_is_estimate) == (
        tokens,
        None,
        None,
        False,
    )


def test_more_reasoning_than_output_is_no_tokens() -> None:
    found = metrics(recording([*TWISTER[:6], terminal(390, usage=usage(3, 9))]))
    assert (found.tokens, found.itl_ms) == (0, None)


def test_all_in_one_instant_has_no_rate() -> None:
    said = [created(), delta(90, "a"), delta(90, "b"), terminal(90, usage=usage(2))]
    found = metrics(recording(said))
    assert (found.itl_ms, found.rate) == (0, None)


def test_what_comes_after_the_terminal_event_is_not_the_end() -> None:
    found = metrics(recording([*TWISTER, (500, b"data: [DONE]\n\n"), (600, b": ping\n\n")]))
    assert (found.e2e_ms, found.e2e_event) == (390, 7)


def test_a_stream_that_was_cut_off_has_no_end_to_end() -> None:
    found = metrics(recording(TWISTER[:6], end=End.BROKEN))
    assert (found.e2e_ms, found.ttft_ms) == (None, 312)


def test_a_request_that_was_refused_has_no_times() -> None:
    found = metrics(recording([], end=End.REFUSED))
    assert (found.setup_ms, found.ttft_ms) == (None, None)


@pytest.mark.parametrize(("timed", "started"), [(False, True), (True, False)])
def test_without_true_times_there_is_none_since_t0(timed: bool, started: bool) -> None:
    made = Recording(Request({}, ""), timed=timed)
    if started:
        made.apply(Started(1_000_000))
    made.extend(Frame(sse(data), (1 + n) * 1_000_000) for n, (_, data) in enumerate(TWISTER))
    found = metrics(made)
    assert (found.ttft_ms, found.e2e_ms) == (None, None)
    assert (found.ttft_event, found.tokens) == (2, 4)
    gaps = (found.icl_p50_ms, found.itl_ms)
    assert gaps == ((1, 1) if timed else (None, None))
