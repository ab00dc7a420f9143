"""A loopback proxy that shows and keeps the streams of any other client.

examples:
  ppchat proxy --target https://api.openai.com/v1 --port 8081
  OPENAI_BASE_URL=http://127.0.0.1:8081/v1 python your_script.py
  ppchat proxy --headless --target https://api.openai.com/v1 >> passed.txt

Requests pass through unchanged and unbuffered, with their keys, which are kept nowhere. The app
lists the streams as they come, and opens each in the inspector; with --headless each is a line
on stdout when it has ended. Either way they are among the sessions from their first event on.
Only one header is changed: a stream is asked for uncompressed.
"""

from __future__ import annotations

import asyncio
import os
import signal
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from urllib.parse import urlsplit

from ppchat.adapters.paths import paths
from ppchat.cli.options import add_places, need_terminal, settings_of, tell
from ppchat.core.errors import UsageError
from ppchat.core.formats.recorded_stream import take_without_bytes
from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import safe_line
from ppchat.core.stream.signals import Ended, Request, Signal


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat proxy`."""
    parser.add_argument("--target", required=True, metavar="URL", help="whom to pass requests to")
    parser.add_argument("--port", type=int, default=0, help="any that is free, unless told")
    parser.add_argument("--host", default="127.0.0.1", help="127.0.0.1, unless told")
    parser.add_argument("--headless", action="store_true", help="keep the streams without the app")
    parser.add_argument("--theme", metavar="NAME", help="of the app")
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
    if args.headless:
        asyncio.run(_headless(args))
        return 0
    need_terminal("--headless keeps the streams without it")
    return _app(args)


def _app(args: Namespace) -> int:
    from ppchat.adapters.processes.proxy import ProxyProcess

    settings = settings_of(args)
    try:
        proxy = ProxyProcess(args.target, host=args.host, port=args.port)
    except OSError as error:
        raise _taken(args, error) from None
    from ppchat.tui.run import run_proxy

    return run_proxy(settings, proxy, args.target)


def _taken(args: Namespace, error: OSError) -> UsageError:
    return UsageError(f"{args.host}:{args.port}: {error.strerror or error}")


async def _headless(args: Namespace) -> None:
    from ppchat.adapters.server.proxy import proxying
    from ppchat.adapters.store.store import Store
    from ppchat.adapters.store.stream_recorder import KeptStream

    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    store = Store(paths(os.environ, args.config, args.data_dir).database)

    def watch(request: Request) -> Callable[[Signal], None]:
        kept = KeptStream(store, request, take_without_bytes)

        def note(signal_: Signal) -> None:
            kept.take(signal_)
            if isinstance(signal_, Ended):
                print(safe_line(_line(kept.conversation_id, kept.recording)), flush=True)

        return note

    try:
        try:
            server, proxy = await proxying(args.target, watch, host=args.host, port=args.port)
        except OSError as error:
            raise _taken(args, error) from None
        print(server.base_url, flush=True)
        tell("ctrl+c ends it")
        await stopped.wait()
        await server.aclose()
        await proxy.aclose()
    finally:
        store.close()


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
