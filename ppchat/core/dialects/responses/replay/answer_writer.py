"""Writes any answer as the events of Responses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from ppchat.core.dialects.replay.traits import AnswerItem, event_frame
from ppchat.core.dialects.responses.event_types import PREFIX
from ppchat.core.response.response import Response, Usage

_ID_DIGITS: Final = 48
_INCOMPLETE: Final = {"length": "max_output_tokens", "content_filter": "content_filter"}
_ID_PREFIXES: Final = {
    "message": "msg",
    "reasoning": "rs",
    "function_call": "fc",
    "custom_tool_call": "ctc",
}
_BLANK: Final[Mapping[str, Any]] = {
    "object": "response",
    "created_at": 0,
    "error": None,
    "incomplete_details": None,
    "instructions": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "store": False,
    "temperature": None,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "tools": [],
    "top_p": None,
    "usage": None,
}
"""The fields of a response of which the answer says nothing."""


class _Kind(NamedTuple):
    """How the parts of a kind are streamed."""

    event: str
    """The beginning of the names of the events with its text."""
    text_field: str
    """The field with the whole text, in its last event and in the part."""
    index_field: str = ""
    part_event: str = ""
    """The beginning of the names of the events with the part; empty if the item is the part."""
    part_type: str = ""


_KINDS: Final[Mapping[str, _Kind]] = {
    "text": _Kind("output_text", "text", "content_index", "content_part", "output_text"),
    "refusal": _Kind("refusal", "refusal", "content_index", "content_part", "refusal"),
    "reasoning": _Kind("reasoning_text", "text", "content_index", "content_part", "reasoning_text"),
    "summary": _Kind(
        "reasoning_summary_text",
        "text",
        "summary_index",
        "reasoning_summary_part",
        "summary_text",
    ),
    "arguments": _Kind("function_call_arguments", "arguments"),
    "input": _Kind("custom_tool_call_input", "input"),
}
_LOGPROBS: Final[Mapping[str, Any]] = {"logprobs": []}


@dataclass(slots=True)
class _Part:
    """A part of an open item."""

    kind: _Kind
    at: dict[str, Any]
    """The fields that place it in its events."""
    texts: list[str] = field(default_factory=list)

    @property
    def content(self) -> dict[str, Any]:
        """The part as far as it has grown."""
        text = "".join(self.texts)
        content: dict[str, Any] = {"type": self.kind.part_type, self.kind.text_field: text}
        if self.kind.part_type == "output_text":
            content |= {"annotations": [], "logprobs": []}
        return content

    @property
    def more(self) -> Mapping[str, Any]:
        """Further fields of the events with its text."""
        return _LOGPROBS if self.kind.part_type == "output_text" else {}


class _Item:
    """An open item."""

    def __init__(self, answer_item: AnswerItem, index: int) -> None:
        self.answer_item = answer_item
        self.index = index
        self.id = f"{_ID_PREFIXES[answer_item.type]}_{index:0{_ID_DIGITS}x}"
        self.parts: dict[tuple[str, int], _Part] = {}

    @property
    def at(self) -> dict[str, Any]:
        """The fields that place the item in its events."""
        return {"item_id": self.id, "output_index": self.index}

    def data(self, status: str) -> dict[str, Any]:
        """The item as far as it has grown."""
        item = {"id": self.id, "type": self.answer_item.type}
        contents = [(part.kind.index_field, part.content) for part in self.parts.values()]
        content = [part for index_field, part in contents if index_field == "content_index"]
        if self.answer_item.type == "reasoning":
            summary = [part for index_field, part in contents if index_field == "summary_index"]
            return item | {"summary": summary} | ({"content": content} if content else {})
        item["status"] = status
        if self.answer_item.type == "message":
            return item | {"role": "assistant", "content": content}
        text_field = "arguments" if self.answer_item.type == "function_call" else "input"
        text = "".join(text for part in self.parts.values() for text in part.texts)
        call = {"call_id": self.answer_item.call_id, "name": self.answer_item.name}
        return item | call | {text_field: text}

    def part(self, kind_name: str, number: int) -> tuple[_Part, bool]:
        """The part of a kind with this number, and whether it is a new one."""
        key = kind_name, number
        if known := self.parts.get(key):
            return known, False
        kind = _KINDS[kind_name]
        same = [part for part in self.parts.values() if part.kind.index_field == kind.index_field]
        index = {kind.index_field: len(same)} if kind.index_field else {}
        self.parts[key] = part = _Part(kind, self.at | index)
        return part, True


class ResponseWriter:
    """Writes an answer; an item ends when one that is no call begins, calls at the end."""

    def __init__(self, model: str) -> None:
        self._response = {"id": f"resp_{0:0{_ID_DIGITS}x}", **_BLANK, "model": model}
        self._sequence_number = -1
        self._open: dict[int, _Item] = {}
        self._count = 0
        self._output: dict[int, dict[str, Any]] = {}

    def begin(self) -> Iterator[bytes]:
        """`created`, and that the response is in progress."""
        response = self._response | {"status": "in_progress", "output": []}
        yield self._event("created", response=response)
        yield self._event("in_progress", response=response)

    def begin_item(self, item: AnswerItem) -> Iterator[bytes]:
        """The item is added; those before it end."""
        for open_item in [one for one in self._open.values() if not one.answer_item.is_call]:
            yield from self._end_item(open_item, "completed")
        added = self._open[item.number] = _Item(item, self._count)
        self._count += 1
        data = added.data("in_progress")
        yield self._event("output_item.added", output_index=added.index, item=data)

    def grow(self, item: AnswerItem, kind: str, part: int, text: str) -> Iterator[bytes]:
        """A delta; an item that has ended goes on as another one."""
        if item.number not in self._open:
            yield from self.begin_item(item)
        grown, is_new = self._open[item.number].part(kind, part)
        part_event = grown.kind.part_event
        if is_new and part_event:
            yield self._event(f"{part_event}.added", **grown.at, part=grown.content)
        grown.texts.append(text)
        yield self._event(f"{grown.kind.event}.delta", **grown.at, delta=text, **grown.more)

    def end(self, response: Response) -> Iterator[bytes]:
        """The end of what is open, and the event with the whole response."""
        status = "completed" if response.status == "completed" else "incomplete"
        if response.status in ("completed", "incomplete"):
            for item in list(self._open.values()):
                yield from self._end_item(item, status)
        final: dict[str, Any] = {"status": response.status}
        if response.status == "incomplete":
            final["incomplete_details"] = {"reason": _INCOMPLETE[response.reason]}
        if response.status == "failed":
            message, code = response.error or ("", "")
            final["error"] = {"code": code or "server_error", "message": message}
        if response.status in ("completed", "incomplete", "failed"):
            output = [data for _, data in sorted(self._output.items())]
            usage = None if response.status == "failed" else _usage(response.usage)
            final |= {"output": output, "usage": usage}
            yield self._event(response.status, response=self._response | final)

    def _end_item(self, item: _Item, status: str) -> Iterator[bytes]:
        for part in item.parts.values():
            kind = part.kind
            name = {"name": item.answer_item.name} if kind.event.startswith("function") else {}
            text = {kind.text_field: "".join(part.texts), **name, **part.more}
            yield self._event(f"{kind.event}.done", **part.at, **text)
            if kind.part_event:
                yield self._event(f"{kind.part_event}.done", **part.at, part=part.content)
        del self._open[item.answer_item.number]
        data = self._output[item.index] = item.data(status)
        yield self._event("output_item.done", output_index=item.index, item=data)

    def _event(self, name: str, /, **fields: Any) -> bytes:
        self._sequence_number += 1
        event_type = PREFIX + name
        numbered = {"type": event_type, "sequence_number": self._sequence_number, **fields}
        return event_frame(numbered, event_type)


def _usage(usage: Usage | None) -> dict[str, Any] | None:
    if usage is None:
        return None
    sent, received = usage.input or 0, usage.output or 0
    return {
        "input_tokens": sent,
        "input_tokens_details": {"cached_tokens": usage.cached or 0},
        "output_tokens": received,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning or 0},
        "total_tokens": sent + received,
    }
