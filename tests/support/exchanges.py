"""An exchange of several rounds: a question, a call of a function, its output, and the words."""

from __future__ import annotations

from typing import Any

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End
from tests.support.recordings import (
    MS,
    T0_NS,
    TimedEvent,
    build_recording,
    created,
    delta,
    item_added,
    item_done,
    terminal,
    usage,
)

ARGUMENTS = '{"city": "Lisbon"}'


def call_events(call_id: str = "call_1") -> list[TimedEvent]:
    """A response of 400 ms, 6 events, that calls a function."""
    call: dict[str, Any] = {"call_id": call_id, "name": "get_weather"}
    return [
        created(100),
        item_added(200, kind="function_call", **call, arguments=""),
        delta(250, ARGUMENTS[:8], kind="function_call_arguments"),
        delta(300, ARGUMENTS[8:], kind="function_call_arguments"),
        item_done(390, kind="function_call", **call, arguments=ARGUMENTS),
        terminal(400, usage=usage(12)),
    ]


def word_events() -> list[TimedEvent]:
    """A response of 500 ms, 6 events, that answers in words."""
    return [
        created(150),
        item_added(200),
        delta(240, "Sunny"),
        delta(400, ", 24 degrees."),
        item_done(480, content=[{"type": "output_text", "text": "Sunny, 24 degrees."}]),
        terminal(500, usage=usage(6)),
    ]


def output_of(call_id: str = "call_1", output: str = "sunny, 24") -> dict[str, Any]:
    """The body of a request that answers a call."""
    return {"input": [{"type": "function_call_output", "call_id": call_id, "output": output}]}


def weather_exchange(
    *, calls: int = 1, pause_ms: int = 800, timed: bool = True, end: End | None = End.EOF
) -> tuple[Recording, ...]:
    """Rounds that call the function, one after the other, and a last one in words.

    Between two rounds, the function takes `pause_ms`; `end=None` leaves the last one in progress.
    """
    rounds = []
    start_ms = 0
    body: dict[str, Any] = {"input": [{"role": "user", "content": "How is the weather?"}]}
    for number in range(1, calls + 1):
        t0_ns = T0_NS + start_ms * MS
        events = call_events(f"call_{number}")
        rounds.append(build_recording(events, body=body, t0_ns=t0_ns, timed=timed))
        body = output_of(f"call_{number}")
        start_ms += 400 + pause_ms
    t0_ns = T0_NS + start_ms * MS
    words = build_recording(word_events(), body=body, t0_ns=t0_ns, timed=timed, end=end)
    return (*rounds, words)
