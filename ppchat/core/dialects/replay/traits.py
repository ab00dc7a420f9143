"""The part of the seam by which a server answers with recordings of a dialect, or writes in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from ppchat.core.dialects.replay.input_items import InputItem
from ppchat.core.response.response import JsonObject, Response


class AnswerItem(NamedTuple):
    """An item of an answer, whatever the dialect that it was recorded in."""

    number: int
    """Its place among the items, in the order in which they began."""
    type: str
    """"message", "reasoning", "function_call" or "custom_tool_call"."""
    call_id: str = ""
    name: str = ""
    """The name of the function that is called."""

    @property
    def is_call(self) -> bool:
        """Whether it is a call."""
        return self.type.endswith("_call")


class AnswerWriter(Protocol):
    """Writes an answer step by step; each step yields the frames of events of the dialect."""

    def begin(self) -> Iterator[bytes]:
        """The beginning of the answer."""

    def begin_item(self, item: AnswerItem) -> Iterator[bytes]:
        """The beginning of an item."""

    def grow(self, item: AnswerItem, kind: str, part: int, text: str) -> Iterator[bytes]:
        """A piece of text: `kind` is text, refusal, reasoning, summary, arguments or input."""

    def end(self, response: Response) -> Iterator[bytes]:
        """The end as the response states it; its reason is "length" or "content_filter"."""


def _omits_nothing(_event_type: str, _body: JsonObject) -> bool:
    return False


def openai_error(status: int, message: str, code: str | None) -> dict[str, Any]:
    """The body of an answer with an error status, as OpenAI writes it."""
    error_type = "server_error" if status >= 500 else "invalid_request_error"
    return {"error": {"message": message, "type": error_type, "param": None, "code": code}}


@dataclass(frozen=True, slots=True)
class ReplayTraits:
    """What of a recorded stream belongs to one answer alone, so that another has it anew."""

    ids: Callable[[JsonObject], Iterable[str]]
    """The ids that an event with this data is the first to name; foreign."""
    id_markers: tuple[bytes, ...]
    """Bytes of which an event holds at least one if it names an id that none before it did."""
    input_items: Callable[[JsonObject], Iterable[InputItem]]
    """The conversation as the body of a request holds it."""
    answer_items: Callable[[JsonObject], Iterable[InputItem]] = lambda _: ()
    """What a whole response adds to the conversation, where requests can refer to it by its id."""
    previous_field: str = ""
    """The field of a request with the id of the response that it continues."""
    snapshot_field: str = ""
    """The field with the whole response, where events carry it; such a server stores responses."""
    echoed_fields: tuple[str, ...] = ()
    """The fields of a request that the whole response repeats."""
    created_field: str = ""
    """The field with the Unix time of the answer: of the whole response, else of each event."""
    omits: Callable[[str, JsonObject], bool] = _omits_nothing
    """Whether the answer to a request with this body lacks the events of a type."""
    error_body: Callable[[int, str, str | None], Mapping[str, Any]] = openai_error
    """The body of an answer with this error status, message and code, if any."""
    has_lines: bool = False
    """Whether a stream is lines of JSON, not server-sent events."""
    writer: Callable[[str], AnswerWriter] | None = None
    """The writer of an answer by a model; None where recordings are only served as they are."""


def event_frame(data: JsonObject, name: str = "") -> bytes:
    """The frame of an event with this data, with an `event:` line if it has a name."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    line = f"event: {name}\n" if name else ""
    return f"{line}data: {text}\n\n".encode(errors="backslashreplace")
