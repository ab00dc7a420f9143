"""Findings about frames, whatever their dialect."""

from __future__ import annotations

import pytest

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import DIALECTS
from ppchat.core.dialects.shared_rules.frame_rules import FrameRules, is_truncated
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import TRUNCATED, End, Problem
from tests.support.recordings import build_recording

OVERSIZE = b"data: {\n: frame of 20000000 bytes refused\n\n"


def codes(recording: Recording) -> list[str]:
    rules = FrameRules(recording, recording.dialect.summarize)
    for event in recording.events():
        rules.check(event)
    return [finding.code for finding in rules.finish()]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"data: {]\n\n", ["damaged"]),
        (b'data: {"type":"x","choices":[]}', ["cut-off"]),
        (OVERSIZE, ["oversize"]),
        (b": ping\n\n", []),
        (b'data: {"id": 1}\n\n', []),
    ],
    ids=["damaged", "cut off", "oversize", "comment", "untyped"],
)
def test_each_fault_of_a_frame_has_its_finding(
    dialect: Dialect, raw: bytes, expected: list[str]
) -> None:
    assert codes(build_recording([(1, raw)], dialect=dialect)) == expected


def test_a_broken_connection_is_not_the_servers_fault() -> None:
    assert codes(build_recording([(1, b'data: {"choices":[]}')], end=End.BROKEN)) == []


def test_a_file_may_hold_less_than_was_sent() -> None:
    assert not is_truncated(build_recording([]))
    problem = Problem(TRUNCATED, "The file ends early.")
    assert is_truncated(build_recording([], end=End.BROKEN, problem=problem))
