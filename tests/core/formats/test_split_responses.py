"""Several responses in the body of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from ppchat.core.formats.split_responses import split_responses
from ppchat.core.stream.signals import Arrived, End, Ended, Signal
from ppchat.core.stream.sse import Frame
from tests.support.messages import message_start
from tests.support.recordings import EventData, build_frame


def created(response_id: str | None = "resp_1") -> EventData:
    return {"type": "response.created", "response": {"id": response_id}}


def completed(response_id: str = "resp_1") -> EventData:
    return {"type": "response.completed", "response": {"id": response_id}}


TEXT: EventData = {"type": "response.output_text.delta", "delta": "a response.created b"}


def signals(*events: EventData, batch: int = 100) -> list[Signal]:
    frames = [build_frame(n, event) for n, event in enumerate(events)]
    batches = [frames[start : start + batch] for start in range(0, len(frames), batch)]
    return [*(Arrived(tuple(batch)) for batch in batches), Ended(99, End.EOF)]


def raws(response: Iterable[Signal]) -> list[bytes]:
    return [f.raw for signal in response if isinstance(signal, Arrived) for f in signal.frames]


def sizes(*events: EventData, batch: int = 100) -> list[int]:
    """The number of events of each response."""
    return [len(raws(part)) for part in split_responses(iter(signals(*events, batch=batch)))]


@pytest.mark.parametrize("batch", [1, 2, 100])
@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((created(), TEXT, completed()), [3]),
        ((created(), TEXT, completed(), created("resp_2"), TEXT), [3, 2]),
        ((created(), TEXT, completed(), created(), TEXT), [3, 2]),
        ((created(), TEXT, created("resp_2"), TEXT), [2, 2]),
        ((TEXT, completed(), created("resp_2"), completed("resp_2")), [2, 2]),
        ((created(), created(), TEXT), [3]),
        ((created(None), created(None), TEXT), [3]),
        ((created(), TEXT, TEXT), [3]),
        ((), [0]),
    ],
)
def test_another_response_begins_another_stream(
    batch: int, events: tuple[EventData, ...], expected: list[int]
) -> None:
    assert sizes(*events, batch=batch) == expected


def test_messages_are_split_too() -> None:
    start: dict[str, Any] = message_start()
    stop = {"type": "message_stop"}
    assert sizes(start, stop, start, stop) == [2, 2]


def test_each_ends_and_none_is_lost_whatever_is_read_first() -> None:
    sent = signals(created(), TEXT, completed(), created("resp_2"), TEXT, batch=2)
    in_order = [list(part) for part in split_responses(iter(sent))]
    parts = list(split_responses(iter(sent)))
    assert [list(part) for part in reversed(parts)] == list(reversed(in_order))
    assert all(isinstance(part[-1], Ended) for part in in_order)
    assert [raw for part in in_order for raw in raws(part)] == raws(sent)


def test_what_cannot_be_parsed_begins_nothing() -> None:
    broken = Frame(b'data: {"type": "response.created", "resp\n\n', 1)
    parts = split_responses(iter([Arrived((broken, broken)), Ended(2, End.EOF)]))
    assert [len(raws(part)) for part in parts] == [2]
