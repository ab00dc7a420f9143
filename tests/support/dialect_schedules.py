"""One schedule in each dialect: when the server sent what, told as each of them tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Any, Final, NamedTuple

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import DIALECTS
from ppchat.core.recording.recording import Recording
from tests.support import messages
from tests.support.chunks import DONE_FRAME, call_chunk, chunk, chunk_of
from tests.support.recordings import (
    build_recording,
    created,
    delta,
    item_added,
    item_done,
    terminal,
    usage,
)
from tests.support.schedules import PING, Schedule

BEGIN, REASONING, TEXT, CALL, KEEPALIVE, END = "begin", "reasoning", "text", "call", "ping", "end"


class Step(NamedTuple):
    """What a server sends at a time: text of a kind, or a sign of life."""

    at_ms: float
    kind: str
    text: str = ""


class Plan(NamedTuple):
    """What a server sends when, whatever it calls it."""

    steps: tuple[Step, ...]
    output: int | None = None
    """The output tokens that it counts; None if it reports no usage."""
    reasoning: int = 0
    """Those of them that were for reasoning."""


def plan(
    *runs: tuple[str, Iterable[float]],
    end_ms: float | None = None,
    begin_ms: float = 30,
    pings_ms: Iterable[float] = (),
    output: int | None = None,
    reasoning: int = 0,
) -> Plan:
    """A plan of runs of one kind each, with their times; it ends a millisecond after the last."""
    steps = [Step(ms, kind, "word ") for kind, times in runs for ms in times]
    last = max((step.at_ms for step in steps), default=begin_ms)
    end = Step(last + 1 if end_ms is None else end_ms, END)
    pings = [Step(ms, KEEPALIVE) for ms in pings_ms]
    begin = Step(min(begin_ms, end.at_ms), BEGIN)
    ordered = sorted([begin, *steps, *pings, end], key=lambda step: step.at_ms)
    return Plan(tuple(ordered), output, reasoning)


def evenly(start_ms: float, count: int, gap_ms: float = 20) -> list[float]:
    """The times of deltas at one pace."""
    return list(accumulate([gap_ms] * (count - 1), initial=start_ms))


_GROWING: Final = (REASONING, TEXT, CALL)


class _Place(NamedTuple):
    """Where a step stands among those of its run, which is one item or block."""

    run: int
    is_first: bool
    is_last: bool


def _runs(plan: Plan) -> Iterator[tuple[Step, _Place]]:
    """The steps with their places; an item is complete with its last delta, if the plan ends."""
    steps = plan.steps
    number, before = -1, ""
    for n, step in enumerate(steps):
        if step.kind not in _GROWING:
            yield step, _Place(number, is_first=False, is_last=False)
            continue
        is_first = step.kind != before
        number, before = number + is_first, step.kind
        later = next((other.kind for other in steps[n + 1 :] if other.kind != KEEPALIVE), step.kind)
        yield step, _Place(number, is_first, later != step.kind)


_ITEMS: Final = {
    REASONING: ("reasoning", "reasoning_text"),
    TEXT: ("message", "output_text"),
    CALL: ("function_call", "function_call_arguments"),
}


def _responses(plan: Plan) -> Iterator[tuple[float, Any]]:
    for (ms, kind, text), (index, is_first, is_last) in _runs(plan):
        if is_first:
            yield item_added(ms, index, _ITEMS[kind][0])
        if kind == BEGIN:
            yield created(ms)
        elif kind == KEEPALIVE:
            yield ms, PING
        elif kind == END:
            counts: dict[str, Any] = (
                {} if plan.output is None else {"usage": usage(plan.output, plan.reasoning)}
            )
            yield terminal(ms, **counts)
        else:
            yield delta(ms, text, index, _ITEMS[kind][1])
        if is_last:
            yield item_done(ms, index, _ITEMS[kind][0])


def _chat(plan: Plan) -> Iterator[tuple[float, Any]]:
    has_call = False
    for (ms, kind, text), (_, is_first, _) in _runs(plan):
        if kind == BEGIN:
            yield ms, chunk(role="assistant", content="")
        elif kind == REASONING:
            yield ms, chunk(reasoning_content=text)
        elif kind == TEXT:
            yield ms, chunk(content=text)
        elif kind == CALL:
            has_call = True
            named: dict[str, Any] = {"name": "find", "id": "call_1"} if is_first else {}
            yield ms, call_chunk(text, **named)
        elif kind == KEEPALIVE:
            yield ms, PING
        else:
            yield ms, chunk(finish="tool_calls" if has_call else "stop")
            if plan.output is not None:
                details = {"completion_tokens_details": {"reasoning_tokens": plan.reasoning}}
                counts = {"prompt_tokens": 10, "completion_tokens": plan.output}
                total = {"total_tokens": 10 + plan.output}
                yield ms, chunk_of(usage={**counts, **total, **details})
            yield ms, DONE_FRAME


_BLOCKS: Final[Mapping[str, tuple[str, dict[str, Any], str, str]]] = {
    REASONING: ("thinking", {"thinking": "", "signature": ""}, "thinking", "thinking"),
    TEXT: ("text", {"text": ""}, "text", "text"),
    CALL: ("tool_use", {"id": "t", "name": "find", "input": {}}, "input_json", "partial_json"),
}
"""The type and the fields of a block, the kind of its delta, and the field of that."""


def _messages(plan: Plan) -> Iterator[tuple[float, Any]]:
    for (ms, kind, text), (index, is_first, is_last) in _runs(plan):
        if is_first:
            block, fields, _, _ = _BLOCKS[kind]
            yield ms, messages.block_start(index, block, **fields)
        if kind == BEGIN:
            yield ms, messages.message_start()
        elif kind == KEEPALIVE:
            yield ms, messages.PING
        elif kind == END:
            yield ms, _message_delta(plan)
            yield ms, messages.END
        else:
            _, _, name, field = _BLOCKS[kind]
            yield ms, messages.delta(index, name, **{field: text})
        if is_last:
            yield ms, messages.block_stop(index)


def _message_delta(plan: Plan) -> dict[str, Any]:
    data = messages.stop_reason(output=plan.output or 0)
    if plan.output is None:
        del data["usage"]
    else:
        data["usage"]["output_tokens_details"] = {"thinking_tokens": plan.reasoning}
    return data


def _ollama(plan: Plan) -> Iterator[tuple[float, Any]]:
    """Lines of `/api/chat`, which begins with the first token, and sends a call whole."""
    for ms, kind, text in plan.steps:
        if kind == BEGIN:
            continue
        message: dict[str, Any] = {"role": "assistant", "content": text if kind == TEXT else ""}
        if kind == REASONING:
            message["thinking"] = text
        is_end = kind == END
        counts = {"prompt_eval_count": 10, "eval_count": plan.output}
        ended = {"done_reason": "stop", **(counts if plan.output is not None else {})}
        head = {"model": "m-1", "created_at": "2026-03-01T12:00:00Z", "message": message}
        yield ms, {**head, "done": is_end, **(ended if is_end else {})}


_WRITERS: Final[Mapping[str, Callable[[Plan], Iterator[tuple[float, Any]]]]] = {
    "responses": _responses,
    "chat": _chat,
    "messages": _messages,
    "ollama": _ollama,
}
CAN_SAY: Final[Mapping[str, frozenset[str]]] = {
    "ollama": frozenset({BEGIN, REASONING, TEXT, END}),
}
"""The kinds of steps of a dialect that has not all of them."""


def schedule(dialect: Dialect, plan: Plan) -> Schedule:
    """The events of a plan, in the words of a dialect."""
    return list(_WRITERS[dialect.name](plan))


def retold(dialect: Dialect, plan: Plan, **options: Any) -> Recording:
    """A recording of a plan in a dialect."""
    return build_recording(schedule(dialect, plan), path=dialect.path, **options)


def dialects_for(plan: Plan) -> list[Dialect]:
    """The dialects in which all of a plan can be told."""
    kinds = {step.kind for step in plan.steps}
    return [
        dialect
        for dialect in DIALECTS
        if kinds <= CAN_SAY.get(dialect.name, kinds)
        if not (dialect.name in CAN_SAY and plan.reasoning)
    ]
