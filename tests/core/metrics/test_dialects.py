"""Metrics mean the same in all dialects: one schedule has the same figures in each."""

from __future__ import annotations

import dataclasses

import pytest

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.metrics.explain import explanations
from ppchat.core.metrics.metrics import Metrics, metrics
from tests.support.dialect_schedules import (
    BEGIN,
    CALL,
    END,
    REASONING,
    TEXT,
    Plan,
    Step,
    dialects_for,
    evenly,
    plan,
    retold,
)

PLANS = {
    "text": plan((TEXT, evenly(300, 20)), output=20),
    "text, without usage": plan((TEXT, evenly(300, 20))),
    "reasoning, then text": plan(
        (REASONING, evenly(200, 10)), (TEXT, evenly(900, 10)), output=40, reasoning=20
    ),
    "reasoning that is not streamed": plan((TEXT, evenly(900, 10)), output=60, reasoning=50),
    "a call": plan((CALL, evenly(300, 5)), output=12),
    "text, then a call": plan((TEXT, evenly(300, 5)), (CALL, evenly(500, 5, 30)), output=30),
    "reasoning and a call": plan(
        (REASONING, evenly(300, 5)), (CALL, evenly(500, 5, 30)), output=30, reasoning=9
    ),
    "one delta": plan((TEXT, [250]), output=1),
    "nothing": plan(output=0),
    "signs of life": plan((TEXT, evenly(300, 9)), pings_ms=[100, 310], output=9),
    "a late end": plan((TEXT, evenly(300, 9)), end_ms=4000, output=9),
    "empty deltas": Plan(
        (
            Step(30, BEGIN),
            Step(40, REASONING),
            Step(50, TEXT),
            Step(60, TEXT, "a"),
            Step(80, TEXT, "b"),
            Step(90, END),
        ),
        output=2,
    ),
}
CASES = [
    pytest.param(dialect, told, id=f"{name}-{dialect.name}")
    for name, told in PLANS.items()
    for dialect in dialects_for(told)
]
EVENT_NUMBERS = ("events", "ttft_event", "ttfo_event", "itl_first_event", "e2e_event", "usage")
"""What differs: how many events tell the same, and what else the usage counts."""


def figures(values: Metrics) -> dict[str, object]:
    fields = dataclasses.asdict(values)
    return {name: value for name, value in fields.items() if name not in EVENT_NUMBERS}


@pytest.mark.parametrize(("dialect", "told"), CASES)
def test_one_schedule_has_the_same_figures(dialect: Dialect, told: Plan) -> None:
    first, *_ = dialects_for(told)
    expected = retold(first, told)
    recording = retold(dialect, told)
    assert recording.dialect is dialect
    assert figures(metrics(recording.summary)) == figures(metrics(expected.summary))
    assert [(row.name, row.value, row.formula) for row in explanations(recording.summary)] == [
        (row.name, row.value, row.formula) for row in explanations(expected.summary)
    ]


@pytest.mark.parametrize(("dialect", "told"), CASES)
def test_the_figures_are_the_same_at_every_moment(dialect: Dialect, told: Plan) -> None:
    first, *_ = dialects_for(told)
    for end_ms in [step.at_ms for step in told.steps if step.kind != END]:
        part = told._replace(steps=tuple(step for step in told.steps if step.at_ms <= end_ms))
        expected = metrics(retold(first, part, end=None).summary)
        assert figures(metrics(retold(dialect, part, end=None).summary)) == figures(expected)


@pytest.mark.parametrize(("dialect", "told"), CASES)
def test_what_begins_an_answer_is_no_token(dialect: Dialect, told: Plan) -> None:
    begun = told._replace(steps=(Step(30, BEGIN),))
    values = metrics(retold(dialect, begun, end=None).summary)
    assert (values.ttft_ms, values.ttfo_ms, values.chunks) == (None, None, 0)
