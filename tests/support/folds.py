"""The state of a response after events, given as their data."""

from __future__ import annotations

from typing import Any

from ppchat.core.recording.fold import fold
from ppchat.core.response.response import Response
from ppchat.core.stream.event import Event


def fold_data(*events: dict[str, Any]) -> Response:
    """The state after events with this data."""
    return fold(Event(n, n, str(data.get("type", "?")), data) for n, data in enumerate(events))


def fold_timed(*events: tuple[float, dict[str, Any]]) -> Response:
    return fold_data(*[data for _, data in events])


def texts(response: Response) -> list[tuple[str, str, str]]:
    return [
        (item.type, part.kind, str(part.text)) for item in response.items for part in item.parts
    ]


def at(kind: str, index: int = 0, **more: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}", "output_index": index, "content_index": 0, **more}
