"""What a chunk adds, and to which item."""

from __future__ import annotations

import pytest

from ppchat.core.dialects.chat_completions.chunk import (
    first_growth,
    growths,
    item_index,
    item_number,
    with_text,
)
from tests.support.chunks import call_chunk, chunk, chunk_of


def test_the_pieces_of_a_chunk_in_its_order() -> None:
    data = chunk(content="a", reasoning_content="b", refusal="c", role="assistant")
    assert [(growth.kind, growth.text) for growth in growths(data)] == [
        ("text", "a"),
        ("refusal", "c"),
        ("reasoning", "b"),
    ]


@pytest.mark.parametrize(
    ("index", "number"),
    [
        (item_index(0, "text"), ""),
        (item_index(0, "arguments", 0), "0"),
        (item_index(2, "reasoning"), "c2"),
        (item_index(1, "arguments", 3), "c1 3"),
    ],
)
def test_the_number_of_an_item(index: int, number: str) -> None:
    assert item_number(index) == number


@pytest.mark.parametrize(("choice", "call"), [(-1, -1), (2**40, 0), (0, 2**20)])
def test_an_index_out_of_range_is_no_item(choice: int, call: int) -> None:
    assert item_index(choice, "text", call) == -1


@pytest.mark.parametrize("data", [chunk(content="a", index=1), call_chunk("{", call=2, id="x")])
def test_a_chunk_with_another_text_grows_the_same_part(data: dict[str, object]) -> None:
    growth = first_growth(data)
    assert growth is not None
    again = first_growth(with_text(data, growth, "longer"))
    assert again is not None
    assert (again.text, again.output_index, again.kind) == (
        "longer",
        growth.output_index,
        growth.kind,
    )


def test_a_chunk_without_text_grows_nothing() -> None:
    assert first_growth(chunk(role="assistant", content="")) is None
    assert first_growth(chunk_of(7, None)) is None
