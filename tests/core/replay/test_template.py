"""Answers issued from a recording."""

from __future__ import annotations

from ppchat.core.recording.recording import Recording
from ppchat.core.replay.template import Issue, Master
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Request, Started
from ppchat.core.stream.sse import Frame, Splitter
from tests.support.loopback import sse

CREATED = {"id": "resp_1", "created_at": 100, "status": "in_progress", "store": True}
DONE = CREATED | {"status": "completed", "completed_at": 103, "output": [{"id": "msg_1"}]}


def master() -> Master:
    recording = Recording(Request({"model": "m"}, ""))
    events = [
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
    recording.apply(Arrived(tuple(Frame(sse(data), 70 + n) for n, data in enumerate(events))))
    recording.apply(Ended(80, End.EOF))
    return Master(recording)


def issue(**body: object) -> Issue:
    return Issue(master(), body, 1000, lambda like: f"new_{like}")


def events(issued: Issue) -> Recording:
    again = Recording(Request({}, ""))
    splitter = Splitter()
    again.extend(Frame(raw, 0) for raw in splitter.feed(issued.frames(0, len(issued))))
    return again


def test_every_answer_has_ids_of_its_own() -> None:
    again = events(issue())
    assert again.event(0).data["response"]["id"] == "new_resp_1"
    assert again.event(1).data["item"] == {"id": "new_msg_1", "call_id": "new_call_1"}
    assert again.event(2).data["item_id"] == "new_msg_1"
    assert again.event(3).data["response"]["output"][0]["id"] == "new_msg_1"
    assert issue().id == "new_resp_1"


def test_what_was_said_stays() -> None:
    assert events(issue()).event(2).data["delta"] == 'said "msg_1" and resp_1'
    assert [event.data.get("sequence_number") for event in events(issue()).events()] == [
        10,
        None,
        12,
        13,
    ]


def test_it_echoes_its_request_and_has_the_time_of_day() -> None:
    again = events(issue(store=False, previous_response_id="resp_0", temperature=3))
    response = again.event(3).data["response"]
    assert (response["store"], response["previous_response_id"]) == (False, "resp_0")
    assert (response["created_at"], response["completed_at"]) == (1000, 1003)
    assert "temperature" not in response


def test_the_response_as_it_stood() -> None:
    issued = issue()
    assert issued.response(0) is None
    early, late = issued.response(3), issued.response(4)
    assert early
    assert late
    assert (early["status"], early["id"]) == ("in_progress", "new_resp_1")
    assert (late["status"], late["output"]) == ("completed", [{"id": "new_msg_1"}])


def test_where_to_go_on_after_a_sequence_number() -> None:
    issued = issue()
    assert [issued.after(number) for number in (-1, 9, 10, 11, 12, 13)] == [0, 0, 2, 2, 3, 4]


def test_times_count_from_the_request() -> None:
    assert master().due_ns == [20, 21, 22, 23]
    assert master().opened_ns == 10
