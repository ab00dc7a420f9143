"""Event types of which one event may have several: it is named for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ppchat.core.dialects.vocabulary import EventType, Family


class JoinedTypes(Mapping[str, EventType]):
    """The types, and those joined by `+` for events that do several things at once.

    Those that are joined share a prefix, which the joined name has once; an error has none.
    """

    def __init__(self, prefix: str, base: Iterable[EventType]) -> None:
        self._prefix = prefix
        self._base = {event_type.name: event_type for event_type in base}
        self._joined: dict[str, EventType] = {}

    def __getitem__(self, name: str) -> EventType:
        known = self._base.get(name) or self._joined.get(name)
        if known is None:
            known = self._joined[name] = self._join(name)
        return known

    def _join(self, name: str) -> EventType:
        words = name.removeprefix(self._prefix).split("+")
        if not name.startswith(self._prefix) or len(words) < 2 or len(set(words)) < len(words):
            raise KeyError(name)
        parts = [self._base[word if word == "error" else self._prefix + word] for word in words]
        growing = [part for part in parts if part.grows]
        first = next((part for part in parts if part.family is Family.ERROR), (growing or parts)[0])
        texts = [part for part in growing if part.grows == "text"]
        return EventType(
            name,
            first.family,
            " ".join(part.meaning for part in parts),
            grows=(texts or growing)[0].grows if growing else "",
            response_status=_status(parts),
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._base)

    def __len__(self) -> int:
        return len(self._base)


def _status(parts: list[EventType]) -> str:
    statuses = [part.response_status for part in parts if part.response_status]
    return "completed" if "completed" in statuses else "".join(statuses[:1])
