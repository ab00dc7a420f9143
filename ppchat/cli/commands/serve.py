"""Run a local server that answers with recordings (by default the demo's), in several protocols.

examples:
  ppchat serve
  ppchat serve hello.jsonl recordings/ --port 8080 --speed 4
  OPENAI_BASE_URL=http://127.0.0.1:8080/v1 OPENAI_API_KEY=none python your_script.py
  ppchat serve run.jsonl --speed 0              (a run of several requests)
  ppchat serve hello.jsonl --cut-after 40
  ppchat serve --status 429 --body '{"error": {"message": "slow down"}}'

POST /v1/responses and /v1/chat/completions answer from any recording, with or without streaming:
one of another protocol is transcribed, its text, reasoning and calls at their recorded times.
/v1/messages, /api/chat and /api/generate answer with recordings of Messages and of Ollama.

The recording is chosen by the input of the request, so that a recorded run of an agent answers the
client that made it, round by round, in any of these protocols: first the recording of the same
conversation, then, after the outputs of calls, the one that goes on from such outputs, then by the
words of the prompt and the recordings' keywords, else each in turn. stderr names the recording
and the rule for each request. Of the recordings, those of the requested model are taken, if there
are any. Any key is accepted.
"""

from __future__ import annotations

import asyncio
import math
import signal
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from ppchat.adapters.recording_files import open_recorded_streams
from ppchat.cli.exit_codes import DONE
from ppchat.cli.options import add_server_options, check_server_options, report
from ppchat.core.errors import UsageError
from ppchat.core.formats.jsonl import Metadata
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.matching import RecordingMatch


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat serve`."""
    parser.add_argument(
        "files", metavar="FILE|DIR", nargs="*", help="recordings, or folders of recordings"
    )
    add_server_options(parser)
    parser.add_argument(
        "--speed", type=float, default=1.0, help="playback speed (default 1); 0: no delays"
    )
    group = parser.add_argument_group("faults, for testing a client")
    group.add_argument(
        "--cut-after", type=int, metavar="N", help="cut off the stream after N events"
    )
    group.add_argument(
        "--stall-at", type=int, metavar="N", help="stop sending after N events, but stay connected"
    )
    group.add_argument(
        "--drop-rate",
        type=float,
        default=0.0,
        metavar="P",
        help="cut off this share of the streams, 0 to 1",
    )
    group.add_argument("--seed", type=int, metavar="N", help="make --drop-rate reproducible")
    group.add_argument("--chunk-bytes", type=int, metavar="N", help="send N bytes at a time")
    group.add_argument("--status", type=int, metavar="CODE", help="answer with this HTTP status")
    group.add_argument("--body", default="", metavar="TEXT", help="the body sent with --status")


def run(args: Namespace) -> int:
    """Serve until interrupted."""
    _check(args)
    asyncio.run(_serve(args))
    return DONE


def _check(args: Namespace) -> None:
    check_server_options(args)
    if not (math.isfinite(args.speed) and args.speed >= 0):
        raise UsageError("--speed must be 0 or more")
    if not 0 <= args.drop_rate <= 1:
        raise UsageError("--drop-rate must be from 0 to 1")
    if args.status is not None and not 200 <= args.status <= 599:
        raise UsageError("--status must be from 200 to 599")
    for name, minimum in (("cut_after", 0), ("stall_at", 0), ("chunk_bytes", 1)):
        value = getattr(args, name)
        if value is not None and value < minimum:
            raise UsageError(f"--{name.replace('_', '-')} must be {minimum} or more")


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
    named = _recordings(args.files)
    names = {id(recording): name for name, recording, _ in named}

    def report_match(path: str, match: RecordingMatch) -> None:
        name = names[id(match.recording)]
        report(f"{path}: {name}, matched by: {match.rule.value}")

    try:
        server = await serve(
            ((recording, metadata) for _, recording, metadata in named),
            host=args.host,
            port=args.port,
            speed=args.speed,
            faults=faults,
            origins=args.origins,
            on_match=report_match,
        )
    except (OSError, OverflowError) as error:
        raise UsageError(f"{args.host}:{args.port}: {error}") from None
    async with server:
        print(server.base_url, flush=True)
        report("press ctrl+c to stop")
        await stopped.wait()


def _recordings(names: list[str]) -> list[tuple[str, Recording, Metadata]]:
    """The recordings, each with its name for people."""
    if not names:
        from ppchat.demo.recordings import recordings

        return [(f"“{about.title}”", recording, about) for recording, about in recordings()]
    entries = []
    for name in names:
        for path in _files(name):
            with open_recorded_streams(path) as streams:
                for number, stream in enumerate(streams, 1):
                    label = path if number == 1 else f"{path}#{number}"
                    entries.append((label, stream.recording(), stream.metadata))
    return entries


def _files(name: str) -> Iterator[str]:
    """The file of that name, or the recordings in that folder."""
    if not Path(name).is_dir():
        yield name
        return
    suffixes = (".jsonl", ".sse", ".har", ".yaml", ".yml")
    files = sorted(str(path) for path in Path(name).iterdir() if path.suffix in suffixes)
    if not files:
        raise UsageError(f"{name}: the folder contains no recordings")
    yield from files
