"""A loopback proxy that keeps the streams of any other client.

examples:
  ppchat proxy --target https://api.openai.com/v1 --port 8081
  OPENAI_BASE_URL=http://127.0.0.1:8081/v1 python your_script.py

Requests pass through unchanged and unbuffered, with their keys, which are kept nowhere. Each
stream is a line on stdout when it has ended, and is among the sessions from its first event on.
Only one header is changed: a stream is asked for uncompressed.
"""

from __future__ import annotations

import asyncio
import os
import signal
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ppchat.commands.common import add_places, tell
from ppchat.core.conversation import Node
from ppchat.core.metric import metrics
from ppchat.core.recording import Recording
from ppchat.core.repertoire import prompt
from ppchat.core.safe import safe_line
from ppchat.core.source import Ended, Request, Signal
from ppchat.core.tape import take_without_bytes
from ppchat.core.usage import UsageError
from ppchat.edge.paths import paths

if TYPE_CHECKING:
    from ppchat.edge.store import Store


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat proxy`."""
    parser.add_argument("--target", required=True, metavar="URL", help="whom to pass requests to")
    parser.add_argument("--port", type=int, default=0, help="any that is free, unless told")
    parser.add_argument("--host", default="127.0.0.1", help="127.0.0.1, unless told")
    add_places(parser)


def run(args: Namespace) -> int:
    """Pass requests on until interrupted."""
    try:
        target = urlsplit(args.target)
        usable = target.scheme in ("http", "https") and bool(target.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise UsageError("--target must be the http or https address of a server")
    if not 0 <= args.port < 65536:
        raise UsageError("--port must be from 0 to 65535")
    asyncio.run(_proxy(args))
    return 0


async def _proxy(args: Namespace) -> None:
    from ppchat.edge.server.proxy import proxying
    from ppchat.edge.store import Store

    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    store = Store(paths(os.environ, args.config, args.data_dir).database)
    try:
        keeping = _Keeping(store)
        try:
            server, proxy = await proxying(
                args.target, keeping.watch, host=args.host, port=args.port
            )
        except OSError as error:
            raise UsageError(f"{args.host}:{args.port}: {error}") from None
        print(server.base_url, flush=True)
        tell("ctrl+c ends it")
        await stopped.wait()
        await server.aclose()
        await proxy.aclose()
    finally:
        store.close()


class _Keeping:
    """Hands what passes by to the store, and prints a line a stream."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def watch(self, request: Request) -> Callable[[Signal], None]:
        from ppchat.edge.store import new_id

        started_at = datetime.now(UTC).isoformat(timespec="milliseconds")
        conversation_id, columns = new_id(), Recording(request, started_at)
        asked = Recording(request, started_at)
        node = Node(new_id(), None, prompt(request.body), asked)
        self._store.begin_run(conversation_id, node)

        def note(signal_: Signal) -> None:
            take_without_bytes(columns, signal_)
            if isinstance(signal_, Ended):
                self._store.end_run(node.id, columns)
                print(safe_line(_line(conversation_id, columns)), flush=True)
            else:
                self._store.append(node.id, signal_)

        return note


def _line(identity: str, columns: Recording) -> str:
    figures, verdict = metrics(columns), columns.verdict
    parts = [
        identity,
        columns.turn.model or columns.request.model or "unknown model",
        verdict.value if verdict else "open",
        f"{figures.events:,} events",
    ]
    if figures.ttft_ms is not None:
        parts.append(f"TTFT {figures.ttft_ms:,.0f} ms")
    if figures.e2e_ms is not None:
        parts.append(f"E2E {figures.e2e_ms:,.0f} ms")
    problem = columns.ended.problem if columns.ended else None
    if problem:
        parts.append(problem.message)
    return "  ".join(parts)
