"""Whether the `event:` lines of a stream name the types that its data have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from ppchat.core.dialects.finding import Finding
from ppchat.core.stream.event import Event
from ppchat.core.text.display import pluralize

_NAMES: Final = 4
"""Event types that a finding names."""
_EVENT_LINE: Final = re.compile(rb"(?:\A(?:\xef\xbb\xbf)?|[\r\n])event: ?([^\r\n]*)")


class EventNames:
    """Compares the name of each event with its data; `event-name` is the code of its findings."""

    def __init__(self) -> None:
        self._misnamed: dict[str, dict[int, str]] = {}
        self.named = 0
        """The number of events with an `event:` line."""
        self.unnamed: list[int] = []
        """The events without one."""

    def check(self, event: Event, raw: bytes) -> None:
        """Check one more event with data, whose frame is `raw`."""
        names = _EVENT_LINE.findall(raw)
        name = names[-1].decode(errors="replace") if names else ""
        if not name:
            self.unnamed.append(event.n)
            return
        self.named += 1
        data_type = event.data.get("type")
        if isinstance(data_type, str) and name != data_type:
            self._misnamed.setdefault(name, {})[event.n] = data_type

    def findings(self, build: Callable[[str, Sequence[int], str], Finding]) -> Iterator[Finding]:
        """The findings, one for each name that is wrong."""
        for name, types in self._misnamed.items():
            distinct = list(dict.fromkeys(types.values()))
            more = " …" if len(distinct) > _NAMES else ""
            yield build(
                "event-name",
                tuple(types),
                f"The `event:` line says {name!r} in {pluralize(len(types), 'event')}, the data "
                f"{', '.join(map(repr, distinct[:_NAMES]))}{more}.",
            )
