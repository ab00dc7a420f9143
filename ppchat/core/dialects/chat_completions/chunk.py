"""What a chunk of Chat Completions adds, and to which item of the answer.

A chunk has choices, and in each of them a delta with text of several kinds and pieces of calls.
Each choice has a message, may have reasoning, and has any number of calls; the items of all
choices share one row of indices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import count, mapping, mappings, string

ITEMS_OF_CHOICE: Final = 1 << 16
"""Indices that the items of one choice have."""
_REASONING, _MESSAGE, _FIRST_CALL = range(3)
_MAX_CHOICES: Final = (1 << 31) // ITEMS_OF_CHOICE

TEXT_FIELDS: Final[Mapping[str, str]] = {
    "content": "text",
    "refusal": "refusal",
    "reasoning_content": "reasoning",
    "reasoning": "reasoning",
}
"""The kind of the part that a field of the delta adds to. The second name for reasoning counts
where the first is empty: some servers send both."""


class Growth(NamedTuple):
    """A piece of text that a chunk adds to a part."""

    choice: int
    kind: str
    """The kind of the part."""
    call: int
    """The index of the call; -1 for text of the message."""
    text: str
    fragment: JsonObject
    """The delta, or the fragment of the call, that holds it."""

    @property
    def output_index(self) -> int:
        """The index of the item that grows."""
        return item_index(self.choice, self.kind, self.call)


def item_index(choice: int, kind: str, call: int = -1) -> int:
    """The index of the item of a choice that holds parts of a kind, or is a call; -1 for none."""
    slot = _FIRST_CALL + call if call >= 0 else _REASONING if kind == "reasoning" else _MESSAGE
    if not 0 <= choice < _MAX_CHOICES or slot >= ITEMS_OF_CHOICE:
        return -1
    return choice * ITEMS_OF_CHOICE + slot


def item_number(output_index: int) -> str:
    """The number of an item for people: of its choice where that is not the first, of its call."""
    choice, slot = divmod(output_index, ITEMS_OF_CHOICE)
    words = [f"c{choice}"] if choice else []
    return " ".join([*words, str(slot - _FIRST_CALL)] if slot >= _FIRST_CALL else words)


def growths(data: JsonObject) -> Iterator[Growth]:
    """The pieces of text that a chunk with this data adds, in its order."""
    for choice in mappings(data, "choices"):
        yield from _choice_growths(count(choice, "index") or 0, mapping(choice, "delta"))


def _choice_growths(choice: int, delta: JsonObject) -> Iterator[Growth]:
    has_reasoning = False
    for field, kind in TEXT_FIELDS.items():
        text = delta.get(field)
        if type(text) is not str or not text or (kind == "reasoning" and has_reasoning):
            continue
        has_reasoning = has_reasoning or kind == "reasoning"
        yield Growth(choice, kind, -1, text, delta)
    for position, fragment in enumerate(mappings(delta, "tool_calls")):
        call = count(fragment, "index")
        text = string(mapping(fragment, "function"), "arguments")
        yield Growth(choice, "arguments", position if call is None else call, text, fragment)


def first_growth(data: JsonObject) -> Growth | None:
    """The first piece of text that is not empty; None if the chunk adds none."""
    return next((growth for growth in growths(data) if growth.text), None)


def with_text(data: JsonObject, growth: Growth, text: str) -> dict[str, Any]:
    """The data of a chunk that adds `text` where `growth` adds its own, and nothing else."""
    delta: dict[str, Any]
    if growth.call >= 0:
        delta = {"tool_calls": [{"index": growth.call, "function": {"arguments": text}}]}
    else:
        field = next(
            field
            for field, kind in TEXT_FIELDS.items()
            if kind == growth.kind and growth.fragment.get(field)
        )
        delta = {field: text}
    return {**data, "choices": [{"index": growth.choice, "delta": delta}]}
