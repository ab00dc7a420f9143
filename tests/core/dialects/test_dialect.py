"""A walk along the seam: what a dialect lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields, replace

import pytest

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import DIALECTS
from ppchat.core.dialects.vocabulary import EventType, Family, PartKind
from ppchat.core.response.response import EMPTY_RESPONSE, TERMINAL_STATUSES
from ppchat.core.stream.event import COMMENT, DONE, Event
from tests.support.recordings import build_recording


def gaps(dialect: Dialect) -> Iterator[str]:
    """What a dialect lacks, in words."""
    for field in fields(dialect):
        is_required = field.default is MISSING and field.default_factory is MISSING
        if is_required and not getattr(dialect, field.name):
            yield f"`{field.name}` is empty"
    for name, event_type in dialect.event_types.items():
        yield from _event_type_gaps(dialect, name, event_type)
    for name, kind in dialect.part_kinds.items():
        if kind.item_type not in dialect.item_types:
            yield f"the item type {kind.item_type!r} of the part kind {name!r} is unknown"
        if kind.announced_by and kind.announced_by not in dialect.event_types:
            yield f"the part kind {name!r} is announced by an unknown event type"
    for name, item_type in dialect.item_types.items():
        if item_type.part_kind and item_type.part_kind not in dialect.part_kinds:
            yield f"the part kind of the item type {name!r} is unknown"
        if not item_type.label:
            yield f"the item type {name!r} has no label"
    for name in (COMMENT, DONE):
        if name not in dialect.event_types:
            yield f"{name!r} is unknown"
    if not any(name in dialect.terminal_types for name in dialect.event_types):
        yield "no event type ends a stream"
    if not any(name in dialect.answer_types for name in dialect.event_types):
        yield "no event type carries the answer's text"
    yield from _function_gaps(dialect)


def _event_type_gaps(dialect: Dialect, name: str, event_type: EventType) -> Iterator[str]:
    if name != event_type.name:
        yield f"the event type {event_type.name!r} is filed under {name!r}"
    if event_type.family is Family.UNKNOWN or not event_type.meaning:
        yield f"the event type {name!r} has no family or no meaning"
    for kind in (event_type.grows, event_type.finishes):
        if kind and kind not in dialect.part_kinds:
            yield f"the event type {name!r} is about an unknown kind of part, {kind!r}"
    if event_type.finishes and not event_type.text_field:
        yield f"the event type {name!r} does not say which field holds its text"
    status = event_type.response_status
    if status and status not in {*TERMINAL_STATUSES, "queued", "in_progress"}:
        yield f"the event type {name!r} sets an unknown status, {status!r}"


def _function_gaps(dialect: Dialect) -> Iterator[str]:
    """What the functions cannot cope with: the empty event is foreign data of the mildest kind."""
    empty = Event(0, 0, "", {})
    if dialect.type_of({}) or dialect.delta_text("", {}) or dialect.part_of(empty) is not None:
        yield "an event without data has a type, a delta or a part"
    if dialect.output_index({}) != -1:
        yield "an event without data belongs to an item"
    if dialect.reduce(EMPTY_RESPONSE, empty) != EMPTY_RESPONSE._replace(seen=1):
        yield "an unknown event changes the response"
    if dialect.with_delta(empty, "x").delta != "x":
        yield "a joined delta is lost"
    recording = build_recording([], dialect=dialect)
    if not dialect.protocol_findings(recording):
        yield "a stream without events has no finding"
    if not isinstance(dialect.response_json(recording), dict):
        yield "a stream without events has no response"
    body = dialect.build_body(
        [], "Hello", model="m", base_url="", instructions="", extra={}, chain=True
    )
    if dialect.last_prompt(body.body) != "Hello":
        yield "the prompt of a request is not read back"


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_dialect_lacks_nothing(dialect: Dialect) -> None:
    assert list(gaps(dialect)) == []


def test_what_a_dialect_lacks_is_named() -> None:
    dialect = DIALECTS[0]
    bare = replace(
        dialect,
        name="",
        event_types={"x": EventType("y", Family.UNKNOWN, "", grows="z", finishes="text")},
        part_kinds={"text": PartKind("text", "letter", announced_by="w")},
    )
    assert {
        "`name` is empty",
        "the event type 'y' is filed under 'x'",
        "the event type 'x' has no family or no meaning",
        "the event type 'x' is about an unknown kind of part, 'z'",
        "the event type 'x' does not say which field holds its text",
        "the item type 'letter' of the part kind 'text' is unknown",
        "the part kind 'text' is announced by an unknown event type",
        "':comment' is unknown",
        "no event type ends a stream",
        "no event type carries the answer's text",
    } <= set(gaps(bare))


def test_types_that_no_table_holds() -> None:
    dialect = DIALECTS[0]
    assert dialect.family("response.tomorrow") is Family.UNKNOWN
    assert dialect.item_label("tomorrow_search_call") == "tomorrow search"
    assert dialect.item_label("") == "item"
    assert dialect.item_family("tomorrow_call") is Family.TOOL
    assert dialect.item_family("") is Family.UNKNOWN
