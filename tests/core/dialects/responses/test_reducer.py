"""How a response changes with an event."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.dialects.responses.event_types import EVENT_TYPES
from ppchat.core.dialects.vocabulary import EventType
from ppchat.core.recording.fold import fold
from ppchat.core.response.response import (
    EMPTY_RESPONSE,
    ENTRY_LIMIT,
    ContentPart,
    Response,
    ServerError,
    Usage,
)
from ppchat.core.stream.event import Event
from ppchat.core.text.rope import Rope
from tests.support.any_event import EVENTS, KEYS, VALUES
from tests.support.recordings import created, delta, item_added, item_done, terminal, usage

reduce = RESPONSES.reduce


def fold_data(*events: dict[str, Any]) -> Response:
    """The state after events with this data."""
    return fold(Event(n, n, str(data.get("type", "?")), data) for n, data in enumerate(events))


def fold_timed(*events: tuple[float, dict[str, Any]]) -> Response:
    return fold_data(*[data for _, data in events])


def texts(response: Response) -> list[tuple[str, str, str]]:
    return [
        (item.type, part.kind, str(part.text)) for item in response.items for part in item.parts
    ]


def at(kind: str, index: int = 0, **more: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}", "output_index": index, "content_index": 0, **more}


# The response as a whole.


@pytest.mark.parametrize(
    ("kinds", "status", "ended"),
    [
        ([], "", False),
        (["queued"], "queued", False),
        (["queued", "created", "in_progress"], "in_progress", False),
        (["created", "completed"], "completed", True),
        (["created", "incomplete"], "incomplete", True),
        (["created", "failed"], "failed", True),
        (["created", "completed", "in_progress"], "completed", True),
        (["created", "failed", "completed"], "failed", True),
    ],
)
def test_status(kinds: list[str], status: str, ended: bool) -> None:
    response = fold_data(*({"type": f"response.{kind}", "response": {}} for kind in kinds))
    assert (response.status, response.ended, response.seen) == (status, ended, len(kinds))


def test_a_cancelled_response_says_so_in_its_last_event() -> None:
    response = fold_timed(created(), terminal(9, "completed"))
    assert response.status == "completed"
    event = {"type": "response.incomplete", "response": {"status": "cancelled"}}
    assert fold_data(event).status == "cancelled"


def test_metadata_of_the_response() -> None:
    response = fold_timed(
        created(id="resp_7", model="asked", store=True),
        terminal(9, id="", model="gpt-4.1-mini-2025", usage=usage(12, 5)),
    )
    assert (response.response_id, response.model, response.stored) == (
        "resp_7",
        "gpt-4.1-mini-2025",
        True,
    )
    assert response.usage == Usage(input=10, cached=0, output=12, reasoning=5, total=22)


def test_an_error_that_is_a_string_is_read() -> None:
    error = fold_timed((9, {"type": "error", "error": "no capacity"})).error
    assert error is not None
    assert error.message == "no capacity"


def test_usage_named_as_in_chat_completions_is_read() -> None:
    counts = {"prompt_tokens": 10, "completion_tokens": 12, "total_tokens": 22}
    assert fold_timed(terminal(9, usage=counts)).usage == Usage(10, None, 12, None, 22)


@pytest.mark.parametrize(
    ("invalid", "expected"),
    [
        ({}, None),
        ("many", None),
        ({"output_tokens": "12"}, Usage(None, None, None, None, None)),
        ({"output_tokens": True, "input_tokens": -1}, Usage(None, None, None, None, None)),
        ({"output_tokens": 3, "output_tokens_details": []}, Usage(None, None, 3, None, None)),
    ],
)
def test_invalid_usage_is_ignored(invalid: Any, expected: Usage | None) -> None:
    assert fold_timed(terminal(9, usage=invalid)).usage == expected


def test_why_an_answer_is_incomplete() -> None:
    response = fold_timed(
        terminal(9, "incomplete", incomplete_details={"reason": "max_output_tokens"})
    )
    assert response.reason == "max_output_tokens"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"message": "flat", "code": "c"}, ServerError("flat", "c")),
        ({"error": {"message": "nested", "code": "c"}}, ServerError("nested", "c")),
        ({"error": {"message": "typed", "type": "t"}}, ServerError("typed", "t")),
        ({"error": {"message": "x", "code": None, "type": "t"}}, ServerError("x", "t")),
        ({"error": "text", "message": "flat", "code": None}, ServerError("flat", "")),
        ({}, ServerError("", "")),
    ],
)
def test_both_shapes_of_an_error(data: dict[str, Any], error: ServerError) -> None:
    response = fold_data({"type": "error", **data})
    assert response.error == error
    assert not response.ended


def test_an_error_of_a_failed_response() -> None:
    response = fold_timed(terminal(9, "failed", error={"code": "server_error", "message": "sorry"}))
    assert response.error == ServerError("sorry", "server_error")
    failing = fold([Event(0, 0, "error", {"message": "first"})])
    later = reduce(failing, Event(1, 1, "response.completed", {"response": {"error": None}}))
    assert (later.status, later.error) == ("completed", ServerError("first", ""))


# Items and their parts.


def test_an_answer_grows_and_its_final_text_wins() -> None:
    streamed = [created(), item_added(1), delta(2, "Peter"), delta(3, " Pipre")]
    assert fold_timed(*streamed).text == "Peter Pipre"
    final = [{"type": "output_text", "text": "Peter Piper"}]
    assert fold_timed(*streamed, item_done(4, content=final)).text == "Peter Piper"
    done = fold_data(*[data for _, data in streamed], at("output_text.done", text="Peter Piper!"))
    assert done.text == "Peter Piper!"
    assert done.items[0].parts == (
        ContentPart("text", 0, Rope("Peter Piper!"), True, overruled=True),
    )


def test_an_empty_final_text_erases_nothing() -> None:
    streamed = [data for _, data in (created(), item_added(1), delta(2, "Peter"))]
    for empty in (
        at("output_text.done", text=""),
        at("output_text.done"),
        item_done(3, content=[])[1],
        item_done(3, content=[{"type": "output_text", "text": ""}])[1],
        terminal(4, output=[])[1],
        terminal(4)[1],
    ):
        assert fold_data(*streamed, empty).text == "Peter"


def test_a_final_response_may_leave_out_what_it_streamed() -> None:
    streamed = [created(), item_added(1, 0, "reasoning"), item_added(2, 1), delta(3, "Peter", 1)]
    final = {"id": "item_1", "type": "message", "content": [{"type": "output_text", "text": "P!"}]}
    response = fold_timed(*streamed, terminal(9, output=[final]))
    assert [(item.type, item.output_index) for item in response.items] == [
        ("reasoning", 0),
        ("message", 1),
    ]
    assert response.text == "P!"


def test_a_final_response_alone_is_an_answer() -> None:
    content = [{"type": "output_text", "text": "All at once"}]
    response = fold_timed(terminal(9, output=[{"id": "m", "type": "message", "content": content}]))
    assert (response.text, response.items[0].status) == ("All at once", "in_progress")


def test_ids_that_change_with_every_event_do_not_matter() -> None:
    response = fold_data(
        at("output_item.added", item={"id": "one", "type": "message"}),
        at("output_text.delta", item_id="two", delta="Peter"),
        at("output_text.delta", item_id="three", delta=" Piper"),
        at("output_item.done", item={"id": "four", "type": "message"}),
    )
    assert texts(response) == [("message", "text", "Peter Piper")]


def test_without_an_output_index_the_id_decides() -> None:
    response = fold_data(
        {"type": "response.output_item.added", "item": {"id": "a", "type": "message"}},
        {"type": "response.output_item.added", "item": {"id": "b", "type": "message"}},
        {"type": "response.output_text.delta", "item_id": "a", "delta": "A"},
        {"type": "response.output_text.delta", "item_id": "b", "delta": "B"},
        {"type": "response.output_text.delta", "delta": "!"},
    )
    assert [item.text("text") for item in response.items] == ["A", "B!"]


def test_interleaved_items_that_close_in_any_order() -> None:
    added = [item_added(n, n) for n in (0, 1, 2)]
    deltas = [delta(9, f"{word}{index}", index) for word in "ab" for index in (2, 0, 1)]
    done = [item_done(20 + n, n) for n in (2, 1, 0)]
    response = fold_timed(created(), *added, *deltas, *done)
    assert [item.text("text") for item in response.items] == ["a0b0", "a1b1", "a2b2"]
    assert {item.status for item in response.items} == {"completed"}
    assert response.text == "a0b0\n\na1b1\n\na2b2"


def test_items_stand_in_the_order_of_their_index() -> None:
    response = fold_timed(item_added(1, 5), item_added(2, 1), delta(3, "x", 3))
    assert [item.output_index for item in response.items] == [1, 3, 5]


@pytest.mark.parametrize(
    "event_type",
    [event_type for event_type in EVENT_TYPES.values() if event_type.grows],
    ids=lambda event_type: event_type.name,
)
def test_every_delta_extends_its_part_even_without_an_announced_item(event_type: EventType) -> None:
    chunks = [
        {"type": event_type.name, "output_index": 0, "delta": text} for text in ("a", "", "b")
    ]
    (item,) = fold_data(*chunks).items
    assert item.type
    assert item.parts == (ContentPart(event_type.grows, 0, Rope("ab")),)


def test_parts_are_identified_by_their_own_index() -> None:
    response = fold_data(
        at("reasoning_summary_text.delta", summary_index=0, delta="one"),
        at("reasoning_summary_text.delta", summary_index=1, delta="two"),
        at("reasoning_summary_text.delta", summary_index=0, delta="!"),
        at("reasoning_text.delta", delta="raw"),
    )
    assert response.items[0].text("summary") == "one!\n\ntwo"
    assert response.items[0].text("reasoning") == "raw"


@pytest.mark.parametrize(
    ("kind", "field", "part"),
    [
        ("function_call", "arguments", "arguments"),
        ("mcp_call", "arguments", "arguments"),
        ("custom_tool_call", "input", "input"),
        ("code_interpreter_call", "code", "code"),
    ],
)
def test_a_complete_call(kind: str, field: str, part: str) -> None:
    response = fold_timed(item_done(1, 0, kind, **{field: "{}"}))
    assert texts(response) == [(kind, part, "{}")]


def test_annotations() -> None:
    annotation = {"type": "url_citation", "url": "https://example.org"}
    response = fold_timed(item_added(1), delta(2, "Peter"))
    annotated = reduce(
        response,
        Event(2, 2, "response.output_text.annotation.added", at("", annotation=annotation)),
    )
    assert annotated.items[0].parts[0].annotations == (annotation,)
    final = [{"type": "output_text", "text": "Peter", "annotations": [annotation, annotation]}]
    assert fold_timed(item_done(3, content=final)).items[0].parts[0].annotations == (
        annotation,
        annotation,
    )
    for data in (at("", 7, annotation=annotation), at("", annotation=3)):
        unchanged = reduce(response, Event(2, 2, "response.output_text.annotation.added", data))
        assert unchanged == response._replace(seen=3)


def test_a_tool_that_failed() -> None:
    response = fold_data(item_added(1, 0, "mcp_call")[1], at("mcp_call.failed"))
    assert response.items[0].status == "failed"


def test_the_number_of_items_and_parts_is_limited() -> None:
    items = [item_added(1, n)[1] for n in range(ENTRY_LIMIT + 5)]
    parts = [at("output_text.delta", content_index=n, delta="x") for n in range(ENTRY_LIMIT + 5)]
    assert len(fold_data(*items).items) == ENTRY_LIMIT
    assert len(fold_data(*parts).items[0].parts) == ENTRY_LIMIT


# The laws.


@settings(deadline=None, max_examples=150)
@given(EVENTS)
def test_no_data_of_any_type_raises(events: list[tuple[str, dict[str, Any]]]) -> None:
    response = EMPTY_RESPONSE
    for n, (kind, data) in enumerate(events):
        before, response = response, reduce(response, Event(n, n, kind, data))
        assert response.seen == n + 1
        indices = [item.output_index for item in response.items]
        assert indices == sorted(set(indices))
        if before.ended:
            assert response.status == before.status
        elif response.ended:
            assert kind in RESPONSES.terminal_types or response.status == "cancelled"
        assert isinstance(response.text, str)


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_every_type_accepts_empty_data(kind: str) -> None:
    for data in ({}, {"response": None, "item": None, "delta": None, "output_index": None}):
        assert reduce(EMPTY_RESPONSE, Event(0, 0, kind, data)).seen == 1


@settings(deadline=None, max_examples=60)
@given(EVENTS, st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), st.integers(0, 12))
def test_an_unknown_type_changes_only_the_count(
    events: list[tuple[str, dict[str, Any]]], data: dict[str, Any], index: int
) -> None:
    response = fold(Event(n, n, *event) for n, event in enumerate(events))
    after = reduce(response, Event(99, 99, "response.tomorrow", data))
    assert after == response._replace(seen=response.seen + 1)
