"""The Message that the server would return; its fold is compared with Anthropic's own."""

from __future__ import annotations

from typing import Any

import pytest
from anthropic.lib.streaming._beta_messages import accumulate_event
from httpx2 import Headers

from ppchat.core.dialects.messages.dialect import MESSAGES
from tests.support.messages import SOUND, messages_recording, tool_block
from tests.support.recordings import EventData


def sdk_message(events: tuple[EventData, ...]) -> dict[str, Any]:
    """What the SDK folds the events to."""
    snapshot, buffers = None, dict[int, bytes]()
    for event in events:
        if event["type"] != "ping":
            snapshot = accumulate_event(
                event=event,  # type: ignore[arg-type]
                current_snapshot=snapshot,
                json_bufs=buffers,
                request_headers=Headers(),
            )
    assert snapshot is not None
    return snapshot.to_dict()


@pytest.mark.parametrize("name", SOUND)
def test_the_sdk_folds_a_stream_to_the_same_message(name: str) -> None:
    assert present(MESSAGES.response_json(messages_recording(*SOUND[name]))) == present(
        sdk_message(SOUND[name])
    )


@pytest.mark.parametrize("name", SOUND)
def test_the_sdk_counts_the_same_tokens(name: str) -> None:
    counted, usage = (
        sdk_message(SOUND[name])["usage"],
        messages_recording(*SOUND[name]).response.usage,
    )
    assert usage is not None
    parts = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
    assert usage.input == sum(counted.get(part) or 0 for part in parts)
    assert usage.output == counted["output_tokens"]


def present(value: Any) -> Any:
    """The value without fields that are null or empty, which the SDK leaves out or adds."""
    if isinstance(value, dict):
        return {key: present(entry) for key, entry in value.items() if entry not in (None, [])}
    return [present(entry) for entry in value] if isinstance(value, list) else value


def test_an_input_that_is_not_whole_is_empty() -> None:
    recording = messages_recording(*tool_block(0, "f", '{"a": '), *tool_block(1, "f", "[1]"))
    content = MESSAGES.response_json(recording)["content"]
    assert [block["input"] for block in content] == [{}, {}]
