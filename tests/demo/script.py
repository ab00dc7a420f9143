"""Builds a stream as a server would send it: events in order, each with its time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Final

from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Request, Started
from ppchat.core.stream.sse import Frame
from tests.demo.blank import BLANK, CREATED_AT, MODEL
from tests.demo.pieces import citations, pieces_of

T0_NS: Final = 1_000_000_000
MS: Final = 1_000_000


class Script:
    """One answer while it is built."""

    def __init__(self, prompt: str, *, seed: int, sent: Sequence[Any] = (), **options: Any) -> None:
        """`sent` is the input of the request where that is not the prompt alone."""
        self._random = Random(seed)
        self._prompt = prompt
        self._sent = list(sent) or prompt
        self._options = options
        self._now_ns = T0_NS
        self._frames: list[Frame] = []
        self._output: list[Mapping[str, Any]] = []
        self._written = 0
        self._reasoned = 0
        self._response: dict[str, Any] = {"id": self.new_id("resp"), **BLANK, **options}
        self.wait(140, 240)
        self._opened = Opened(
            self._now_ns,
            200,
            {"content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache"},
        )
        self.wait(0.4, 1.2)
        self.emit("response.created", response=dict(self._response))
        self.wait(0.3, 1)
        self.emit("response.in_progress", response=dict(self._response))

    def wait(self, least_ms: float, most_ms: float) -> None:
        """Let some time pass."""
        self._now_ns += round(self._random.uniform(least_ms, most_ms) * MS)

    def pieces(self, text: str) -> list[str]:
        """`text` in pieces such as a model writes."""
        return pieces_of(text, self._random)

    def message(self, text: str, *, pieces: list[str] | None = None, stalls: float = 0.012) -> None:
        """A message with an annotation for each `([title](address))` it contains."""
        item, part = self._message({"type": "output_text", "annotations": [], "logprobs": []})
        self.emit_text(
            "response.output_text",
            text,
            item | {"content_index": 0},
            pieces=pieces,
            stalls=stalls,
            logprobs=[],
        )
        part["text"] = text
        part["annotations"] = citations(text)
        self._finish_message(item, part)

    def cut_message(self, text: str) -> None:
        """An answer that breaks off in the middle, without any done events."""
        item, _ = self._message({"type": "output_text", "annotations": [], "logprobs": []})
        self.emit_deltas(
            "response.output_text.delta", text, item | {"content_index": 0}, logprobs=[]
        )

    def short_message(self, text: str) -> None:
        """An answer that ran into a limit: done, but incomplete."""
        item, part = self._message({"type": "output_text", "annotations": [], "logprobs": []})
        self.emit_text("response.output_text", text, item | {"content_index": 0}, logprobs=[])
        part["text"] = text
        self._finish_message(item, part, status="incomplete")

    def refusal(self, text: str) -> None:
        """A message in which the model declines."""
        item, part = self._message({"type": "refusal"})
        self.emit_text("response.refusal", text, item | {"content_index": 0}, text_field="refusal")
        part["refusal"] = text
        self._finish_message(item, part)

    def reasoning(self, *parts: str, hidden_tokens: int = 0) -> None:
        """A reasoning summary of several parts."""
        full_item: dict[str, Any] = {"id": self.new_id("rs"), "type": "reasoning", "summary": []}
        item = self.add_item(full_item)
        written, summaries = self._written, []
        for index, text in enumerate(parts):
            at = item | {"summary_index": index}
            self.emit(
                "response.reasoning_summary_part.added",
                **at,
                part={"type": "summary_text", "text": ""},
            )
            self.emit_text("response.reasoning_summary_text", text, at)
            summaries.append({"type": "summary_text", "text": text})
            self.emit("response.reasoning_summary_part.done", **at, part=summaries[-1])
            self.wait(90, 260)
        self._written = written  # a summary is not billed
        self._reasoned += hidden_tokens
        self.finish_item(full_item | {"summary": summaries})

    def function_call(self, name: str, arguments: Mapping[str, Any]) -> None:
        """The model asks for a function to be called."""
        full_item = {
            "id": self.new_id("fc"),
            "type": "function_call",
            "status": "in_progress",
            "call_id": self.new_id("call", 24),
            "name": name,
        }
        item = self.add_item(full_item | {"arguments": ""})
        text = json.dumps(arguments, separators=(",", ":"))
        self.emit_text(
            "response.function_call_arguments", text, item, text_field="arguments", name=name
        )
        self.finish_item(full_item | {"arguments": text, "status": "completed"})

    def web_search(self, query: str) -> None:
        """The server searches the web for the model."""
        full_item: dict[str, Any] = {
            "id": self.new_id("ws"),
            "type": "web_search_call",
            "action": {"type": "search", "query": query, "queries": [query]},
        }
        item = self.add_item({**full_item, "status": "in_progress"})
        self.emit("response.web_search_call.in_progress", **item)
        self.wait(0.3, 2)
        self.emit("response.web_search_call.searching", **item)
        self.wait(650, 1100)
        self.emit("response.web_search_call.completed", **item)
        self.wait(0.3, 2)
        self.finish_item({**full_item, "status": "completed"})

    def completed(self) -> Recording:
        """The recording of a success."""
        return self._terminal("completed", completed_at=self._clock())

    def incomplete(self, reason: str) -> Recording:
        """The recording of an answer that the server cut short."""
        return self._terminal("incomplete", incomplete_details={"reason": reason})

    def failed(self, code: str, message: str) -> Recording:
        """The recording of a failure."""
        return self._terminal("failed", error={"code": code, "message": message}, usage=None)

    def error(self, code: str, message: str) -> Recording:
        """The recording of a stream that ends with an error event."""
        self.emit("error", code=code, message=message, param=None)
        return self._recording()

    # Building blocks.

    def new_id(self, prefix: str, digits: int = 48) -> str:
        """An id that no other object of this script has."""
        return f"{prefix}_{self._random.getrandbits(digits * 4):0{digits}x}"

    def _clock(self) -> int:
        return CREATED_AT + (self._now_ns - T0_NS) // 1_000_000_000

    def emit(self, event_type: str, **fields: Any) -> None:
        """Emit an event with the next sequence number."""
        data = {"type": event_type, "sequence_number": len(self._frames)} | fields
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        self._frames.append(Frame(f"event: {event_type}\ndata: {text}\n\n".encode(), self._now_ns))

    def add_item(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """Emit that an item is added; returns the fields that identify it in its events."""
        if not self._output:
            self.wait(160, 480)
        index = len(self._output)
        self.emit("response.output_item.added", output_index=index, item=item)
        self.wait(0.2, 1.5)
        return {"item_id": item["id"], "output_index": index}

    def finish_item(self, item: Mapping[str, Any]) -> None:
        """Emit that an item is done, as it is in the response."""
        self.emit("response.output_item.done", output_index=len(self._output), item=item)
        self._output.append(item)
        self.wait(2, 30)

    def _message(self, part: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        part |= {"refusal" if part["type"] == "refusal" else "text": ""}
        item = self.add_item(
            {
                "id": self.new_id("msg"),
                "type": "message",
                "status": "in_progress",
                "content": [],
                "role": "assistant",
            }
        )
        self.emit("response.content_part.added", **item, content_index=0, part=dict(part))
        return item, part

    def _finish_message(
        self, item: dict[str, Any], part: dict[str, Any], status: str = "completed"
    ) -> None:
        self.emit("response.content_part.done", **item, content_index=0, part=part)
        self.wait(0.2, 0.8)
        self.finish_item(
            {
                "id": item["item_id"],
                "type": "message",
                "status": status,
                "content": [part],
                "role": "assistant",
            }
        )

    def emit_text(
        self,
        event_type: str,
        text: str,
        at: Mapping[str, Any],
        *,
        text_field: str = "text",
        pieces: list[str] | None = None,
        stalls: float = 0.012,
        name: str = "",
        **more: Any,
    ) -> None:
        """The deltas of a text, with its citations where they are complete, and its end."""
        self.emit_deltas(f"{event_type}.delta", text, at, pieces=pieces, stalls=stalls, **more)
        self.wait(1, 6)
        name_field = {"name": name} if name else {}
        self.emit(f"{event_type}.done", **at, **{text_field: text}, **name_field, **more)
        self.wait(0.2, 0.8)

    def emit_deltas(
        self,
        event_type: str,
        text: str,
        at: Mapping[str, Any],
        *,
        pieces: list[str] | None = None,
        stalls: float = 0.012,
        **more: Any,
    ) -> None:
        """The deltas of a text, with its citations where they are complete."""
        notes = citations(text)
        emitted = written = 0
        for piece in pieces or pieces_of(text, self._random):
            self.emit(event_type, **at, delta=piece, **more)
            self._written += 1
            written += len(piece)
            while emitted < len(notes) and notes[emitted]["end_index"] <= written:
                self.emit(
                    "response.output_text.annotation.added",
                    **at,
                    annotation_index=emitted,
                    annotation=notes[emitted],
                )
                emitted += 1
            self._gap(stalls)

    def _gap(self, stalls: float) -> None:
        """The time between two deltas: 12 to 40 ms, now and then a stall."""
        if self._random.random() < stalls:
            self.wait(140, 420)
        else:
            self._now_ns += round(self._random.triangular(12, 40, 19) * MS)

    def _usage(self) -> dict[str, Any]:
        read = 11 + round(len(self._prompt) / 4.2)
        wrote = max(1, self._written) + self._reasoned
        return {
            "input_tokens": read,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": wrote,
            "output_tokens_details": {"reasoning_tokens": self._reasoned},
            "total_tokens": read + wrote,
        }

    def _terminal(self, status: str, **fields: Any) -> Recording:
        response = self._response | {
            "status": status,
            "output": self._output,
            "usage": self._usage(),
        }
        self.emit(f"response.{status}", response=response | fields)
        return self._recording()

    def _recording(self) -> Recording:
        request = {"model": MODEL, "input": self._sent, "stream": True} | self._options
        recording = Recording(Request(request, "http://127.0.0.1/v1"), "2026-03-01T12:00:00+00:00")
        recording.apply(Started(T0_NS))
        recording.apply(self._opened)
        recording.apply(Arrived(tuple(self._frames)))
        self.wait(0.2, 0.8)
        recording.apply(Ended(self._now_ns, End.EOF))
        return recording
