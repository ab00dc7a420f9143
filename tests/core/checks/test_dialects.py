"""The time of a stream is judged alike in all dialects: one schedule has the same findings."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.checks.timing import timing_findings
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End
from tests.support.dialect_schedules import (
    CALL,
    REASONING,
    TEXT,
    Plan,
    dialects_for,
    evenly,
    plan,
    retold,
)
from tests.support.schedules import packets, with_pause

_EVENTS = re.compile(r",? events \d+–\d+|event \d+")
PAUSED = with_pause(evenly(300, 40), 20, 3000)
PLANS = {
    "smooth": (plan((TEXT, evenly(300, 40))), set()),
    "a slow start": (plan((TEXT, evenly(4000, 40))), {"slow-start"}),
    "a stall": (plan((TEXT, PAUSED)), {"stall"}),
    "a stall with signs of life": (
        plan((TEXT, PAUSED), pings_ms=[1000, 2000, 3000]),
        {"stall"},
    ),
    "a stall in reasoning": (plan((REASONING, PAUSED), (TEXT, evenly(5000, 9))), {"stall"}),
    "a stall in a call": (plan((CALL, PAUSED)), {"stall"}),
    "a late end": (plan((TEXT, evenly(300, 40)), end_ms=9000), {"late-end"}),
    "a late end after reasoning": (plan((REASONING, evenly(300, 40)), end_ms=9000), {"late-end"}),
    "a buffered answer": (plan((TEXT, [5000.0] * 60)), {"buffered"}),
    "a burst": (
        plan((TEXT, [*evenly(300, 30), *[3000.0] * 100, *evenly(3020, 30)])),
        {"burst"},
    ),
    "flushes": (plan((TEXT, packets([9] * 20, [200] * 19))), {"flushes"}),
    "a slow answer": (
        plan((REASONING, evenly(300, 200)), (TEXT, evenly(4400, 40))),
        {"slow-answer"},
    ),
    "reasoning, then a call": (
        plan((REASONING, evenly(300, 40)), (CALL, evenly(1200, 40))),
        set(),
    ),
    "nothing": (plan(end_ms=9000), set()),
}
CASES = [
    pytest.param(dialect, told, codes, id=f"{name}-{dialect.name}")
    for name, (told, codes) in PLANS.items()
    for dialect in dialects_for(told)
]


def judged(recording: Recording) -> list[tuple[str, str]]:
    """The findings, without the numbers of their events, and with one word for reasoning."""
    word = recording.dialect.item_label("reasoning")
    return [
        (finding.code, _EVENTS.sub("", finding.message).replace(word, "reasoning"))
        for finding in timing_findings(recording)
    ]


@pytest.mark.parametrize(("dialect", "told", "codes"), CASES)
def test_one_schedule_has_the_same_findings(dialect: Dialect, told: Plan, codes: set[str]) -> None:
    first, *_ = dialects_for(told)
    findings = judged(retold(dialect, told))
    assert {code for code, _ in findings} == codes
    assert findings == judged(retold(first, told))


@pytest.mark.parametrize(("dialect", "told", "codes"), CASES)
def test_a_stream_that_breaks_off_has_the_same_findings_too(
    dialect: Dialect, told: Plan, codes: set[str]
) -> None:
    first, *_ = dialects_for(told)
    part = told._replace(steps=told.steps[:-1])
    broken = {"end": End.BROKEN}
    assert judged(retold(dialect, part, **broken)) == judged(retold(first, part, **broken))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Runs of any kinds at any pace, with pauses between and within them."""
    ms = draw(st.floats(30, 3000))
    runs: list[tuple[str, list[float]]] = []
    for kind in draw(st.lists(st.sampled_from([REASONING, TEXT, CALL]), min_size=1, max_size=4)):
        gaps = draw(st.lists(st.sampled_from([0.1, 5, 20, 21, 90, 700, 2500]), max_size=25))
        times = [ms]
        for gap in gaps:
            times.append(times[-1] + gap)
        if not runs or runs[-1][0] != kind:
            runs.append((kind, times))
        ms = times[-1] + draw(st.sampled_from([1, 30, 3000]))
    return plan(*runs, end_ms=ms)


@settings(deadline=None, max_examples=100)
@given(plans())
def test_any_schedule_has_the_same_findings(told: Plan) -> None:
    first, *others = dialects_for(told)
    expected = judged(retold(first, told))
    for dialect in others:
        assert judged(retold(dialect, told)) == expected
