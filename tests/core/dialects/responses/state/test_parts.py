"""What events do to content parts."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.dialects.responses.event_types import EVENT_TYPES
from ppchat.core.dialects.vocabulary import EventType
from ppchat.core.response.response import ContentPart
from ppchat.core.stream.event import Event
from ppchat.core.text.rope import Rope
from tests.support.folds import at, fold_data, fold_timed, texts
from tests.support.recordings import created, delta, item_added, item_done, terminal


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


def test_annotations() -> None:
    annotation = {"type": "url_citation", "url": "https://example.org"}
    response = fold_timed(item_added(1), delta(2, "Peter"))
    annotated = RESPONSES.reduce(
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
        unchanged = RESPONSES.reduce(
            response, Event(2, 2, "response.output_text.annotation.added", data)
        )
        assert unchanged == response._replace(seen=3)


@pytest.mark.parametrize(
    ("kind", "part", "expected"),
    [
        ("content_part.done", {"type": "output_text", "text": "a"}, ("message", "text", "a")),
        ("content_part.done", {"type": "refusal", "refusal": "a"}, ("message", "refusal", "a")),
        (
            "reasoning_summary_part.done",
            {"type": "summary_text", "text": "a"},
            ("message", "summary", "a"),
        ),
        (
            "reasoning_part.done",
            {"type": "reasoning_text", "text": "a"},
            ("message", "reasoning", "a"),
        ),
    ],
)
def test_a_whole_part_is_kept_where_nothing_else_carries_it(
    kind: str, part: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    assert texts(fold_data(item_added(1)[1], at(kind, part=part))) == [expected]
    assert texts(fold_data(item_added(1)[1], at(kind, part=None))) == []
    assert fold_data(at(kind, part=part)).items == ()


def test_a_whole_part_has_its_annotations() -> None:
    note = {"type": "url_citation"}
    part = {"type": "output_text", "text": "a", "annotations": [note]}
    (item,) = fold_data(item_added(1)[1], at("content_part.done", part=part)).items
    assert item.parts == (ContentPart("text", 0, Rope("a"), True, (note,)),)
