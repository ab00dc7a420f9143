"""Reasoning that stands between `<think>` and `</think>` at the beginning of the content.

Some servers leave it to their clients to tell it from the answer. Where that is asked for, the
text between the tags goes to the reasoning of its choice, however the tags are split.
"""

from __future__ import annotations

from typing import Final

from ppchat.core.dialects.chat_completions.chunk import item_index
from ppchat.core.response.response import ContentPart, OutputItem, Response
from ppchat.core.response.updates import position_of, with_appended, with_item
from ppchat.core.text.rope import Rope

OPENING, CLOSING = "<think>", "</think>"
_MAX_MARGIN: Final = 16
"""White space that may stand before the opening tag."""
_DATA: Final = {"type": "reasoning", "tag": OPENING}
"""What tells reasoning between tags from that which a server sends as such."""


def with_content(response: Response, choice: int, text: str) -> Response:
    """The response with more content of a choice, as reasoning if it stands between the tags."""
    thought_at = position_of(response, item_index(choice, "reasoning"))
    message_at = position_of(response, item_index(choice, "text"))
    if thought_at >= 0:
        thought = response.items[thought_at]
        is_tagged = thought.data is not None and "tag" in thought.data
        if is_tagged and thought.open:
            return _think(response, choice, thought, text)
        return _answer(response, choice, text, is_first=is_tagged and message_at < 0)
    message = response.items[message_at] if message_at >= 0 else None
    written = message.parts[0].text if message and message.parts else Rope()
    if len(written) > _MAX_MARGIN + len(OPENING):
        return _answer(response, choice, text)
    whole = f"{written}{text}"
    margin = len(whole) - len(whole.lstrip())
    if margin > _MAX_MARGIN or not whole.startswith(OPENING, margin):
        return _answer(response, choice, text)
    if message_at >= 0:  # the beginning of the tag was taken for text
        items = response.items
        response = response._replace(items=(*items[:message_at], *items[message_at + 1 :]))
    thought = OutputItem(item_index(choice, "reasoning"), "reasoning", data=_DATA)
    response = with_item(response, -1, thought)
    return _think(response, choice, thought, whole[margin + len(OPENING) :])


def _answer(response: Response, choice: int, text: str, *, is_first: bool = False) -> Response:
    text = text.lstrip("\r\n") if is_first else text
    if not text:
        return response
    index = item_index(choice, "text")
    position = position_of(response, index)
    message = response.items[position] if position >= 0 else OutputItem(index, "message")
    return with_item(response, position, with_appended(message, "text", 0, text))


def _think(response: Response, choice: int, thought: OutputItem, text: str) -> Response:
    position = position_of(response, thought.output_index)
    written = thought.parts[0].text if thought.parts else Rope()
    tail = written.slice(len(written) - len(CLOSING) + 1)
    before, tag, after = (tail + text).partition(CLOSING)
    if not tag:
        text = text if thought.parts else text.lstrip("\r\n")
        grown = with_appended(thought, "reasoning", 0, text) if text else thought
        return with_item(response, position, grown)
    whole = f"{written.slice(0, len(written) - len(tail))}{before}".strip("\r\n")
    part = ContentPart("reasoning", 0, Rope(whole), done=True)
    closed = thought._replace(status="completed", parts=(part,) if whole else ())
    response = with_item(response, position, closed)
    return _answer(response, choice, after, is_first=True)
