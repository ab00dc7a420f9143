"""The state of an answer."""

from __future__ import annotations

from ppchat.core.response.response import Item, Part
from ppchat.core.text.rope import Text


def test_open_and_text_of_an_item() -> None:
    item = Item(0, "message", parts=(Part("text", 0, Text("a")), Part("text", 1, Text())))
    assert item.open
    assert item.text("text") == "a"
    assert not item._replace(status="completed").open
