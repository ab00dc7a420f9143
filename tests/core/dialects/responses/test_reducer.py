"""How a turn changes with an event."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.dialects.responses.event_types import CATALOGUE, TERMINAL
from ppchat.core.dialects.responses.reducer import step
from ppchat.core.response.fold import fold
from ppchat.core.response.response import LIMIT, START, Part, ServerError, Turn, Usage
from ppchat.core.stream.event import Event
from ppchat.core.text.rope import Text
from tests.support.any_event import EVENTS, KEYS, VALUES
from tests.support.playbook import created, delta, item_added, item_done, terminal, usage


def after(*data: dict[str, Any]) -> Turn:
    """The state after these events."""
    return fold(Event(n, n, str(each.get("type", "?")), each) for n, each in enumerate(data))


def told(*said: tuple[float, dict[str, Any]]) -> Turn:
    return after(*[data for _, data in said])


def texts(turn: Turn) -> list[tuple[str, str, str]]:
    return [(item.type, part.kind, str(part.text)) for item in turn.items for part in item.parts]


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
    turn = after(*({"type": f"response.{kind}", "response": {}} for kind in kinds))
    assert (turn.status, turn.ended, turn.seen) == (status, ended, len(kinds))


def test_a_cancelled_response_says_so_in_its_last_event() -> None:
    turn = told(created(), terminal(9, "completed"))
    assert turn.status == "completed"
    event = {"type": "response.incomplete", "response": {"status": "cancelled"}}
    assert after(event).status == "cancelled"


def test_what_the_response_tells_of_itself_is_kept() -> None:
    turn = told(
        created(id="resp_7", model="asked", store=True),
        terminal(9, id="", model="gpt-4.1-mini-2025", usage=usage(12, 5)),
    )
    assert (turn.response_id, turn.model, turn.stored) == ("resp_7", "gpt-4.1-mini-2025", True)
    assert turn.usage == Usage(input=10, cached=0, output=12, reasoning=5, total=22)


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({}, None),
        ("many", None),
        ({"output_tokens": "12"}, Usage(None, None, None, None, None)),
        ({"output_tokens": True, "input_tokens": -1}, Usage(None, None, None, None, None)),
        ({"output_tokens": 3, "output_tokens_details": []}, Usage(None, None, 3, None, None)),
    ],
)
def test_usage_is_taken_as_far_as_it_makes_sense(wrong: Any, expected: Usage | None) -> None:
    assert told(terminal(9, usage=wrong)).usage == expected


def test_why_an_answer_is_incomplete() -> None:
    turn = told(terminal(9, "incomplete", incomplete_details={"reason": "max_output_tokens"}))
    assert turn.reason == "max_output_tokens"


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
    turn = after({"type": "error", **data})
    assert turn.error == error
    assert not turn.ended


def test_an_error_of_a_failed_response() -> None:
    turn = told(terminal(9, "failed", error={"code": "server_error", "message": "sorry"}))
    assert turn.error == ServerError("sorry", "server_error")
    noted = fold([Event(0, 0, "error", {"message": "first"})])
    later = step(noted, Event(1, 1, "response.completed", {"response": {"error": None}}))
    assert (later.status, later.error) == ("completed", ServerError("first", ""))


# Items and their parts.


def test_an_answer_grows_and_its_final_text_wins() -> None:
    growing = [created(), item_added(1), delta(2, "Peter"), delta(3, " Pipre")]
    assert told(*growing).text == "Peter Pipre"
    final = [{"type": "output_text", "text": "Peter Piper"}]
    assert told(*growing, item_done(4, content=final)).text == "Peter Piper"
    done = after(*[data for _, data in growing], at("output_text.done", text="Peter Piper!"))
    assert done.text == "Peter Piper!"
    assert done.items[0].parts == (Part("text", 0, Text("Peter Piper!"), True, overruled=True),)


def test_an_empty_final_text_erases_nothing() -> None:
    growing = [data for _, data in (created(), item_added(1), delta(2, "Peter"))]
    for empty in (
        at("output_text.done", text=""),
        at("output_text.done"),
        item_done(3, content=[])[1],
        item_done(3, content=[{"type": "output_text", "text": ""}])[1],
        terminal(4, output=[])[1],
        terminal(4)[1],
    ):
        assert after(*growing, empty).text == "Peter"


def test_a_final_response_may_leave_out_what_it_streamed() -> None:
    growing = [created(), item_added(1, 0, "reasoning"), item_added(2, 1), delta(3, "Peter", 1)]
    whole = {"id": "item_1", "type": "message", "content": [{"type": "output_text", "text": "P!"}]}
    turn = told(*growing, terminal(9, output=[whole]))
    assert [(item.type, item.output_index) for item in turn.items] == [
        ("reasoning", 0),
        ("message", 1),
    ]
    assert turn.text == "P!"


def test_a_final_response_alone_is_an_answer() -> None:
    content = [{"type": "output_text", "text": "All at once"}]
    turn = told(terminal(9, output=[{"id": "m", "type": "message", "content": content}]))
    assert (turn.text, turn.items[0].status) == ("All at once", "in_progress")


def test_ids_that_change_with_every_event_do_not_matter() -> None:
    turn = after(
        at("output_item.added", item={"id": "one", "type": "message"}),
        at("output_text.delta", item_id="two", delta="Peter"),
        at("output_text.delta", item_id="three", delta=" Piper"),
        at("output_item.done", item={"id": "four", "type": "message"}),
    )
    assert texts(turn) == [("message", "text", "Peter Piper")]


def test_without_an_output_index_the_id_decides() -> None:
    turn = after(
        {"type": "response.output_item.added", "item": {"id": "a", "type": "message"}},
        {"type": "response.output_item.added", "item": {"id": "b", "type": "message"}},
        {"type": "response.output_text.delta", "item_id": "a", "delta": "A"},
        {"type": "response.output_text.delta", "item_id": "b", "delta": "B"},
        {"type": "response.output_text.delta", "delta": "!"},
    )
    assert [item.text("text") for item in turn.items] == ["A", "B!"]


def test_interleaved_items_that_close_in_any_order() -> None:
    adds = [item_added(n, n) for n in (0, 1, 2)]
    words = [delta(9, f"{word}{index}", index) for word in "ab" for index in (2, 0, 1)]
    closes = [item_done(20 + n, n) for n in (2, 1, 0)]
    turn = told(created(), *adds, *words, *closes)
    assert [item.text("text") for item in turn.items] == ["a0b0", "a1b1", "a2b2"]
    assert {item.status for item in turn.items} == {"completed"}
    assert turn.text == "a0b0\n\na1b1\n\na2b2"


def test_items_stand_in_the_order_of_their_index() -> None:
    turn = told(item_added(1, 5), item_added(2, 1), delta(3, "x", 3))
    assert [item.output_index for item in turn.items] == [1, 3, 5]


@pytest.mark.parametrize(
    "known", [known for known in CATALOGUE.values() if known.grows], ids=lambda known: known.name
)
def test_each_kind_of_delta_grows_its_part_though_no_item_was_announced(known: Any) -> None:
    chunks = [{"type": known.name, "output_index": 0, "delta": text} for text in ("a", "", "b")]
    (item,) = after(*chunks).items
    assert item.type
    assert item.parts == (Part(known.grows, 0, Text("ab")),)


def test_parts_are_told_apart_by_their_own_index() -> None:
    turn = after(
        at("reasoning_summary_text.delta", summary_index=0, delta="one"),
        at("reasoning_summary_text.delta", summary_index=1, delta="two"),
        at("reasoning_summary_text.delta", summary_index=0, delta="!"),
        at("reasoning_text.delta", delta="raw"),
    )
    assert turn.items[0].text("summary") == "one!\n\ntwo"
    assert turn.items[0].text("reasoning") == "raw"


@pytest.mark.parametrize(
    ("kind", "field", "part"),
    [
        ("function_call", "arguments", "arguments"),
        ("mcp_call", "arguments", "arguments"),
        ("custom_tool_call", "input", "input"),
        ("code_interpreter_call", "code", "code"),
    ],
)
def test_a_call_given_whole(kind: str, field: str, part: str) -> None:
    turn = told(item_done(1, 0, kind, **{field: "{}"}))
    assert texts(turn) == [(kind, part, "{}")]


def test_annotations() -> None:
    note = {"type": "url_citation", "url": "https://example.org"}
    turn = told(item_added(1), delta(2, "Peter"))
    noted = step(
        turn, Event(2, 2, "response.output_text.annotation.added", at("", annotation=note))
    )
    assert noted.items[0].parts[0].annotations == (note,)
    whole = [{"type": "output_text", "text": "Peter", "annotations": [note, note]}]
    assert told(item_done(3, content=whole)).items[0].parts[0].annotations == (note, note)
    for nowhere in (at("", 7, annotation=note), at("", annotation=3)):
        same = step(turn, Event(2, 2, "response.output_text.annotation.added", nowhere))
        assert same == turn._replace(seen=3)


def test_a_tool_that_failed() -> None:
    turn = after(item_added(1, 0, "mcp_call")[1], at("mcp_call.failed"))
    assert turn.items[0].status == "failed"


def test_a_flood_of_items_or_parts_is_cut() -> None:
    items = [item_added(1, n)[1] for n in range(LIMIT + 5)]
    parts = [at("output_text.delta", content_index=n, delta="x") for n in range(LIMIT + 5)]
    assert len(after(*items).items) == LIMIT
    assert len(after(*parts).items[0].parts) == LIMIT


# The laws.


@settings(deadline=None, max_examples=150)
@given(EVENTS)
def test_no_data_of_any_type_raises(events: list[tuple[str, dict[str, Any]]]) -> None:
    turn = START
    for n, (kind, data) in enumerate(events):
        before, turn = turn, step(turn, Event(n, n, kind, data))
        assert turn.seen == n + 1
        indices = [item.output_index for item in turn.items]
        assert indices == sorted(set(indices))
        if before.ended:
            assert turn.status == before.status
        elif turn.ended:
            assert kind in TERMINAL or turn.status == "cancelled"
        assert isinstance(turn.text, str)


@pytest.mark.parametrize("kind", CATALOGUE)
def test_every_type_takes_nothing_at_all(kind: str) -> None:
    for data in ({}, {"response": None, "item": None, "delta": None, "output_index": None}):
        assert step(START, Event(0, 0, kind, data)).seen == 1


@settings(deadline=None, max_examples=60)
@given(EVENTS, st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), st.integers(0, 12))
def test_an_unknown_type_changes_only_the_count(
    events: list[tuple[str, dict[str, Any]]], data: dict[str, Any], place: int
) -> None:
    turn = fold(Event(n, n, *each) for n, each in enumerate(events))
    strange = step(turn, Event(99, 99, "response.tomorrow", data))
    assert strange == turn._replace(seen=turn.seen + 1)
