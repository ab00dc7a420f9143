"""The state of an answer."""

from __future__ import annotations

import pytest

from ppchat.core.response.response import EMPTY_RESPONSE, ContentPart, OutputItem, Response
from ppchat.core.text.rope import Rope


def test_open_and_text_of_an_item() -> None:
    item = OutputItem(
        0, "message", parts=(ContentPart("text", 0, Rope("a")), ContentPart("text", 1, Rope()))
    )
    assert item.open
    assert item.text("text") == "a"
    assert not item._replace(status="completed").open


def test_the_text_is_that_of_the_messages_alone() -> None:
    def item(index: int, kind: str, *parts: tuple[str, str]) -> OutputItem:
        return OutputItem(
            index, kind, parts=tuple(ContentPart(part, 0, Rope(text)) for part, text in parts)
        )

    response = Response(
        items=(
            item(0, "reasoning", ("reasoning", "hm"), ("text", "hm")),
            item(1, "message", ("text", "鳥"), ("refusal", "no"), ("text", "b")),
            item(2, "message"),
            item(3, "message", ("text", "c")),
        )
    )
    assert response.text == "鳥\n\nb\n\nc"
    assert EMPTY_RESPONSE.text == ""


@pytest.mark.parametrize(
    ("status", "ended"),
    [
        ("completed", True),
        ("incomplete", True),
        ("failed", True),
        ("cancelled", True),
        ("in_progress", False),
        ("queued", False),
        ("", False),
        ("status of tomorrow", False),
    ],
)
def test_which_statuses_are_final(status: str, ended: bool) -> None:
    assert Response(status=status).ended is ended


def test_an_item_that_continues_a_text_is_joined_to_it() -> None:
    def message(index: int, text: str, *, continues: bool = False) -> OutputItem:
        part = ContentPart("text", 0, Rope(text), annotations=({"n": index},))
        return OutputItem(index, "message", parts=(part,), continues=continues)

    items = (message(0, "Herons "), message(1, "wade", continues=True), message(2, "Ducks swim."))
    response = EMPTY_RESPONSE._replace(items=items)
    assert response.text == "Herons wade\n\nDucks swim."
    first, second = response.joined_items
    assert (first.output_index, second) == (0, items[2])
    assert first.parts[0].annotations == ({"n": 0}, {"n": 1})
    assert EMPTY_RESPONSE._replace(items=items[::2]).joined_items == items[::2]
