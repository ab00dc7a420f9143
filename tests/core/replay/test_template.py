"""Responses replayed from a recording."""

from __future__ import annotations

from typing import Any

from ppchat.core.recording.recording import Recording
from ppchat.core.replay.template import ReplayIdentity, ResponseTemplate
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Request, Started
from ppchat.core.stream.sse import Frame, FrameSplitter
from tests.support.loopback import sse_frame

CREATED = {"id": "resp_1", "created_at": 100, "status": "in_progress", "store": True}
DONE = CREATED | {"status": "completed", "completed_at": 103, "output": [{"id": "msg_1"}]}


def template() -> ResponseTemplate:
    recording = Recording(Request({"model": "m"}, ""))
    events: list[dict[str, Any]] = [
        {"type": "response.created", "sequence_number": 10, "response": CREATED},
        {"type": "response.output_item.added", "item": {"id": "msg_1", "call_id": "call_1"}},
        {
            "type": "response.output_text.delta",
            "sequence_number": 12,
            "item_id": "msg_1",
            "delta": 'said "msg_1" and resp_1',
        },
        {"type": "response.completed", "sequence_number": 13, "response": DONE},
    ]
    recording.apply(Started(50))
    recording.apply(Opened(60, 200))
    recording.apply(Arrived(tuple(Frame(sse_frame(data), 70 + n) for n, data in enumerate(events))))
    recording.apply(Ended(80, End.EOF))
    return ResponseTemplate(recording)


def replay(**body: object) -> ReplayIdentity:
    return ReplayIdentity(template(), body, 1000, lambda old_id: f"new_{old_id}")


def events(replayed: ReplayIdentity) -> Recording:
    output = Recording(Request({}, ""))
    splitter = FrameSplitter()
    output.extend(Frame(raw, 0) for raw in splitter.feed(replayed.frames(0, len(replayed))))
    return output


def test_every_replay_has_new_ids() -> None:
    output = events(replay())
    assert output.event(0).data["response"]["id"] == "new_resp_1"
    assert output.event(1).data["item"] == {"id": "new_msg_1", "call_id": "new_call_1"}
    assert output.event(2).data["item_id"] == "new_msg_1"
    assert output.event(3).data["response"]["output"][0]["id"] == "new_msg_1"
    assert replay().response_id == "new_resp_1"


def test_the_text_is_unchanged() -> None:
    assert events(replay()).event(2).data["delta"] == 'said "msg_1" and resp_1'
    assert [event.data.get("sequence_number") for event in events(replay()).events()] == [
        10,
        None,
        12,
        13,
    ]


def test_it_echoes_its_request_and_has_the_current_time() -> None:
    output = events(replay(store=False, previous_response_id="resp_0", temperature=3))
    response = output.event(3).data["response"]
    assert (response["store"], response["previous_response_id"]) == (False, "resp_0")
    assert (response["created_at"], response["completed_at"]) == (1000, 1003)
    assert "temperature" not in response


def test_the_response_after_some_events() -> None:
    replayed = replay()
    assert replayed.response(0) is None
    early, late = replayed.response(3), replayed.response(4)
    assert early
    assert late
    assert (early["status"], early["id"]) == ("in_progress", "new_resp_1")
    assert (late["status"], late["output"]) == ("completed", [{"id": "new_msg_1"}])


def test_the_index_after_a_sequence_number() -> None:
    replayed = replay()
    assert [replayed.index_after(number) for number in (-1, 9, 10, 11, 12, 13)] == [
        0,
        0,
        2,
        2,
        3,
        4,
    ]


def test_times_count_from_the_request() -> None:
    assert template().due_ns == [20, 21, 22, 23]
    assert template().opened_ns == 10
