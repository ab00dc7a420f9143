"""A stream of gpt-oss's own server, which completes each item under the index of the next one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

REASONING: dict[str, Any] = {
    "id": "rs_1",
    "type": "reasoning",
    "summary": [],
    "content": [{"type": "reasoning_text", "text": "Hm hm"}],
}
MESSAGE: dict[str, Any] = {
    "id": "item_1",
    "type": "message",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "Hi there", "annotations": []}],
}


def gpt_oss_events(first_index: int = -1) -> list[dict[str, Any]]:
    """The data of its events; the server counts from -1."""
    return [{**data, "sequence_number": n} for n, data in enumerate(_events(first_index))]


def _events(index: int) -> Iterator[dict[str, Any]]:
    response = {"id": "resp_1", "object": "response", "model": "gpt-oss", "status": "in_progress"}
    yield {"type": "response.created", "response": {**response, "output": []}}
    for item, name in ((REASONING, "reasoning_text"), (MESSAGE, "output_text")):
        (part,) = item["content"]
        place = {"output_index": index, "item_id": item["id"], "content_index": 0}
        added = {**item, "status": "in_progress", "content": []}
        yield {"type": "response.output_item.added", "output_index": index, "item": added}
        yield {"type": "response.content_part.added", **place, "part": {**part, "text": ""}}
        for word in part["text"].partition(" "):
            yield {"type": f"response.{name}.delta", **place, "delta": word}
        index += 1
        place["output_index"] = index
        yield {"type": f"response.{name}.done", **place, "text": part["text"]}
        yield {"type": "response.content_part.done", **place, "part": part}
        yield {"type": "response.output_item.done", "output_index": index, "item": item}
    final = {**response, "status": "completed", "output": [REASONING, MESSAGE]}
    yield {"type": "response.completed", "response": final}
