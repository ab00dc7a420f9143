"""A summary comes back from its digest as it was, for every stream."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import pytest

from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.digest import LIMIT, dump_digest, load_digest
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.stream.signals import End, Ended, Opened, Problem, Request, Started
from ppchat.core.view.ending import ending
from tests.support.recordings import (
    T0_NS,
    TWISTER,
    build_recording,
    created,
    delta,
    item_added,
    terminal,
)
from tests.support.streams import load_chat_streams, load_streams

STREAMS = load_streams() | load_chat_streams()
BODY = {"model": "m", "input": ["hi"], "service_tier": "flex"}
REQUEST = Request(BODY, "http://127.0.0.1:1/v1", ("r", 3), "GET", "/x", 7)
ENDS = (
    Ended(T0_NS + 10**12, End.EOF),
    Ended(T0_NS + 10**12, End.BROKEN, Problem("reset", "Dead.", "Wait.", 500, "id", 1.5, True)),
)


def body_of(known: Mapping[str, Any], rest: Sequence[str]) -> Mapping[str, Any]:
    """The whole body, where it is that of `REQUEST`."""
    assert list(rest) == (["input"] if "service_tier" in known else [])
    return {**known, **{name: BODY[name] for name in rest}}


def reload(summary: RecordingSummary) -> RecordingSummary:
    digest = dump_digest(summary)
    assert digest is not None
    return load_digest(digest, body_of)


def assert_same(one: RecordingSummary, other: RecordingSummary) -> None:
    assert one.response == other.response
    assert one.columns == other.columns
    assert one.types == other.types
    assert one.faults == other.faults
    for name in ("request", "started_at", "timed", "t0_ns", "opened", "ended", "outcome"):
        assert getattr(one, name) == getattr(other, name), name
    for name in ("first_delta", "first_text", "last_delta", "foreign"):
        assert getattr(one, name) == getattr(other, name), name
    assert one.dialect is other.dialect
    assert [one.gaps.percentile(p) for p in (0, 7, 50, 99, 100)] == [
        other.gaps.percentile(p) for p in (0, 7, 50, 99, 100)
    ]
    assert len(one.gaps) == len(other.gaps)
    for n in range(len(one)):
        assert (one.type_id(n), one.output_index(n)) == (other.type_id(n), other.output_index(n))
    assert metrics(one) == metrics(other)
    assert ending(one) == ending(other)


@pytest.mark.parametrize("ended", ENDS, ids=lambda ended: ended.end.value)
@pytest.mark.parametrize("name", STREAMS)
def test_a_summary_comes_back_as_it_was(name: str, ended: Ended) -> None:
    for frames in (STREAMS[name], STREAMS[name][: len(STREAMS[name]) // 2], []):
        recording = Recording(REQUEST, "2026-03-18")
        recording.apply(Started(T0_NS))
        recording.apply(Opened(T0_NS + 1, 200, {"x-request-id": "r"}))
        recording.extend(frames)
        recording.apply(ended)
        assert_same(reload(recording.summary), recording.summary)


@pytest.mark.parametrize("seed", range(50))
def test_the_summary_of_a_shuffled_stream_comes_back_as_it_was(seed: int) -> None:
    shuffled = Random(seed)
    frames = list(STREAMS[shuffled.choice(sorted(STREAMS))])
    frames = shuffled.sample(frames, shuffled.randint(len(frames) // 2, len(frames)))
    recording = Recording(REQUEST, "2026-03-18", timed=seed % 2 == 0)
    recording.apply(Started(T0_NS))
    recording.extend(frames)
    recording.apply(shuffled.choice(ENDS))
    assert_same(reload(recording.summary), recording.summary)


@pytest.mark.parametrize(
    "events",
    [
        [(50, b"data: {\n\n"), (50, b": comment\n\n"), (20, b"data: {}\n\n")],
        [(50, b'data: {"error": {"message": "no", "code": "x"}}\n\n')],
        [(50, b'data: {"candidates": []}\n\n')],
        [created(), item_added(60, 70_000), delta(2e9, "x" * 70_000, 70_000), terminal(2e9)],
        [created(model="\ud800"), delta(60, '"\u2028\x00鳥', 0), terminal(60, "failed")],
    ],
)
@pytest.mark.parametrize("timed", [True, False])
def test_what_is_odd_comes_back_too(events: list[Any], timed: bool) -> None:
    recording = build_recording(events, timed=timed)
    digest = dump_digest(recording.summary)
    assert digest is not None
    assert_same(load_digest(digest, lambda *_: recording.request.body), recording.summary)


def test_a_stream_that_was_read_in_another_way_stays_so() -> None:
    (variant,) = CHAT_COMPLETIONS.variants.values()
    recording = build_recording([(50, b'data: {"choices": []}\n\n')], dialect=variant)
    assert reload(recording.summary).dialect is variant


def test_columns_are_little_endian_on_every_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    summary = build_recording(TWISTER).summary
    digest = dump_digest(summary)
    monkeypatch.setattr(sys, "byteorder", "big" if sys.byteorder == "little" else "little")
    assert dump_digest(summary) != digest
    assert reload(summary).columns == summary.columns


def test_a_long_one_has_no_digest() -> None:
    recording = build_recording([created(), delta(60, "x" * LIMIT), terminal(70)])
    assert dump_digest(recording.summary) is None


def test_one_in_progress_has_no_digest() -> None:
    with pytest.raises(ValueError, match="not ended"):
        dump_digest(build_recording(TWISTER, end=None).summary)


@pytest.mark.parametrize("cut", [0, 1, -1])
def test_a_damaged_digest_is_a_value_error(cut: int) -> None:
    digest = dump_digest(build_recording(TWISTER).summary)
    assert digest is not None
    with pytest.raises(ValueError, match="damaged"):
        load_digest(digest[:cut] + b"?", body_of)
