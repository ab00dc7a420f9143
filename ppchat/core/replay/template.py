"""A recording adapted to answer another request: with new ids and times."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End
from ppchat.core.stream.sse import plain_data

_ECHOED_FIELDS: Final = ("previous_response_id", "store", "background", "instructions", "metadata")
"""Fields of a request that its response echoes."""
_ID_LIMIT: Final = 64
"""Maximum number of ids that are replaced; each costs a search of all bytes sent."""


class ResponseTemplate:
    """A recording, read once, from which any number of responses are replayed."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self.raw_frames = [frame.raw for frame in recording.frames()]
        self.due_ns = [max(0, recording.since_start_ns(n)) for n in range(len(recording))]
        """When each event is due, in nanoseconds since t0."""
        opened = recording.opened
        self.opened_ns = max(0, opened.at_ns - recording.t0_ns) if opened and recording.t0_ns else 0
        self.error = recording.response.error
        self.problem = recording.ended.problem if recording.ended else None
        self.broken = recording.ended is None or recording.ended.end is not End.EOF
        """Whether the stream ended other than by the server closing it."""
        self.status = opened.status if opened else 200
        self.response_events: dict[int, Mapping[str, Any]] = {}
        """The data of the events that carry the response, by event number."""
        self.ids: list[str] = []
        for n, raw in enumerate(self.raw_frames):
            if b'"response"' not in raw and b'"item"' not in raw:
                continue
            event = recording.event(n)
            kind, data = event.type, event.data
            response, item = data.get("response"), data.get("item")
            if isinstance(response, dict):
                self.response_events[n] = data
                self._add_id(response.get("id"))
            if isinstance(item, dict) and kind == "response.output_item.added":
                self._add_id(item.get("id"))
                self._add_id(item.get("call_id"))

    def _add_id(self, value: object) -> None:
        ids = self.ids
        if isinstance(value, str) and value not in ("", *ids) and len(ids) < _ID_LIMIT:
            ids.append(value)

    @cached_property
    def sequence_numbers(self) -> list[int]:
        """The sequence number of each event, or its index where it has none."""
        numbers = [event.data.get("sequence_number") for event in self._recording.events()]
        return [number if type(number) is int else n for n, number in enumerate(numbers)]

    @property
    def response_id(self) -> str:
        """The id of the recorded response; empty where no event carries it."""
        for data in self.response_events.values():
            response_id = data["response"].get("id")
            if isinstance(response_id, str):
                return response_id
        return ""


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
        self._new_ids = {old: new_id(old) for old in template.ids}
        self._replacements = [
            (json.dumps(old).encode(), json.dumps(new).encode())
            for old, new in self._new_ids.items()
        ]
        self._echo = {key: body[key] for key in _ECHOED_FIELDS if key in body}
        self._created_at = created_at
        self._raw_frames = template.raw_frames.copy()
        for n, data in template.response_events.items():
            self._raw_frames[n] = self._adapted_frame(template.raw_frames[n], data)
        self.response_id = self._new_ids.get(template.response_id) or new_id("resp_")

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
        response = self._adapted_response(self.template.response_events[numbers[-1]]["response"])
        adapted: dict[str, Any] = json.loads(self._replace_ids(json.dumps(response).encode()))
        return adapted

    def index_after(self, sequence_number: int) -> int:
        """The index of the first event after a sequence number."""
        numbers = enumerate(self.template.sequence_numbers)
        return next((n for n, number in numbers if number > sequence_number), len(self))

    def _replace_ids(self, data: bytes) -> bytes:
        for old, new in self._replacements:
            data = data.replace(old, new)
        return data

    def _adapted_frame(self, raw: bytes, data: Mapping[str, Any]) -> bytes:
        plain = plain_data(raw)
        if plain is None:
            return raw
        adapted = {**data, "response": self._adapted_response(data["response"])}
        return raw.replace(plain, json.dumps(adapted, separators=(",", ":")).encode())

    def _adapted_response(self, response: Mapping[str, Any]) -> dict[str, Any]:
        adapted = {**response, **self._echo}
        recorded = response.get("created_at")
        if isinstance(recorded, int | float):
            adapted["created_at"] = self._created_at
            completed = response.get("completed_at")
            if isinstance(completed, int | float):
                adapted["completed_at"] = self._created_at + completed - recorded
        return adapted
