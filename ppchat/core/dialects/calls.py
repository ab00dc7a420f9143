"""The calls of an answer that the client must answer, and its answers to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from ppchat.core.dialects.vocabulary import ItemType
from ppchat.core.response.response import OutputItem, Response
from ppchat.core.text.json_fields import string

APPROVAL_REQUEST: Final = "mcp_approval_request"
"""The type of an item by which an MCP server asks whether it may go on."""


class Call(NamedTuple):
    """An item of an answer that the client must answer: a function call, an approval request.

    All texts are foreign and raw.
    """

    item_type: str
    call_id: str
    """What its answer refers to; one of our own where the server gave none."""
    name: str
    arguments: str
    """As they arrived; perhaps no JSON."""
    output_index: int
    server_label: str = ""
    """The MCP server that an approval request is about."""

    @property
    def is_approval_request(self) -> bool:
        """Whether it asks for an approval, not for an output."""
        return self.item_type == APPROVAL_REQUEST


class CallAnswer(NamedTuple):
    """What the client gives back for a call."""

    call: Call
    output: str = ""
    """What the model gets."""
    approved: bool | None = None
    """Whether an approval request is granted; None for all other calls."""
    note: str = ""
    """How its command ended, for people: "exit code 0 · 1.2 s"; empty where a person answered."""
    ran_ns: int | None = None
    """How long its command ran; 0 if it could not be started, None if there was none."""

    @property
    def heading(self) -> str:
        """Who answered what, in words; foreign, raw."""
        name, server = self.call.name, self.call.server_label
        if self.approved is not None:
            target = f"{name} of {server}" if server else name
            return f"you {'allowed' if self.approved else 'denied'} {target}"
        if not self.note:
            return f"you answered {name}"
        return f"{name} {'did not run' if self.ran_ns == 0 else 'ran'} · {self.note}"


def call_id(item: OutputItem) -> str:
    """The id that the answer to a call refers to: its own where it has no other."""
    return string(item.data or {}, "call_id") or item.id


def awaiting_items(response: Response, item_types: Mapping[str, ItemType]) -> Iterator[OutputItem]:
    """The items that the client must answer, of any kind: those without an output beside them."""
    outputs = {(item.type, call_id(item)) for item in response.items}
    for item in response.items:
        known = item_types.get(item.type)
        output = known.answered_by if known else ""
        if output and (output, call_id(item)) not in outputs:
            yield item


def build_calls(
    item_types: Mapping[str, ItemType], answerable: Iterable[str]
) -> Callable[[Response], tuple[Call, ...]]:
    """The function that lists the calls of a response which has ended well.

    Only those of the `answerable` types, which the client is able to answer, and which the server
    did not answer itself.
    """
    types = frozenset(answerable)

    def calls(response: Response) -> tuple[Call, ...]:
        if response.status != "completed":
            return ()
        return tuple(
            _call(item, item_types[item.type])
            for item in awaiting_items(response, item_types)
            if item.type in types
        )

    return calls


def _call(item: OutputItem, item_type: ItemType) -> Call:
    data = item.data or {}
    return Call(
        item.type,
        call_id(item) or f"call_{item.output_index}",
        string(data, "name"),
        item.text(item_type.part_kind) or string(data, item_type.text_field or "arguments"),
        item.output_index,
        string(data, "server_label"),
    )
