"""Streams of Responses that end in calls, and a server that answers them in turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.support.loopback import Exchange, Script, answer, sse_frame


def call_stream(*calls: tuple[str, str], response_id: str = "resp_1") -> list[bytes]:
    """The frames of a response that calls functions, each by its name and its arguments."""
    items = [
        {
            "type": "function_call",
            "id": f"fc_{index}",
            "call_id": f"call_{index}",
            "name": name,
            "arguments": arguments,
            "status": "completed",
        }
        for index, (name, arguments) in enumerate(calls)
    ]
    return item_stream(*items, response_id=response_id)


def approval_stream(label: str, name: str, arguments: str = "{}") -> list[bytes]:
    """The frames of a response that asks for the approval of a call of an MCP server."""
    return item_stream(
        {
            "type": "mcp_approval_request",
            "id": "mcpr_1",
            "server_label": label,
            "name": name,
            "arguments": arguments,
        }
    )


def item_stream(*items: dict[str, Any], response_id: str = "resp_1") -> list[bytes]:
    """The frames of a response that consists of these finished items."""
    response = {"id": response_id, "object": "response", "model": "m", "output": []}
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": response | {"status": "in_progress"}},
        *(
            {"type": f"response.output_item.{step}", "output_index": index, "item": item}
            for index, item in enumerate(items)
            for step in ("added", "done")
        ),
        {
            "type": "response.completed",
            "response": response | {"status": "completed", "output": list(items)},
        },
    ]
    return [sse_frame(event | {"sequence_number": n}) for n, event in enumerate(events)]


def in_turn(*streams: Sequence[bytes]) -> Script:
    """A script that answers each request with the next stream; the last one is repeated."""
    left = list(streams)

    async def script(exchange: Exchange) -> None:
        await answer(*(left.pop(0) if len(left) > 1 else left[0]))(exchange)

    return script
