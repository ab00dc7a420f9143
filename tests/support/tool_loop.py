"""A server whose model calls functions until it has what it asked for, and a config with tools."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from tests.support.loopback import Exchange, Script, sse_frame, text_stream
from tests.support.recordings import created, terminal
from tests.support.rounds import approval_item, custom_item, function_item

ITEMS: Final[dict[str, Callable[[float, int], Any]]] = {
    "function": function_item,
    "custom": custom_item,
    "approval": approval_item,
}
_OUTPUTS: Final = {"function_call_output", "custom_tool_call_output", "mcp_approval_response"}
CAT: Final = '[tool.get_weather]\ndescription = "The weather"\ncommand = ["cat"]\n'
"""A function whose command prints its arguments."""
ENDLESS: Final = '[tool.get_weather]\ncommand = ["sleep", "600"]\n'
SEARCH: Final = '[hosted.search]\ntype = "web_search"\n'


def call_stream(*kinds: str, id: str = "resp_1") -> list[bytes]:  # noqa: A002
    """The frames of a response that makes these calls."""
    items = [ITEMS[kind](0, index) for index, kind in enumerate(kinds)]
    events = [created(0, id=id), *items, terminal(0, id=id)]
    return [sse_frame(data) for _, data in events]


def tool_loop(*kinds: str, rounds: int = 1) -> Script:
    """A script that makes these calls in this many rounds, then answers in words."""
    ids = (f"resp_{n}" for n in itertools.count(1))

    async def script(exchange: Exchange) -> None:
        given = outputs(exchange.request.json)
        is_done = len(given) >= rounds * len(kinds)
        frames = text_stream("It is sunny.") if is_done else call_stream(*kinds, id=next(ids))
        await exchange.open(connection="close")
        await exchange.chunk(*frames)
        await exchange.close()

    return script


def outputs(body: Any) -> list[dict[str, Any]]:
    """What a request gives back for calls."""
    sent = body["input"]
    return [item for item in sent if item.get("type") in _OUTPUTS] if isinstance(sent, list) else []


def write_config(folder: Path, *tables: str) -> None:
    """A config with these tables."""
    (folder / "config.toml").write_text("".join(tables))


def sent_outputs(requests: Sequence[Any]) -> list[Any]:
    """What all requests gave back for calls: outputs and approvals."""
    given = [item for request in requests for item in outputs(request.json)]
    return [item.get("output", item.get("approve")) for item in given]
