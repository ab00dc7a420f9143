"""A recording adapted to answer another request: with new ids and times."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final

from ppchat.core.dialects.replay.input_items import InputItem
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.json_lines import lines_of_frames
from ppchat.core.stream.signals import End
from ppchat.core.stream.sse import plain_data

_ID_LIMIT: Final = 64
"""Maximum number of ids that are replaced; each costs a search of all bytes sent."""


class ResponseTemplate:
    """A recording, read once, from which any number of responses are replayed."""

    def __init__(self, recording: Recording) -> None:
        self.recording: Final = recording
        self.traits: Final = recording.dialect.replay
        raw_frames = (frame.raw for frame in recording.frames())
        self.raw_frames = [
            (self.traits.has_lines and lines_of_frames([raw])) or raw for raw in raw_frames
        ]
        """What is sent for each event."""
        self.due_ns = [max(0, recording.since_start_ns(n)) for n in range(len(recording))]
        """When each event is due, in nanoseconds since t0."""
        opened = recording.opened
        self.opened_ns = max(0, opened.at_ns - recording.t0_ns) if opened and recording.t0_ns else 0
        self.problem = recording.ended.problem if recording.ended else None
        self.broken = recording.ended is None or recording.ended.end is not End.EOF
        """Whether the stream ended other than by the server closing it."""
        self.status = opened.status if opened else 200
        self.response_events: dict[int, Mapping[str, Any]] = {}
        """The data of the events that carry the response, by event number."""
        self.ids: list[str] = []
        self._read_events()

    def _read_events(self) -> None:
        traits, is_first = self.traits, True
        for n, raw in enumerate(self.raw_frames):
            if not is_first and not any(marker in raw for marker in traits.id_markers):
                continue
            data = self.recording.event(n).data
            is_first = is_first and not data
            if traits.snapshot_field and isinstance(data.get(traits.snapshot_field), dict):
                self.response_events[n] = data
            for name in traits.ids(data):
                if name and name not in self.ids and len(self.ids) < _ID_LIMIT:
                    self.ids.append(name)

    @cached_property
    def sequence_numbers(self) -> list[int]:
        """The sequence number of each event, or its index where it has none."""
        numbers = [event.data.get("sequence_number") for event in self.recording.events()]
        return [number if type(number) is int else n for n, number in enumerate(numbers)]

    @cached_property
    def whole_response(self) -> dict[str, Any]:
        """The response as it is without streaming."""
        return self.recording.dialect.response_json(self.recording)

    @cached_property
    def answer_items(self) -> tuple[InputItem, ...]:
        """What the response adds to the conversation, for requests that refer to it by its id."""
        return tuple(self.traits.answer_items(self.whole_response))

    @property
    def has_whole_response(self) -> bool:
        """Whether the answer to a request without streaming is a response, not an error.

        A failed response is one where a server stores responses.
        """
        response = self.recording.response
        return response.ended and (response.status != "failed" or bool(self.traits.snapshot_field))

    @cached_property
    def created(self) -> re.Pattern[bytes] | None:
        """What finds the time of the answer in an event; None where only responses have it."""
        field = self.traits.created_field.encode()
        is_in_events = field and not self.traits.snapshot_field
        return re.compile(rb'"%b": ?\d+(?![\d.eE])' % field) if is_in_events else None


class ReplayIdentity:
    """One replayed response: the frames with new ids, echoing the fields of its request."""

    def __init__(
        self,
        template: ResponseTemplate,
        body: Mapping[str, Any],
        created_at: int,
        new_id: Callable[[str], str],
    ) -> None:
        self.template: Final = template
        traits, event_type = template.traits, template.recording.summary.type
        self.new_ids: Final = {old: new_id(old) for old in template.ids}
        """The ids that replace those of the recording, by those."""
        self._replacements = [
            (json.dumps(old).encode(), json.dumps(new).encode())
            for old, new in self.new_ids.items()
        ]
        self._echo = {key: body[key] for key in traits.echoed_fields if key in body}
        self._created_at = created_at
        self._created = b'"%b":%d' % (traits.created_field.encode(), created_at)
        self._raw_frames = template.raw_frames.copy()
        for n, data in template.response_events.items():
            self._raw_frames[n] = self._adapted_frame(template.raw_frames[n], data)
        self.due_ns = template.due_ns
        """When each of its events is due, in nanoseconds since t0."""
        kept = [n for n in range(len(self._raw_frames)) if not traits.omits(event_type(n), body)]
        if len(kept) < len(self._raw_frames):
            self._raw_frames = [self._raw_frames[n] for n in kept]
            self.due_ns = [self.due_ns[n] for n in kept]
        self.response_id = self.new_ids[template.ids[0]] if template.ids else new_id("resp_")

    def __len__(self) -> int:
        return len(self._raw_frames)

    def frames(self, start: int, stop: int) -> bytes:
        """The bytes of the frames from `start` up to `stop`."""
        return self._replace_ids(b"".join(self._raw_frames[start:stop]))

    def response(self, seen: int) -> dict[str, Any] | None:
        """The response as last carried by one of the first `seen` events; None before that."""
        numbers = [n for n in self.template.response_events if n < seen]
        if not numbers:
            return None
        data = self.template.response_events[numbers[-1]]
        return self._adapted_json(data[self.template.traits.snapshot_field])

    @property
    def whole_response(self) -> dict[str, Any]:
        """The response as it is without streaming."""
        return self._adapted_json(self.template.whole_response)

    def index_after(self, sequence_number: int) -> int:
        """The index of the first event after a sequence number."""
        numbers = enumerate(self.template.sequence_numbers)
        return next((n for n, number in numbers if number > sequence_number), len(self))

    def _replace_ids(self, data: bytes) -> bytes:
        for old, new in self._replacements:
            data = data.replace(old, new)
        return self.template.created.sub(self._created, data) if self.template.created else data

    def _adapted_frame(self, raw: bytes, data: Mapping[str, Any]) -> bytes:
        plain = plain_data(raw)
        if plain is None:
            return raw
        field = self.template.traits.snapshot_field
        adapted = {**data, field: self._adapted_response(data[field])}
        return raw.replace(plain, json.dumps(adapted, separators=(",", ":")).encode())

    def _adapted_json(self, response: Mapping[str, Any]) -> dict[str, Any]:
        text = json.dumps(self._adapted_response(response), separators=(",", ":"))
        adapted: dict[str, Any] = json.loads(self._replace_ids(text.encode()))
        return adapted

    def _adapted_response(self, response: Mapping[str, Any]) -> dict[str, Any]:
        adapted = {**response, **self._echo}
        field = self.template.traits.created_field
        recorded = response.get(field)
        if isinstance(recorded, int | float):
            adapted[field] = self._created_at
            completed = response.get("completed_at")
            if isinstance(completed, int | float):
                adapted["completed_at"] = self._created_at + completed - recorded
        return adapted
