"""The state of an answer."""

from __future__ import annotations

from ppchat.core.text import Text
from ppchat.core.turn import Item, Part


def test_open_and_text_of_an_item() -> None:
    item = Item(0, "message", parts=(Part("text", 0, Text("a")), Part("text", 1, Text())))
    assert item.open
    assert item.text("text") == "a"
    assert not item._replace(status="completed").open
