"""How a response changes with an event."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.dialects.responses.event_types import EVENT_TYPES
from ppchat.core.recording.fold import fold
from ppchat.core.response.response import (
    EMPTY_RESPONSE,
    ENTRY_LIMIT,
    ServerError,
    Usage,
)
from ppchat.core.stream.event import Event
from tests.support.any_event import EVENTS, KEYS, VALUES
from tests.support.folds import at, fold_data, fold_timed
from tests.support.recordings import created, item_added, terminal, usage

reduce = RESPONSES.reduce


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
