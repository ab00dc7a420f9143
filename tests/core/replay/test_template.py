"""Responses replayed from a recording."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.template import ReplayIdentity, ResponseTemplate
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Request, Started
from ppchat.core.stream.sse import Frame, FrameSplitter
from tests.support.chunks import TWISTER, call_chunk, chat_recording, chunk
from tests.support.loopback import sse_frame
from tests.support.recordings import build_recording

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


def chat_replay(**body: object) -> ReplayIdentity:
    call = call_chunk("{}", name="find", id="call_1")
    recording = chat_recording(*TWISTER[:2], chunk(content='"created": 1'), call, *TWISTER[3:])
    return ReplayIdentity(ResponseTemplate(recording), body, 1000, lambda old_id: f"new_{old_id}")


def chat_chunks(replayed: ReplayIdentity) -> list[Mapping[str, Any]]:
    output = Recording(Request({}, ""), dialect=CHAT_COMPLETIONS)
    splitter = FrameSplitter()
    output.extend(Frame(raw, 0) for raw in splitter.feed(replayed.frames(0, len(replayed))))
    return [event.data for event in output.events() if event.data]


def test_chunks_have_new_ids_and_the_current_time() -> None:
    data = chat_chunks(chat_replay())
    assert {(chunk["id"], chunk["created"]) for chunk in data} == {("new_chatcmpl-1", 1000)}
    assert data[2]["choices"][0]["delta"] == {"content": '"created": 1'}
    assert data[3]["choices"][0]["delta"]["tool_calls"][0]["id"] == "new_call_1"


def test_only_an_answer_whose_request_asks_for_usage_has_it() -> None:
    asked = chat_replay(stream_options={"include_usage": True})
    assert len(asked) == len(asked.due_ns) == len(chat_replay()) + 1
    assert chat_chunks(asked)[-1]["usage"]["total_tokens"] == 12
    assert chat_chunks(chat_replay())[-1]["choices"]
    assert len(chat_replay().due_ns) == len(chat_replay())


def test_the_whole_response_is_adapted_too() -> None:
    whole = chat_replay().whole_response
    assert (whole["id"], whole["created"]) == ("new_chatcmpl-1", 1000)
    assert whole["choices"][0]["message"]["tool_calls"][0]["id"] == "new_call_1"
    assert (replay().whole_response["id"], replay().whole_response["created_at"]) == (
        "new_resp_1",
        1000,
    )


def test_a_failed_response_is_whole_only_where_responses_are_stored() -> None:
    error = {"error": {"message": "lost", "code": "x"}}
    failed = DONE | {"status": "failed"}
    stored = build_recording([(1, {"type": "response.failed", "response": failed})])
    assert ResponseTemplate(stored).has_whole_response
    assert not ResponseTemplate(chat_recording(*TWISTER[:2], error)).has_whole_response
    assert ResponseTemplate(chat_recording(*TWISTER)).has_whole_response
    assert not ResponseTemplate(chat_recording(*TWISTER[:2])).has_whole_response
