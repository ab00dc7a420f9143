"""The frames by which servers stream an answer, written directly, as many are needed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

_TOKEN = re.compile(r"\s?[^\s\u3000-\uffff]{1,7}|\s|[\u3000-\uffff]{1,2}")
_quote = lru_cache(maxsize=1 << 15)(json.dumps)


def tokens(text: str) -> list[str]:
    """A text in pieces such as a model writes."""
    return _TOKEN.findall(text)


def responses_frames(
    number: int, model: str, answer: str, thought: str = "", call: tuple[str, str] | None = None
) -> list[bytes]:
    """The stream of the Responses API: reasoning, a message, and a call with its arguments."""
    head: dict[str, Any] = {"id": f"resp_{number:032x}", "object": "response", "model": model}
    head |= {"created_at": 1_700_000_000 + number, "store": True, "error": None}
    stream = _ResponsesStream()
    stream.add("created", response={**head, "status": "in_progress", "output": []})
    output = []
    if thought:
        output.append(stream.item("rs", number, "reasoning", "reasoning_summary_text", thought))
    if answer:
        output.append(stream.item("msg", number, "message", "output_text", answer))
    if call:
        name, arguments = call
        fields = {"call_id": f"call_{number}", "name": name}
        output.append(
            stream.item(
                "fc", number, "function_call", "function_call_arguments", arguments, **fields
            )
        )
    sent, received = 40 + len(answer) // 3, stream.deltas
    usage = {"input_tokens": sent, "output_tokens": received, "total_tokens": sent + received}
    end = {**head, "status": "completed", "output": output, "usage": usage}
    stream.add("completed", response=end)
    return stream.frames


class _ResponsesStream:
    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.deltas = 0
        self._items = 0

    def add(self, kind: str, **fields: Any) -> None:
        data = {"type": f"response.{kind}", "sequence_number": len(self.frames), **fields}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        self.frames.append(f"event: response.{kind}\ndata: {text}\n\n".encode())

    def item(self, prefix: str, number: int, kind: str, part: str, text: str, **more: str) -> Any:
        """Stream one item whole; returns it as it is at the end."""
        at, item_id = self._items, f"{prefix}_{number:032x}"
        self._items += 1
        item: dict[str, Any] = {"id": item_id, "type": kind, "status": "in_progress", **more}
        place = {"item_id": item_id, "output_index": at}
        if kind == "message":
            item |= {"role": "assistant", "content": []}
            done = {"type": "output_text", "text": text, "annotations": []}
            finished: dict[str, Any] = {"content": [done]}
            place["content_index"] = 0
            opened: dict[str, Any] | None = {**done, "text": ""}
        elif kind == "reasoning":
            item |= {"summary": []}
            done = {"type": "summary_text", "text": text}
            finished = {"summary": [done]}
            place["summary_index"] = 0
            opened = {**done, "text": ""}
        else:
            item |= {"arguments": ""}
            finished, opened = {"arguments": text}, None
        self.add("output_item.added", output_index=at, item=item)
        name = "content_part" if kind == "message" else "reasoning_summary_part"
        if opened:
            self.add(f"{name}.added", **place, part=opened)
        self._stream(part, place, text)
        field = "arguments" if kind == "function_call" else "text"
        self.add(f"{part}.done", **place, **{field: text})
        if opened:
            self.add(f"{name}.done", **place, part={**opened, "text": text})
        item = {**item, "status": "completed", **finished}
        self.add("output_item.done", output_index=at, item=item)
        return item

    def _stream(self, part: str, place: dict[str, Any], text: str) -> None:
        kind = f"response.{part}.delta"
        before = f'event: {kind}\ndata: {{"type":"{kind}","sequence_number":'
        after = "".join(f',"{name}":{json.dumps(value)}' for name, value in place.items())
        pieces = tokens(text)
        self.frames += [
            f'{before}{n}{after},"delta":{_quote(piece)}}}\n\n'.encode()
            for n, piece in enumerate(pieces, len(self.frames))
        ]
        self.deltas += len(pieces)


def chat_frames(number: int, model: str, answer: str, thought: str = "") -> list[bytes]:
    """The stream of Chat Completions: reasoning as some servers send it, and the text."""
    head = (
        f'data: {{"id":"chatcmpl-{number}","object":"chat.completion.chunk",'
        f'"created":{1_700_000_000 + number},"model":{json.dumps(model)},"choices":['
    )
    thoughts, pieces = tokens(thought), tokens(answer)
    sent, received = 40 + len(answer) // 3, len(thoughts) + len(pieces)
    return [
        f'{head}{{"index":0,"delta":{{"role":"assistant","content":""}}}}]}}\n\n'.encode(),
        *_chunks(head, "reasoning_content", thoughts),
        *_chunks(head, "content", pieces),
        f'{head}{{"index":0,"delta":{{}},"finish_reason":"stop"}}],"usage":{{"prompt_tokens":{sent},'
        f'"completion_tokens":{received},"total_tokens":{sent + received}}}}}\n\n'.encode(),
        b"data: [DONE]\n\n",
    ]


def _chunks(head: str, field: str, pieces: Sequence[str]) -> Iterator[bytes]:
    for piece in pieces:
        text = f'{head}{{"index":0,"delta":{{"{field}":{_quote(piece)}}}}}]}}\n\n'
        yield text.encode()
