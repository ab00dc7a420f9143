"""The routes of a server that answers in any dialect, with recordings."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from ppchat.adapters.server.connection import Exchange
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import dialect_of_path
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.matching import RecordingMatch, RecordingMatcher
from ppchat.core.replay.template import ReplayIdentity, ResponseTemplate
from ppchat.core.replay.transcription import transcribe
from ppchat.core.text.json_text import parse_json

_RETAINED: Final = 256
"""Responses that can be retrieved by their id."""
_WRITE_BYTES: Final = 64 * 1024
"""Approximate bytes of one write when events are due faster than they can be sent singly."""
_ID_PREFIX: Final = re.compile(r".*[_-]")
"""What stands before the random part of an id."""
_EVENT_STREAM: Final = b"text/event-stream; charset=utf-8"
_LINES: Final = b"application/x-ndjson"


@dataclass(frozen=True, slots=True)
class Faults:
    """Deliberate failures, for testing clients."""

    cut_after: int | None = None
    """Events after which the connection is closed."""
    stall_at: int | None = None
    """Events after which nothing more is sent, while the connection stays open."""
    drop_rate: float = 0.0
    """The share of streams that are cut off at a random event."""
    chunk_bytes: int | None = None
    """Bytes of one write at most, even in the middle of an event."""
    status: int | None = None
    """The status to answer every prompt with instead of a stream."""
    body: str = ""
    """The body sent with `status`; empty for an error in the format of the protocol."""
    seed: int | None = None
    """Makes random faults repeatable."""


class _ReplayedResponse:
    """A response that was started, and can be retrieved by its id."""

    def __init__(self, replay: ReplayIdentity, started_s: float) -> None:
        self.replay = replay
        self.started_s = started_s
        self.cancelled_at: int | None = None
        """Events sent before it was cancelled; None if it was not."""


def ignore_match(_path: str, _match: RecordingMatch) -> None:
    """What is done with a match unless something else is asked for."""


class ReplayHandler:
    """Answers requests with recordings."""

    def __init__(
        self,
        matcher: RecordingMatcher,
        *,
        speed: float,
        faults: Faults,
        clock: Callable[[], float],
        on_match: Callable[[str, RecordingMatch], None] = ignore_match,
    ) -> None:
        self._matcher = matcher
        self._on_match = on_match
        self._speed = speed
        self._faults = faults
        self._clock = clock
        self._random = Random(faults.seed)  # noqa: S311  # not used for secrets
        self._templates: dict[tuple[int, str], ResponseTemplate] = {}
        self._responses: OrderedDict[str, _ReplayedResponse] = OrderedDict()

    async def __call__(self, exchange: Exchange) -> None:
        """Answer one request."""
        request = exchange.request
        path = "/" + request.path.strip("/").removeprefix("v1/")
        if path == "/models" or path.startswith("/models/"):
            await self._respond_models(exchange, path.removeprefix("/models").strip("/"))
            return
        dialect = dialect_of_path(path)
        known = [one for one in dialect.paths if path.startswith(one)] if dialect else []
        if dialect is None or not known:
            message = f"Invalid URL ({request.method} {request.path})"
            await exchange.respond_error(404, message, "not_found")
            return
        exchange.error_body = dialect.replay.error_body
        is_stored = bool(dialect.replay.snapshot_field)
        match request.method, path.removeprefix(known[0]).strip("/").split("/"):
            case "POST", [""]:
                await self._create(exchange, dialect, known[0])
            case ("GET" | "DELETE") as method, [response_id] if response_id and is_stored:
                await self._respond_stored(exchange, response_id, method)
            case "POST", [response_id, "cancel"] if is_stored:
                await self._respond_stored(exchange, response_id, "cancel")
            case method, _:
                await exchange.respond_error(405, f"{method} is not allowed on {request.path}.")

    async def _respond_models(self, exchange: Exchange, name: str) -> None:
        method, path = exchange.request.method, exchange.request.path
        if method == "GET" and name:
            await exchange.respond_json(200, self._model(name))
        elif method in ("GET", "HEAD") and not name:
            models = [self._model(name) for name in self._matcher.models]
            await exchange.respond_json(200, {"object": "list", "data": models})
        else:
            await exchange.respond_error(405, f"{method} is not allowed on {path}.")

    def _model(self, name: str) -> dict[str, Any]:
        return {"id": name, "object": "model", "created": 1_772_366_400, "owned_by": "ppchat"}

    async def _create(self, exchange: Exchange, dialect: Dialect, path: str) -> None:
        started_s = self._clock()
        request, faults = exchange.request, self._faults
        if request.header("content-type").partition(";")[0].strip().lower() != "application/json":
            await exchange.respond_error(415, "The body must be application/json.")
            return
        try:
            body = parse_json(request.body)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            await exchange.respond_error(400, "The body must be a JSON object.")
            return
        if faults.status is not None:
            await self._respond_fault(exchange, faults.status, faults.body)
            return
        try:
            match = self._matcher.match(body, dialect, path)
        except LookupError as error:
            await exchange.respond_error(404, str(error), "not_found")
            return
        self._on_match(path, match)
        template = await self._template(match.recording, dialect)
        replay = ReplayIdentity(template, body, _unix_time_s(), _fresh_id)
        self._matcher.history.remember(replay, match.digest)
        if not len(replay):
            problem = template.problem
            status = problem.status if problem and problem.status else max(template.status, 400)
            await exchange.respond_error(status, problem.message if problem else "")
            return
        response = _ReplayedResponse(replay, started_s)
        self._responses[replay.response_id] = response
        while len(self._responses) > _RETAINED:
            self._responses.popitem(last=False)
        if body.get("stream", dialect.streams_by_default) is True:
            await self._respond_stream(exchange, response, 0)
        else:
            await self._respond_complete(exchange, response)

    async def _respond_fault(self, exchange: Exchange, status: int, body: str) -> None:
        if not body:
            await exchange.respond_error(status, f"Status {status}, as configured for this server.")
            return
        media = "application/json" if body.lstrip().startswith("{") else "text/plain"
        await exchange.respond(status, body.encode(), f"{media}; charset=utf-8")

    async def _respond_stored(self, exchange: Exchange, response_id: str, action: str) -> None:
        response = self._responses.get(response_id)
        if response is None:
            message = f"Response with id '{response_id}' not found."
            await exchange.respond_error(404, message, "not_found")
            return
        query = exchange.request.query
        if action == "DELETE":
            del self._responses[response_id]
            deletion = {"id": response_id, "object": "response", "deleted": True}
            await exchange.respond_json(200, deletion)
        elif action == "cancel":
            if response.cancelled_at is None and self._due_count(response) < len(response.replay):
                response.cancelled_at = self._due_count(response)
            await exchange.respond_json(200, self._state(response))
        elif query.get("stream") == "true":
            after = query.get("starting_after", "-1")
            if not after.removeprefix("-").isdecimal() or len(after) > 18:
                await exchange.respond_error(400, "starting_after must be a number.")
                return
            await self._respond_stream(exchange, response, response.replay.index_after(int(after)))
        else:
            await exchange.respond_json(200, self._state(response))

    async def _template(self, recording: Recording, dialect: Dialect) -> ResponseTemplate:
        key = id(recording), dialect.name
        template = self._templates.get(key)
        if template is None:
            answer = recording
            if recording.dialect.name != dialect.name:
                # A long recording takes so long that other streams would be delayed.
                answer = await asyncio.to_thread(transcribe, recording, dialect)
            template = self._templates[key] = ResponseTemplate(answer)
        return template

    def _due_s(self, response: _ReplayedResponse, due_ns: int) -> float:
        """When a part of a response is due, on the server's clock."""
        return response.started_s + (due_ns / 1e9 / self._speed if self._speed else 0)

    def _due_count(self, response: _ReplayedResponse) -> int:
        """The number of events of a response that are due by now."""
        if response.cancelled_at is not None:
            return response.cancelled_at
        now_s, due_ns = self._clock(), response.replay.due_ns
        return sum(self._due_s(response, at_ns) <= now_s for at_ns in due_ns)

    def _state(self, response: _ReplayedResponse) -> dict[str, Any]:
        replay = response.replay
        state = replay.response(self._due_count(response)) or {"id": replay.response_id}
        if response.cancelled_at is not None:
            state["status"] = "cancelled"
        return state

    async def _respond_complete(self, exchange: Exchange, response: _ReplayedResponse) -> None:
        replay, template = response.replay, response.replay.template
        await self._sleep_until(self._due_s(response, replay.due_ns[-1]))
        if template.has_whole_response:
            await exchange.respond_json(200, replay.whole_response)
        else:
            error = template.recording.response.error
            message = error.message if error else "The recording is cut off."
            await exchange.respond_error(500, message, "server_error")

    async def _respond_stream(
        self, exchange: Exchange, response: _ReplayedResponse, start: int
    ) -> None:
        replay, faults = response.replay, self._faults
        stop = len(replay)
        if faults.cut_after is not None:
            stop = min(stop, faults.cut_after)
        if self._random.random() < faults.drop_rate:
            stop = min(stop, self._random.randrange(len(replay)))
        end = stop if faults.stall_at is None else min(stop, faults.stall_at)
        await self._sleep_until(self._due_s(response, replay.template.opened_ns))
        headers = [
            (b"content-type", _LINES if replay.template.traits.has_lines else _EVENT_STREAM),
            (b"cache-control", b"no-cache"),
            (b"x-request-id", _fresh_id("req_").encode()),
        ]
        await exchange.start(200, headers)
        await self._send_events(exchange, response, start, end)
        if faults.stall_at is not None and end < stop:
            await asyncio.Event().wait()  # until the client disconnects
        if stop == len(replay) and not replay.template.broken:
            await exchange.finish()

    async def _send_events(
        self, exchange: Exchange, response: _ReplayedResponse, n: int, end: int
    ) -> None:
        replay, due_ns = response.replay, response.replay.due_ns
        mean = max(1, len(replay.frames(0, len(replay))) // len(replay)) if not self._speed else 1
        while n < end:
            await self._sleep_until(self._due_s(response, due_ns[n]))
            if response.cancelled_at is not None and n >= response.cancelled_at:
                return
            now_s, stop = self._clock(), n + 1
            limit = min(end, n + max(1, _WRITE_BYTES // mean))
            while stop < limit and self._due_s(response, due_ns[stop]) <= now_s:
                stop += 1
            await self._send(exchange, replay.frames(n, stop))
            n = stop

    async def _send(self, exchange: Exchange, data: bytes) -> None:
        size = self._faults.chunk_bytes or len(data)
        for at in range(0, len(data), size):
            await exchange.write(data[at : at + size])

    async def _sleep_until(self, due_s: float) -> None:
        # Yields even without a delay, so that a client's disconnect is noticed.
        await asyncio.sleep(max(0.0, due_s - self._clock()))


def _unix_time_s() -> int:
    return time.time_ns() // 1_000_000_000


def _fresh_id(old: str) -> str:
    """A new random id with the prefix of `old`."""
    prefix = _ID_PREFIX.match(old)
    return f"{prefix[0] if prefix else ''}{secrets.token_hex(24)}"
