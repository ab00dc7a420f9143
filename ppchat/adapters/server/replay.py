"""The routes of a server that answers as OpenAI's does, with recordings."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from ppchat.adapters.server.connection import Exchange
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.matching import Repertoire
from ppchat.core.replay.template import Issue, Master

_REMEMBERED: Final = 256
"""Answers that can be asked for again by their id."""
_WRITE: Final = 64 * 1024
"""Bytes, roughly, of one write when events are due faster than they can be sent singly."""
_STREAM: Final = (
    ("content-type", "text/event-stream; charset=utf-8"),
    ("cache-control", "no-cache"),
)


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong on purpose, so that people can test their client."""

    cut_after: int | None = None
    """Events after which the connection breaks off."""
    stall_at: int | None = None
    """Events after which nothing more comes, while the connection stays."""
    drop_rate: float = 0.0
    """The share of streams that break off at an event picked at random."""
    chunk_bytes: int | None = None
    """Bytes of one write at most, wherever that cuts an event."""
    status: int | None = None
    """Answer every question with this status instead of a stream."""
    body: str = ""
    """What is sent with `status`; an error in OpenAI's words when empty."""
    seed: int | None = None
    """Makes what is random repeatable."""


class _Given:
    """An answer that was begun, and can be asked for by its id."""

    def __init__(self, issue: Issue, began_s: float) -> None:
        self.issue = issue
        self.began_s = began_s
        self.cancelled_at: int | None = None
        """Events it had when it was cancelled."""


