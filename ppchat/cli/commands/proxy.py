"""Run a local proxy that shows and records the streams of any client.

examples:
  ppchat proxy --target https://api.openai.com/v1 --port 8081
  OPENAI_BASE_URL=http://127.0.0.1:8081/v1 python your_script.py
  ppchat proxy --headless --target https://api.openai.com/v1 >> streams.txt

Requests are forwarded unchanged and unbuffered, including their keys, which are never stored. The
app lists the streams as they arrive, and opens any of them in the inspector; --headless prints one
line per stream when it ends. Either way, each stream is among the stored conversations from its
first event on. Only one header is changed, so that streams are sent uncompressed.
"""

from __future__ import annotations

import asyncio
import os
import signal
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from urllib.parse import urlsplit

from ppchat.adapters.paths import resolve_paths
from ppchat.cli.exit_codes import DONE
from ppchat.cli.options import add_file_options, load_settings, report, require_terminal
from ppchat.core.errors import UsageError
from ppchat.core.formats.recorded_stream import apply_without_bytes
from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.stream.signals import Ended, Request, Signal
from ppchat.core.text.display import format_milliseconds, pluralize
from ppchat.core.view.outcomes import outcome_word


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat proxy`."""
    parser.add_argument(
        "--target", required=True, metavar="URL", help="the server to forward requests to"
    )
    parser.add_argument(
        "--port", type=int, default=0, help="port to listen on (default: any free one)"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)"
    )
    parser.add_argument(
        "--headless", action="store_true", help="record the streams without the app"
    )
    parser.add_argument("--theme", metavar="NAME", help="the theme of the app")
    add_file_options(parser)


def run(args: Namespace) -> int:
    """Forward requests until interrupted."""
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
        return DONE
    require_terminal("--headless records the streams without one")
    return _app(args)


def _app(args: Namespace) -> int:
    from ppchat.adapters.processes.proxy import ProxyProcess

    settings = load_settings(args)
    try:
        proxy = ProxyProcess(args.target, host=args.host, port=args.port)
    except OSError as error:
        raise _bind_error(args, error) from None
    from ppchat.tui.run import run_proxy

    return run_proxy(settings, proxy, args.target)


def _bind_error(args: Namespace, error: OSError) -> UsageError:
    return UsageError(f"{args.host}:{args.port}: {error.strerror or error}")


async def _headless(args: Namespace) -> None:
    from ppchat.adapters.server.proxy import run_proxy
    from ppchat.adapters.store.store import Store
    from ppchat.adapters.store.stream_recorder import StreamRecorder

    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    store = Store(resolve_paths(os.environ, args.config, args.data_dir).database)

    def watch(request: Request) -> Callable[[Signal], None]:
        recorder = StreamRecorder(store, request, apply_without_bytes)

        def record(signal_: Signal) -> None:
            recorder.record(signal_)
            if isinstance(signal_, Ended):
                print(
                    sanitize_line(_line(recorder.conversation_id, recorder.recording)), flush=True
                )

        return record

    try:
        try:
            server, proxy = await run_proxy(args.target, watch, host=args.host, port=args.port)
        except OSError as error:
            raise _bind_error(args, error) from None
        print(server.base_url, flush=True)
        report("press ctrl+c to stop")
        await stopped.wait()
        await server.aclose()
        await proxy.aclose()
    finally:
        store.close()


def _line(identity: str, columns: Recording) -> str:
    values = metrics(columns)
    parts = [
        identity,
        columns.response.model or columns.request.model or "unknown model",
        outcome_word(columns.outcome),
        pluralize(values.events, "event"),
    ]
    if values.ttft_ms is not None:
        parts.append(f"TTFT {format_milliseconds(values.ttft_ms)}")
    if values.e2e_ms is not None:
        parts.append(f"E2E {format_milliseconds(values.e2e_ms)}")
    problem = columns.ended.problem if columns.ended else None
    if problem:
        parts.append(problem.message)
    return "  ".join(parts)
