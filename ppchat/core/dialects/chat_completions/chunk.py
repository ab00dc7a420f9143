"""What a chunk of Chat Completions adds, and to which item of the answer.

A chunk has choices, and in each of them a delta with text of several kinds and pieces of calls.
Each choice has reasoning, a message, any number of calls and of images; the items of all choices
share one row of indices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import count, mapping, mappings, string

ITEMS_OF_CHOICE: Final = 1 << 16
"""Indices that the items of one choice have."""
_REASONING, MESSAGE, _FIRST_CALL = range(3)
FIRST_IMAGE: Final = ITEMS_OF_CHOICE - (1 << 10)
"""The place of the first image among the items of a choice, after those of all calls."""
MAX_CHOICES: Final = (1 << 31) // ITEMS_OF_CHOICE

REASONING_CONTENT: Final = "reasoning_content"
REASONING_FIELDS: Final = (REASONING_CONTENT, "reasoning", "reasoning_text")
"""The names of the delta's reasoning. The first that is not empty counts: some servers send two."""
_DETAIL_FIELDS: Final = {
    "reasoning.text": ("reasoning", "text"),
    "reasoning.summary": ("summary", "summary"),
}
"""The kind of the part that a detail of reasoning adds to, and the field with its text."""
_KINDS_OF_REASONING: Final = frozenset({"reasoning", "summary"})


class Growth(NamedTuple):
    """A piece of text that a chunk adds to a part; empty where it adds to the item alone."""

    choice: int
    kind: str
    """The kind of the part."""
    call: int
    """The index of the call or image; -1 for others."""
    text: str
    fragment: JsonObject
    """The delta, or the object in it, that holds the text."""

    @property
    def output_index(self) -> int:
        """The index of the item that grows."""
        return item_index(self.choice, self.kind, self.call)


def item_index(choice: int, kind: str, call: int = -1) -> int:
    """The index of the item of a choice that holds parts of a kind, or is a call; -1 for none."""
    if call < 0:
        slot, end = (_REASONING if kind in _KINDS_OF_REASONING else MESSAGE), ITEMS_OF_CHOICE
    elif kind == "image":
        slot, end = FIRST_IMAGE + call, ITEMS_OF_CHOICE
    else:
        slot, end = _FIRST_CALL + call, FIRST_IMAGE
    if not 0 <= choice < MAX_CHOICES or slot >= end:
        return -1
    return choice * ITEMS_OF_CHOICE + slot


def item_number(output_index: int) -> str:
    """The number of an item for people: of its choice where that is not the first, of its call."""
    choice, slot = divmod(output_index, ITEMS_OF_CHOICE)
    words = [f"c{choice}"] if choice else []
    if slot >= _FIRST_CALL:
        words.append(str(slot - (FIRST_IMAGE if slot >= FIRST_IMAGE else _FIRST_CALL)))
    return " ".join(words)


def message_heading(output_index: int) -> str:
    """What stands above a message: the choice to which it belongs, where that is not the first."""
    choice = output_index // ITEMS_OF_CHOICE
    return f"choice {choice}" if choice else ""


def indexed_choices(data: JsonObject) -> Iterator[tuple[int, JsonObject]]:
    """The choices of a chunk with their indices; one that names none has that of its position."""
    for position, choice in enumerate(mappings(data, "choices")):
        index = count(choice, "index")
        yield position if index is None else index, choice


def delta_of(choice: JsonObject) -> JsonObject:
    """The delta of a choice; its message where it is one of a whole completion."""
    return mapping(choice, "delta") or mapping(choice, "message")


def call_kind(fragment: JsonObject) -> tuple[str, JsonObject]:
    """The kind of the part that a fragment of a call adds to, and the object that describes it."""
    custom = mapping(fragment, "custom")
    return ("input", custom) if custom else ("arguments", mapping(fragment, "function"))


def growths(data: JsonObject) -> Iterator[Growth]:
    """The pieces of text that a chunk with this data adds, in its order."""
    for choice, choice_data in indexed_choices(data):
        delta = delta_of(choice_data)
        if delta:
            yield from _delta_growths(choice, delta)


