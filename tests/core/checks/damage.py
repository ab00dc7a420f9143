"""Kinds of damage to a stream that change what a client sees of it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from ppchat.core.dialects.registry import DEFAULT_DIALECT

Data = dict[str, Any]
Stream = list[Data]
Damage = Callable[[Stream, int], None]
"""Damages a stream at one of its events."""

_TYPES: Final = DEFAULT_DIALECT.event_types
_TERMINAL: Final = DEFAULT_DIALECT.terminal_types


class Kind(NamedTuple):
    """A kind of damage."""

    name: str
    applies: Callable[[Stream, int], bool]
    """Whether damage at this event changes what a client sees."""
    damage: Damage


# Which events.


def is_type(*suffixes: str) -> Callable[[Stream, int], bool]:
    return lambda stream, n: stream[n]["type"].endswith(suffixes)


def is_delta(stream: Stream, n: int) -> bool:
    """Whether it is a delta of a text that another event states in full."""
    known = _TYPES.get(stream[n]["type"])
    return known is not None and bool(known.grows) and any(map(finishes(stream, n), stream[n:]))


def finishes(stream: Stream, n: int) -> Callable[[Data], bool]:
    kind, index = _TYPES[stream[n]["type"]].grows, stream[n].get("output_index")
    return lambda data: (
        (known := _TYPES.get(data["type"])) is not None
        and known.finishes == kind
        and data.get("output_index") == index
    )


def is_whole_text(stream: Stream, n: int) -> bool:
    known = _TYPES.get(stream[n]["type"])
    return known is not None and bool(known.finishes) and bool(stream[n].get(known.text_field))


def is_end(stream: Stream, n: int) -> bool:
    return stream[n]["type"] in _TERMINAL


def follows_delta(stream: Stream, n: int) -> bool:
    return bool(n and stream[n - 1].get("delta"))


def has_output(stream: Stream, n: int) -> bool:
    return is_end(stream, n) and bool(stream[n]["response"].get("output"))


def has_outputs(stream: Stream, n: int) -> bool:
    return has_output(stream, n) and len(stream[n]["response"]["output"]) > 1


def is_swappable(stream: Stream, n: int) -> bool:
    if not is_delta(stream, n) or n + 1 >= len(stream):
        return False
    one, other = stream[n], stream[n + 1]
    return bool(one["type"] == other["type"] and one["delta"] != other["delta"] != "")


def is_call(stream: Stream, n: int) -> bool:
    return is_type("output_item.done")(stream, n) and (
        {"arguments", "call_id"} <= set(stream[n]["item"])
    )


def has_item(key: str, *suffixes: str) -> Callable[[Stream, int], bool]:
    return lambda stream, n: (
        is_type(*suffixes)(stream, n) and bool((stream[n].get("item") or {}).get(key))
    )


def has_text_part(stream: Stream, n: int) -> bool:
    return is_type("part.done")(stream, n) and bool(stream[n]["part"].get("text"))


def is_ended(stream: Stream, n: int) -> bool:
    """Whether the response of a stream ended well."""
    return stream[-1]["type"] in ("response.completed", "response.incomplete")


def both(*conditions: Callable[[Stream, int], bool]) -> Callable[[Stream, int], bool]:
    return lambda stream, n: all(condition(stream, n) for condition in conditions)


# What happens to them.


def drop(stream: Stream, n: int) -> None:
    del stream[n]


def duplicate(stream: Stream, n: int) -> None:
    stream.insert(n, copy.deepcopy(stream[n]))


def swap(stream: Stream, n: int) -> None:
    stream[n], stream[n + 1] = stream[n + 1], stream[n]


def move(offset: int) -> Damage:
    def damage(stream: Stream, n: int) -> None:
        stream.insert(n + offset, stream.pop(n))

    return damage


def put(*path: str | int, value: Any) -> Damage:
    """Set a field; a callable gets what stood there."""

    def damage(stream: Stream, n: int) -> None:
        holder: Any = stream[n]
        for key in path[:-1]:
            holder = holder[key]
        last: Any = path[-1]
        holder[last] = value(holder[last]) if callable(value) else value

    return damage


def put_text(change: Callable[[str], Any]) -> Damage:
    def damage(stream: Stream, n: int) -> None:
        field = _TYPES[stream[n]["type"]].text_field
        stream[n][field] = change(stream[n][field])

    return damage


def increase(*keys: str) -> Damage:
    def damage(stream: Stream, n: int) -> None:
        key = next(key for key in keys if key in stream[n])
        stream[n][key] += 1

    return damage


def retype(stream: Stream, n: int) -> None:
    grows = _TYPES[stream[n]["type"]].grows
    other = "refusal" if grows != "refusal" else "output_text"
    stream[n]["type"] = f"response.{other}.delta"


def rename_item_type(stream: Stream, n: int) -> None:
    item = stream[n]["item"]
    item["type"] = "reasoning" if item["type"] == "message" else "message"


def shift_item(stream: Stream, n: int) -> None:
    """Give all events of the item of event `n` an index that leaves a gap."""
    index = stream[n]["output_index"]
    for data in stream:
        if data.get("output_index") == index:
            data["output_index"] = index + 7


def cut_arguments(stream: Stream, n: int) -> None:
    """Truncate the arguments of a call everywhere, so that they agree but are no JSON."""
    call_id, index = stream[n]["item"]["call_id"], stream[n]["output_index"]
    deltas = [data for data in stream if data.get("output_index") == index and data.get("delta")]
    deltas[-1]["delta"] = deltas[-1]["delta"][:-1]
    for data in stream:
        items = [data.get("item"), *(data.get("response") or {}).get("output", [])]
        for holder in (data, *filter(None, items)):
            same = holder is data or holder.get("call_id") == call_id
            if same and holder.get("arguments"):
                holder["arguments"] = holder["arguments"][:-1]


def share_id(stream: Stream, n: int) -> None:
    """Give the item of event `n` the id of the item before it, wherever it stands."""
    first = next(data["item"]["id"] for data in stream if "item" in data)
    text = json.dumps(stream).replace(stream[n]["item"]["id"], first)
    stream[:] = json.loads(text)


def is_later_item(stream: Stream, n: int) -> bool:
    return is_type("output_item.added")(stream, n) and stream[n]["output_index"] > 0


def has_message(stream: Stream, n: int) -> bool:
    return has_output(stream, n) and bool(
        stream[n]["response"]["output"][-1].get("content", [{}])[0].get("text")
    )


def has_annotations(stream: Stream, n: int) -> bool:
    return has_message(stream, n) and bool(
        stream[n]["response"]["output"][-1]["content"][0]["annotations"]
    )


def call_in_output(stream: Stream, n: int) -> bool:
    return has_output(stream, n) and "name" in stream[n]["response"]["output"][-1]


_OUTPUT: Final = ("response", "output")
_TEXT: Final = (*_OUTPUT, -1, "content", 0)
_ADDED, _DONE = "output_item.added", "output_item.done"
_ENDED: Final = both(is_end, is_ended)


def _double(text: str) -> str:
    return text + text


def _half(text: str) -> str:
    return text[: len(text) // 2]


def _reverse(values: list[Any]) -> list[Any]:
    return values[::-1]


KINDS: Final = (
    Kind("drop created", is_type("response.created"), drop),
    Kind("drop item.added", is_type(_ADDED), drop),
    Kind("drop item.done", both(is_type(_DONE), is_ended), drop),
    Kind("drop part.added", is_type("part.added"), drop),
    Kind("drop part.done", is_type("part.done"), drop),
    Kind("drop delta", is_delta, drop),
    Kind("drop text.done", both(is_whole_text, is_ended), drop),
    Kind("drop annotation", is_type("annotation.added"), drop),
    Kind("drop tool start", is_type("call.in_progress"), drop),
    Kind("drop tool end", is_type("call.completed"), drop),
    Kind("drop end", _ENDED, drop),
    Kind("duplicate item.added", is_type(_ADDED), duplicate),
    Kind("duplicate item.done", is_type(_DONE), duplicate),
    Kind("duplicate part.added", is_type("part.added"), duplicate),
    Kind("duplicate part.done", is_type("part.done"), duplicate),
    Kind("duplicate delta", is_delta, duplicate),
    Kind("duplicate text.done", is_whole_text, duplicate),
    Kind("duplicate annotation", is_type("annotation.added"), duplicate),
    Kind("duplicate tool end", is_type("call.completed"), duplicate),
    Kind("duplicate end", is_end, duplicate),
    Kind("swap deltas", is_swappable, swap),
    Kind("part.added late", is_type("part.added"), move(1)),
    Kind("item.added late", both(is_type(_ADDED), lambda s, n: n + 1 < len(s)), move(1)),
    Kind("text.done early", both(is_whole_text, follows_delta), move(-1)),
    Kind("part.done early", is_type("part.done"), move(-1)),
    Kind("item.done early", is_type(_DONE), move(-1)),
    Kind("end early", _ENDED, move(-1)),
    Kind("retype delta", is_delta, retype),
    Kind("retype item.added", is_type(_ADDED), rename_item_type),
    Kind("retype item.done", is_type(_DONE), rename_item_type),
    Kind("retype part", is_type("content_part.added"), put("part", "type", value="summary_text")),
    Kind("rename item_id", is_delta, put("item_id", value="other")),
    Kind("rename id of item.done", is_type(_DONE), put("item", "id", value="other")),
    Kind("rename response", is_end, put("response", "id", value="other")),
    Kind("rename id in output", has_output, put(*_OUTPUT, -1, "id", value="other")),
    Kind("rename function", has_item("name", _DONE), put("item", "name", value="other")),
    Kind("rename function in output", call_in_output, put(*_OUTPUT, -1, "name", value="other")),
    Kind("rename call_id", has_item("call_id", _DONE), put("item", "call_id", value="other")),
    Kind("share id", is_later_item, share_id),
    Kind("renumber item", is_type(_ADDED), shift_item),
    Kind("renumber output_index", is_delta, increase("output_index")),
    Kind(
        "renumber part of delta",
        is_type("output_text.delta", "refusal.delta", "summary_text.delta"),
        increase("content_index", "summary_index"),
    ),
    Kind(
        "renumber part.added",
        is_type("part.added"),
        increase("content_index", "summary_index"),
    ),
    Kind("null delta", is_delta, put("delta", value=None)),
    Kind("null output_index", is_delta, put("output_index", value=None)),
    Kind("null item", is_type(_ADDED, _DONE), put("item", value=None)),
    Kind("null part", is_type("part.added", "part.done"), put("part", value=None)),
    Kind("null response", is_end, put("response", value=None)),
    Kind("truncate delta", is_delta, put("delta", value=lambda text: text[:-1])),
    Kind("truncate text.done", is_whole_text, put_text(_half)),
    Kind("empty text.done", is_whole_text, put_text(lambda _: "")),
    Kind("other text in part.done", has_text_part, put("part", "text", value=_double)),
    Kind("other text in output", has_message, put(*_TEXT, "text", value=_double)),
    Kind("empty text in output", has_message, put(*_TEXT, "text", value="")),
    Kind("truncate arguments", is_call, cut_arguments),
    Kind("other usage", has_output, put("response", "usage", "total_tokens", value=1)),
    Kind("empty output", has_output, put(*_OUTPUT, value=[])),
    Kind("truncate output", has_outputs, put(*_OUTPUT, value=lambda items: items[:-1])),
    Kind("reverse output", has_outputs, put(*_OUTPUT, value=_reverse)),
    Kind("drop content in output", has_message, put(*_OUTPUT, -1, "content", value=[])),
    Kind("reverse annotations", has_annotations, put(*_TEXT, "annotations", value=_reverse)),
    Kind("drop annotations", has_annotations, put(*_TEXT, "annotations", value=[])),
)
"""Kinds of damage that change what a client sees."""
