"""Reasoning between tags in the content."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.dialects.dialect import THINK_TAGS
from ppchat.core.recording.fold import fold, fold_coalesced
from ppchat.core.recording.recording import Recording
from ppchat.core.response.response import Response
from ppchat.core.stream.signals import Request
from ppchat.core.stream.sse import Frame
from tests.support.any_chunk import make_chunk
from tests.support.chunks import chat_recording, chunk, data_frame
from tests.support.recordings import T0_NS

TAGGED = CHAT_COMPLETIONS.variants[THINK_TAGS]


def texts(*pieces: str, **first: Any) -> list[tuple[str, str, str]]:
    """The type, status and text of each item of an answer with this content."""
    chunks = [chunk(role="assistant", **first), *(chunk(content=piece) for piece in pieces)]
    response = chat_recording(*chunks, dialect=TAGGED).response
    return [
        (item.type, item.status, "".join(str(part.text) for part in item.parts))
        for item in response.items
    ]


@pytest.mark.parametrize(
    "pieces",
    [
        ["<think>\nHm\n</think>\n\nYes"],
        ["<thi", "nk>", "\nH", "m\n</", "think", ">\n", "\nYes"],
        [*"\n<think>Hm</think>Yes"],
    ],
)
def test_the_text_between_the_tags_is_reasoning(pieces: list[str]) -> None:
    assert texts(*pieces) == [
        ("reasoning", "completed", "Hm"),
        ("message", "in_progress", "Yes"),
    ]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["<thi"], [("message", "in_progress", "<thi")]),
        (["<think", "er>"], [("message", "in_progress", "<thinker>")]),
        (["Yes, <think>no</think>"], [("message", "in_progress", "Yes, <think>no</think>")]),
        (["<think>Hm"], [("reasoning", "in_progress", "Hm")]),
        (
            ["<think></think>Yes"],
            [("reasoning", "completed", ""), ("message", "in_progress", "Yes")],
        ),
        (
            ["<think>a</think>b<think>c</think>"],
            [("reasoning", "completed", "a"), ("message", "in_progress", "b<think>c</think>")],
        ),
    ],
)
def test_only_tags_at_the_beginning_count(
    pieces: list[str], expected: list[tuple[str, str, str]]
) -> None:
    assert texts(*pieces) == expected


def test_content_after_reasoning_of_another_kind_is_the_answer() -> None:
    assert texts("<think>a</think>", reasoning_content="Hm") == [
        ("reasoning", "in_progress", "Hm"),
        ("message", "in_progress", "<think>a</think>"),
    ]


def test_without_the_option_tags_are_text() -> None:
    response = chat_recording(chunk(content="<think>a</think>b")).response
    assert response.text == "<think>a</think>b"


PIECES = st.lists(
    st.sampled_from(["<", "think", ">", "<think>", "</think>", "</", "\n", " ", "a", "b" * 9]),
    max_size=12,
)


@settings(deadline=None, max_examples=150)
@given(PIECES, st.lists(st.integers(0, 60), max_size=6))
def test_how_the_tags_are_split_does_not_matter(pieces: list[str], cuts: list[int]) -> None:
    def folded(parts: list[str], *, joined: bool = False) -> Response:
        events = [make_chunk(n, chunk(content=part)) for n, part in enumerate(parts)]
        apply = fold_coalesced if joined else fold
        return apply(events, dialect=TAGGED)._replace(seen=0)

    text = "".join(pieces)
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    other = [text[start:end] for start, end in pairwise(edges) if end > start]
    assert folded(pieces) == folded(other) == folded(pieces, joined=True)


def test_a_recording_is_read_as_the_variant_that_was_asked_for() -> None:
    frames = [Frame(data_frame(chunk(content="<think>a</think>b")), T0_NS)]
    for variant, text in (
        (THINK_TAGS, "b"),
        ("", "<think>a</think>b"),
        ("other", "<think>a</think>b"),
    ):
        recording = Recording(Request({}, ""), variant=variant)
        recording.extend(frames)
        assert recording.response.text == recording.at(1).text == text
        assert recording.dialect.name == "chat"
