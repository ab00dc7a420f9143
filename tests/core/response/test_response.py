"""The state of an answer."""

from __future__ import annotations

from ppchat.core.response.response import ContentPart, OutputItem
from ppchat.core.text.rope import Rope


def test_open_and_text_of_an_item() -> None:
    item = OutputItem(
        0, "message", parts=(ContentPart("text", 0, Rope("a")), ContentPart("text", 1, Rope()))
    )
    assert item.open
    assert item.text("text") == "a"
    assert not item._replace(status="completed").open
