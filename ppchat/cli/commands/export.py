"""A recording or a conversation in another format, to stdout or into a file.

examples:
  ppchat export 3f2a --format md -o answer.md
  ppchat export hello.jsonl --format sse > hello.sse
  ppchat export hello.jsonl --format trace -o hello.json      (open it in ui.perfetto.dev)
  ppchat export calls.har --number 2 --format json

formats: md, the conversation; json, the response as the server would give it whole; jsonl,
ppchat's own; sse, the bytes as they came; har, an HTTP archive; trace, Chrome trace events.
Secrets in a request and in headers are masked, and in md whatever reads like a key.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from ppchat import __version__
from ppchat.cli.inputs import Material, add_material, material, only
from ppchat.core.errors import UsageError
from ppchat.core.formats.export import FORMATS, SINGLE, exported
from ppchat.core.formats.recorded_stream import Tape


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat export`."""
    add_material(parser)
    parser.add_argument("--format", choices=tuple(FORMATS), required=True)
    parser.add_argument("-o", "--output", metavar="FILE")
    parser.add_argument("--force", action="store_true", help="write over a file that exists")
    parser.add_argument("--number", type=int, metavar="N", help="of several streams, the N-th")
    parser.add_argument("--secrets", action="store_true", help="do not mask secrets")


def run(args: Namespace) -> int:
    """Export."""
    from ppchat.adapters.recording_files import write_export

    with material(args) as found:
        write_export(args.output, _pieces(args, found), force=args.force)
    return 0


def _pieces(args: Namespace, found: Material) -> Iterator[str | bytes]:
    turns = found.turns
    if args.format in SINGLE:
        turns = iter([("", only(turns, args.number))])
    elif args.format == "trace":
        turns = map(_timed, turns)
    return exported(args.format, turns, found.title, __version__, mask=not args.secrets)


def _timed(turn: tuple[str, Tape]) -> tuple[str, Tape]:
    if not turn[1].timed:
        raise UsageError("it has no times, so there is no trace of it")
    return turn
