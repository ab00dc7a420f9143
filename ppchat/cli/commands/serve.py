"""A loopback server that answers as OpenAI's does, with recordings; the demo's without FILE.

examples:
  ppchat serve
  ppchat serve hello.jsonl recordings/ --port 8080 --speed 4
  OPENAI_BASE_URL=http://127.0.0.1:8080/v1 OPENAI_API_KEY=none python your_script.py
  ppchat serve hello.jsonl --cut-after 40
  ppchat serve --status 429 --body '{"error": {"message": "slow down"}}'

Which recording answers is found from the model asked for, and from the prompt. Any key is good.
"""

from __future__ import annotations

import asyncio
import math
import signal
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from ppchat.adapters.recording_files import opened_tapes
from ppchat.cli.options import tell
from ppchat.core.errors import UsageError
from ppchat.core.formats.jsonl import About
from ppchat.core.recording.recording import Recording


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat serve`."""
    parser.add_argument("files", metavar="FILE|DIR", nargs="*")
    parser.add_argument("--port", type=int, default=0, help="any that is free, unless told")
    parser.add_argument("--host", default="127.0.0.1", help="127.0.0.1, unless told")
    parser.add_argument("--speed", type=float, default=1.0, help="N times as fast; 0: flat out")
    group = parser.add_argument_group("faults, to test a client with")
    group.add_argument("--cut-after", type=int, metavar="N", help="break off after N events")
    group.add_argument("--stall-at", type=int, metavar="N", help="go quiet after N events")
    group.add_argument(
        "--drop-rate", type=float, default=0.0, metavar="P", help="break off a share of the streams"
    )
    group.add_argument("--seed", type=int, metavar="N", help="makes what is dropped repeatable")
    group.add_argument("--chunk-bytes", type=int, metavar="N", help="send N bytes at a time")
    group.add_argument("--status", type=int, metavar="CODE", help="answer with this status")
    group.add_argument("--body", default="", metavar="TEXT", help="what is sent with --status")


def run(args: Namespace) -> int:
    """Serve until interrupted."""
    _check(args)
    asyncio.run(_serve(args))
    return 0


def _check(args: Namespace) -> None:
    if not (math.isfinite(args.speed) and args.speed >= 0):
        raise UsageError("--speed must be 0 or more")
    if not 0 <= args.drop_rate <= 1:
        raise UsageError("--drop-rate must be from 0 to 1")
    if not 0 <= args.port < 65536:
        raise UsageError("--port must be from 0 to 65535")
    if args.status is not None and not 200 <= args.status <= 599:
        raise UsageError("--status must be from 200 to 599")
    for name, least in (("cut_after", 0), ("stall_at", 0), ("chunk_bytes", 1)):
        value = getattr(args, name)
        if value is not None and value < least:
            raise UsageError(f"--{name.replace('_', '-')} must be {least} or more")


async def _serve(args: Namespace) -> None:
    from ppchat.adapters.server.server import Faults, serve

    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    faults = Faults(
        cut_after=args.cut_after,
        stall_at=args.stall_at,
        drop_rate=args.drop_rate,
        chunk_bytes=args.chunk_bytes,
        status=args.status,
        body=args.body,
        seed=args.seed,
    )
    try:
        server = await serve(
            _recordings(args.files), host=args.host, port=args.port, speed=args.speed, faults=faults
        )
    except (OSError, OverflowError) as error:
        raise UsageError(f"{args.host}:{args.port}: {error}") from None
    async with server:
        print(server.base_url, flush=True)
        tell("ctrl+c ends it")
        await stopped.wait()


def _recordings(names: list[str]) -> list[tuple[Recording, About]]:
    if not names:
        from ppchat.demo.recordings import recordings

        return recordings()
    found = []
    for name in names:
        for path in _files(name):
            with opened_tapes(path) as tapes:
                found += [(tape.recording(), tape.about) for tape in tapes]
    return found


def _files(name: str) -> Iterator[str]:
    """The file of that name, or the recordings in the folder of that name."""
    if not Path(name).is_dir():
        yield name
        return
    kinds = (".jsonl", ".sse", ".har", ".yaml", ".yml")
    files = sorted(str(path) for path in Path(name).iterdir() if path.suffix in kinds)
    if not files:
        raise UsageError(f"{name}: there is no recording in it")
    yield from files
