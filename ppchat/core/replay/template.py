"""A recording made ready to be the answer to another request: fresh ids and times."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End
from ppchat.core.stream.sse import plain_data

_ECHOED: Final = ("previous_response_id", "store", "background", "instructions", "metadata")
"""Fields of a request that its response repeats."""
_ID_LIMIT: Final = 64
"""Items of a recording that get a fresh id; each costs a search of all bytes sent."""


class Master:
    """A recording, read once, from which any number of answers are issued."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self.raws = [frame.raw for frame in recording.frames()]
        self.due_ns = [max(0, recording.since_start_ns(n)) for n in range(len(recording))]
        """When each event was due, since t0."""
        opened = recording.opened
        self.opened_ns = max(0, opened.at_ns - recording.t0_ns) if opened else 0
        self.error = recording.turn.error
        self.problem = recording.ended.problem if recording.ended else None
        self.broken = recording.ended is None or recording.ended.end is not End.EOF
        """Whether its bytes broke off."""
        self.status = opened.status if opened else 200
        self.whole: dict[int, Mapping[str, Any]] = {}
        """The events that carry the response, by their number."""
        self.ids: list[str] = []
        for n, raw in enumerate(self.raws):
            if b'"response"' not in raw and b'"item"' not in raw:
                continue
            _, _, kind, data, _ = recording.event(n)
            response, item = data.get("response"), data.get("item")
            if isinstance(response, dict):
                self.whole[n] = data
                self._note(response.get("id"))
            if isinstance(item, dict) and kind == "response.output_item.added":
                self._note(item.get("id"))
                self._note(item.get("call_id"))

    def _note(self, identity: object) -> None:
        known = self.ids
        if isinstance(identity, str) and identity not in ("", *known) and len(known) < _ID_LIMIT:
            known.append(identity)

    @cached_property
    def sequence(self) -> list[int]:
        """The server's number of each event, or its place where it has none."""
        numbers = [event.data.get("sequence_number") for event in self._recording.events()]
        return [number if type(number) is int else n for n, number in enumerate(numbers)]

    @property
    def response_id(self) -> str:
        """The id of the response as it was recorded; empty where no event tells it."""
        for data in self.whole.values():
            identity = data["response"].get("id")
            if isinstance(identity, str):
                return identity
        return ""


class Issue:
    """One answer: the recording's frames with fresh ids, and what the request makes them echo."""

    def __init__(
        self, master: Master, body: Mapping[str, Any], created_at: int, fresh: Callable[[str], str]
    ) -> None:
        self.master: Final = master
        self._new = {old: fresh(old) for old in master.ids}
        self._swaps = [
            (json.dumps(old).encode(), json.dumps(new).encode()) for old, new in self._new.items()
        ]
        self._echo = {key: body[key] for key in _ECHOED if key in body}
        self._created_at = created_at
        self._raws = master.raws.copy()
        for n, data in master.whole.items():
            self._raws[n] = self._echoing(master.raws[n], data)
        self.id = self._new.get(master.response_id) or fresh("resp_")

    def __len__(self) -> int:
        return len(self._raws)

    def frames(self, start: int, stop: int) -> bytes:
        """The bytes of the frames from `start` up to `stop`."""
        return self._renamed(b"".join(self._raws[start:stop]))

    def response(self, seen: int) -> dict[str, Any] | None:
        """The response as the last of the first `seen` events that carries it gives it."""
        carriers = [n for n in self.master.whole if n < seen]
        if not carriers:
            return None
        response = self._echoed(self.master.whole[carriers[-1]]["response"])
        renamed: dict[str, Any] = json.loads(self._renamed(json.dumps(response).encode()))
        return renamed

    def after(self, sequence_number: int) -> int:
        """The first event that comes after a sequence number."""
        numbers = enumerate(self.master.sequence)
        return next((n for n, number in numbers if number > sequence_number), len(self))

    def _renamed(self, data: bytes) -> bytes:
        for old, new in self._swaps:
            data = data.replace(old, new)
        return data

    def _echoing(self, raw: bytes, data: Mapping[str, Any]) -> bytes:
        plain = plain_data(raw)
        if plain is None:
            return raw
        told = {**data, "response": self._echoed(data["response"])}
        return raw.replace(plain, json.dumps(told, separators=(",", ":")).encode())

    def _echoed(self, response: Mapping[str, Any]) -> dict[str, Any]:
        echoed = {**response, **self._echo}
        recorded = response.get("created_at")
        if isinstance(recorded, int | float):
            echoed["created_at"] = self._created_at
            completed = response.get("completed_at")
            if isinstance(completed, int | float):
                echoed["completed_at"] = self._created_at + completed - recorded
        return echoed