class Replaying:
    """Answers requests with recordings."""

    def __init__(
        self,
        repertoire: Repertoire,
        *,
        host: str,
        speed: float,
        faults: Faults,
        clock: Callable[[], float],
    ) -> None:
        self._repertoire = repertoire
        self._host = host
        self._speed = speed
        self._faults = faults
        self._clock = clock
        self._random = Random(faults.seed)  # noqa: S311  # no secret hangs on it
        self._masters: dict[int, Master] = {}
        self._given: OrderedDict[str, _Given] = OrderedDict()

    async def __call__(self, exchange: Exchange) -> None:
        """Answer one request."""
        request = exchange.request
        if not request.is_for(self._host):
            await exchange.respond_error(403, "This server answers to its own name only.")
            return
        match request.method, request.path.strip("/").split("/"):
            case "GET" | "HEAD", ["v1", "models"]:
                models = [self._model(name) for name in self._repertoire.models]
                await exchange.respond_json(200, {"object": "list", "data": models})
            case "GET", ["v1", "models", *name]:
                await exchange.respond_json(200, self._model("/".join(name)))
            case "POST", ["v1", "responses"]:
                await self._create(exchange)
            case ("GET" | "DELETE") as method, ["v1", "responses", identity]:
                await self._found(exchange, identity, method)
            case "POST", ["v1", "responses", identity, "cancel"]:
                await self._found(exchange, identity, "cancel")
            case method, ["v1", "models" | "responses", *_]:
                await exchange.respond_error(405, f"{method} is not possible on {request.path}.")
            case method, _:
                message = f"Invalid URL ({method} {request.path})"
                await exchange.respond_error(404, message, "not_found")

    def _model(self, name: str) -> dict[str, Any]:
        return {"id": name, "object": "model", "created": 1_772_366_400, "owned_by": "ppchat"}

    async def _create(self, exchange: Exchange) -> None:
        began_s = self._clock()
        request, faults = exchange.request, self._faults
        if request.header("content-type").partition(";")[0].strip().lower() != "application/json":
            # Also what keeps a page in a browser from asking without leave.
            await exchange.respond_error(415, "The body must be application/json.")
            return
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            await exchange.respond_error(400, "The body is no JSON object.")
            return
        if faults.status is not None:
            await self._fault(exchange, faults.status, faults.body)
            return
        master = self._master(self._repertoire.recording_for(body))
        if not master.raws:
            problem = master.problem
            status = problem.status if problem and problem.status else max(master.status, 400)
            await exchange.respond_error(status, problem.message if problem else "")
            return
        issue = Issue(master, body, _wall_s(), _fresh)
        given = _Given(issue, began_s)
        self._given[issue.id] = given
        while len(self._given) > _REMEMBERED:
            self._given.popitem(last=False)
        if body.get("stream") is True:
            await self._stream(exchange, given, 0)
        else:
            await self._whole(exchange, given)

    async def _fault(self, exchange: Exchange, status: int, body: str) -> None:
        if not body:
            await exchange.respond_error(status, f"Answered {status}, as this server was told to.")
            return
        kind = "application/json" if body.lstrip().startswith("{") else "text/plain"
        await exchange.respond(status, body.encode(), f"{kind}; charset=utf-8")

    async def _found(self, exchange: Exchange, identity: str, what: str) -> None:
        given = self._given.get(identity)
        if given is None:
            message = f"Response with id '{identity}' not found."
            await exchange.respond_error(404, message, "not_found")
            return
        query = exchange.request.query
        if what == "DELETE":
            del self._given[identity]
            told = {"id": identity, "object": "response", "deleted": True}
            await exchange.respond_json(200, told)
        elif what == "cancel":
            if given.cancelled_at is None and self._due(given) < len(given.issue):
                given.cancelled_at = self._due(given)
            await exchange.respond_json(200, self._state(given))
        elif query.get("stream") == "true":
            after = query.get("starting_after", "-1")
            if not after.removeprefix("-").isdecimal() or len(after) > 18:
                await exchange.respond_error(400, "starting_after is no number.")
                return
            await self._stream(exchange, given, given.issue.after(int(after)))
        else:
            await exchange.respond_json(200, self._state(given))

    def _master(self, recording: Recording) -> Master:
        known = self._masters.get(id(recording))
        if known is None:
            known = self._masters[id(recording)] = Master(recording)
        return known

    def _due_s(self, given: _Given, due_ns: int) -> float:
        """When on the server's clock something of an answer is due."""
        return given.began_s + (due_ns / 1e9 / self._speed if self._speed else 0)

    def _due(self, given: _Given) -> int:
        """How many events of an answer are due by now."""
        if given.cancelled_at is not None:
            return given.cancelled_at
        now_s, due_ns = self._clock(), given.issue.master.due_ns
        return sum(self._due_s(given, at_ns) <= now_s for at_ns in due_ns)

    def _state(self, given: _Given) -> dict[str, Any]:
        response = given.issue.response(self._due(given)) or {"id": given.issue.id}
        if given.cancelled_at is not None:
            response["status"] = "cancelled"
        return response

    async def _whole(self, exchange: Exchange, given: _Given) -> None:
        master = given.issue.master
        await self._sleep_until(self._due_s(given, master.due_ns[-1]))
        response = given.issue.response(len(given.issue))
        if response is None or response.get("status") == "in_progress":
            message = master.error.message if master.error else "The recording breaks off."
            await exchange.respond_error(500, message, "server_error")
        else:
            await exchange.respond_json(200, response)

    async def _stream(self, exchange: Exchange, given: _Given, start: int) -> None:
        issue, faults = given.issue, self._faults
        stop = len(issue)
        if faults.cut_after is not None:
            stop = min(stop, faults.cut_after)
        if self._random.random() < faults.drop_rate:
            stop = min(stop, self._random.randrange(len(issue)))
        end = stop if faults.stall_at is None else min(stop, faults.stall_at)
        await self._sleep_until(self._due_s(given, issue.master.opened_ns))
        await exchange.start(200, [*_STREAM, ("x-request-id", _fresh("req_"))])
        await self._play(exchange, given, start, end)
        if faults.stall_at is not None and end < stop:
            await asyncio.Event().wait()  # until the client leaves
        if stop < len(issue) or issue.master.broken:
            exchange.drop()
        else:
            await exchange.finish()

    async def _play(self, exchange: Exchange, given: _Given, n: int, end: int) -> None:
        issue, due_ns = given.issue, given.issue.master.due_ns
        mean = max(1, len(issue.frames(0, len(issue))) // len(issue)) if not self._speed else 1
        while n < end:
            await self._sleep_until(self._due_s(given, due_ns[n]))
            if given.cancelled_at is not None and n >= given.cancelled_at:
                return
            now_s, stop = self._clock(), n + 1
            most = min(end, n + max(1, _WRITE // mean))
            while stop < most and self._due_s(given, due_ns[stop]) <= now_s:
                stop += 1
            await self._send(exchange, issue.frames(n, stop))
            n = stop

    async def _send(self, exchange: Exchange, data: bytes) -> None:
        size = self._faults.chunk_bytes or len(data)
        for at in range(0, len(data), size):
            await exchange.write(data[at : at + size])

    async def _sleep_until(self, due_s: float) -> None:
        # Also gives way when nothing is to be waited for, so that a client that left is noticed.
        await asyncio.sleep(max(0.0, due_s - self._clock()))


def _wall_s() -> int:
    return time.time_ns() // 1_000_000_000


def _fresh(like: str) -> str:
    """An id nobody has, with the prefix of another."""
    prefix, bar, _ = like.rpartition("_")
    return f"{prefix}{bar}{secrets.token_hex(24)}"