def _delta_growths(choice: int, delta: JsonObject) -> Iterator[Growth]:
    content = delta.get("content")
    if type(content) is list:
        yield from _content_growths(choice, content)
    elif content and type(content) is str:
        yield Growth(choice, "text", -1, content, delta)
    if refusal := string(delta, "refusal"):
        yield Growth(choice, "refusal", -1, refusal, delta)
    yield from _reasoning_growths(choice, delta)
    audio = delta.get("audio")
    if type(audio) is dict:
        for kind, field in (("transcript", "transcript"), ("audio", "data")):
            if text := string(audio, field):
                yield Growth(choice, kind, -1, text, audio)
    yield from _call_growths(choice, delta)
    for position, image in enumerate(mappings(delta, "images")):
        index = count(image, "index")
        yield Growth(choice, "image", position if index is None else index, "", image)


def _content_growths(choice: int, content: list[Any]) -> Iterator[Growth]:
    """The growths of content that is a list of parts, as Mistral's reasoning models send it."""
    for part in content:
        if not isinstance(part, dict):
            continue
        if text := string(part, "text"):
            yield Growth(choice, "text", -1, text, {"content": text})
        thinking = part.get("thinking")
        pieces = thinking if isinstance(thinking, list) else [{"text": thinking}]
        for piece in pieces:
            if isinstance(piece, dict) and (text := string(piece, "text")):
                yield Growth(choice, "reasoning", -1, text, part)


def _reasoning_growths(choice: int, delta: JsonObject) -> Iterator[Growth]:
    text = ""
    for field in REASONING_FIELDS:
        value = delta.get(field)
        if value and type(value) is str:
            text = value
            yield Growth(choice, "reasoning", -1, text, delta)
            break
    for detail in mappings(delta, "reasoning_details"):
        kind, field = _DETAIL_FIELDS.get(string(detail, "type"), ("reasoning", ""))
        piece = "" if text else string(detail, field)  # else it is what the field said already
        if piece or detail.get("data") or detail.get("signature"):
            yield Growth(choice, kind, -1, piece, detail)


def _call_growths(choice: int, delta: JsonObject) -> Iterator[Growth]:
    for position, fragment in enumerate(mappings(delta, "tool_calls")):
        index = count(fragment, "index")
        kind, described = call_kind(fragment)
        text = string(described, kind)
        yield Growth(choice, kind, position if index is None else index, text, fragment)
    function = delta.get("function_call")  # as calls were before there were several
    if type(function) is dict:
        text = string(function, "arguments")
        yield Growth(choice, "arguments", 0, text, {"function": function})


def first_growth(data: JsonObject) -> Growth | None:
    """The first piece of text that is not empty; None if the chunk adds none."""
    return next((growth for growth in growths(data) if growth.text), None)


def with_text(data: JsonObject, growth: Growth, text: str) -> dict[str, Any]:
    """The data of a chunk that adds `text` where `growth` adds its own, and nothing else."""
    delta: dict[str, Any]
    if growth.call >= 0:
        delta = {"tool_calls": [{"index": growth.call, **_call_text(growth.kind, text)}]}
    elif growth.kind == "summary":
        delta = {"reasoning_details": [{"type": "reasoning.summary", "summary": text}]}
    elif growth.kind in ("transcript", "audio"):
        delta = {"audio": {"transcript" if growth.kind == "transcript" else "data": text}}
    else:
        delta = {_text_field(growth): text}
    return {**data, "choices": [{"index": growth.choice, "delta": delta}]}


def _call_text(kind: str, text: str) -> Mapping[str, Any]:
    return {"custom" if kind == "input" else "function": {kind: text}}


def _text_field(growth: Growth) -> str:
    if growth.kind == "reasoning":
        fragment = growth.fragment
        used = (field for field in REASONING_FIELDS if fragment.get(field) == growth.text)
        return next(used, REASONING_FIELDS[1])  # the first one says that the server named it so
    return "content" if growth.kind == "text" else "refusal"
