"""Run a local proxy that shows and records the streams of any client.

examples:
  ppchat proxy --target https://api.openai.com/v1 --port 8081
  OPENAI_BASE_URL=http://127.0.0.1:8081/v1 python your_script.py
  ppchat proxy --headless --target https://api.openai.com/v1 >> streams.txt
  ppchat proxy --target https://api.anthropic.com/v1
  ppchat proxy --target http://localhost:11434

Streams of Responses, Chat Completions, Messages and Ollama are recorded, also at once. Requests and
responses are forwarded unchanged and unbuffered, including their keys, which are never stored. The
app lists the streams as they arrive, and opens any of them in the inspector; --headless prints one
line per stream when it ends. Either way, each stream is among the stored conversations from its
first event on; a request that answers the calls of an earlier stream is a further round of its
conversation. Compressed streams (gzip, deflate; with ppchat[compression] also br and zstd) are
unpacked for the recording alone; their times are those of the compressed bytes.
Requests without streaming are forwarded and counted, not recorded.
"""

from __future__ import annotations

import asyncio
import os
import signal
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ppchat.adapters.paths import resolve_paths
from ppchat.cli.exit_codes import DONE, FAILED
from ppchat.cli.options import (
    add_file_options,
    add_server_options,
    add_setting,
    check_server_options,
    load_settings,
    report,
    require_terminal,
)
from ppchat.core.errors import UsageError
from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.stream.signals import Problem

if TYPE_CHECKING:
    from ppchat.adapters.processes.proxy import ProxyProcess
from ppchat.core.text.display import format_milliseconds, pluralize
from ppchat.core.view.outcomes import outcome_word


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat proxy`."""
    parser.add_argument(
        "--target", required=True, metavar="URL", help="the server to forward requests to"
    )
    add_server_options(parser)
    parser.add_argument(
        "--headless", action="store_true", help="record the streams without the app"
    )
    add_setting(parser, "theme")
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
    check_server_options(args)
    if args.headless:
        database = resolve_paths(os.environ, args.config, args.data_dir).database
        return asyncio.run(_run_headless(_proxy(args), database))
    require_terminal("--headless records the streams without one")
    settings = load_settings(args)
    proxy = _proxy(args)
    from ppchat.tui.run import run_proxy

    return run_proxy(settings, proxy, args.target)


def _proxy(args: Namespace) -> ProxyProcess:
    from ppchat.adapters.processes.proxy import ProxyProcess

    try:
        return ProxyProcess(args.target, host=args.host, port=args.port, origins=args.origins)
    except OSError as error:
        raise UsageError(f"{args.host}:{args.port}: {error.strerror or error}") from None


async def _run_headless(proxy: ProxyProcess, database: Path) -> int:
    """Print a line for each stream until interrupted, or until the proxy dies."""
    from ppchat.services.proxy_session import ProxySession

    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    session = ProxySession(proxy, database, keep_ended=False)

    reported: Problem | None = None
    plain_count = 0

    def report_change() -> None:
        nonlocal reported, plain_count
        if session.plain_count > plain_count == 0:
            report("requests without streaming are forwarded, and not recorded")
        plain_count = session.plain_count
        problem = session.store.problem
        if problem and problem != reported:
            report(problem.message)
        reported = problem
        if session.problem:
            stopped.set()

    session.on_change = report_change
    session.on_end = lambda identity, summary: print(
        sanitize_line(_line(identity, summary)), flush=True
    )
    session.start()
    print(proxy.base_url, flush=True)
    report("press ctrl+c to stop")
    await stopped.wait()
    problem = session.problem
    await session.aclose()
    if problem:
        report(problem.message)
    return FAILED if problem else DONE


def _line(identity: str, summary: RecordingSummary) -> str:
    values = metrics(summary)
    parts = [
        identity,
        summary.response.model or summary.request.model or "unknown model",
        summary.dialect.name,
        outcome_word(summary.outcome),
        pluralize(values.events, "event"),
    ]
    if values.ttft_ms is not None:
        parts.append(f"TTFT {format_milliseconds(values.ttft_ms)}")
    if values.e2e_ms is not None:
        parts.append(f"E2E {format_milliseconds(values.e2e_ms)}")
    problem = summary.ended.problem if summary.ended else None
    if problem:
        parts.append(problem.message)
    return "  ".join(parts)
