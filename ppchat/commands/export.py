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

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from ppchat import __version__
from ppchat.commands.material import Material, add_material, material, only
from ppchat.core.tape import Tape, masked_tape, tape_frames, tape_lines
from ppchat.core.usage import UsageError

_FORMATS = ("md", "json", "jsonl", "sse", "har", "trace")


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat export`."""
    add_material(parser)
    parser.add_argument("--format", choices=_FORMATS, required=True)
    parser.add_argument("-o", "--output", metavar="FILE")
    parser.add_argument("--force", action="store_true", help="write over a file that exists")
    parser.add_argument("--number", type=int, metavar="N", help="of several streams, the N-th")
    parser.add_argument("--secrets", action="store_true", help="do not mask secrets")


def run(args: Namespace) -> int:
    """Export."""
    from ppchat.edge.archive import write_export

    with material(args) as found:
        write_export(args.output, _pieces(args, found), force=args.force)
    return 0


def _pieces(args: Namespace, found: Material) -> Iterator[str | bytes]:
    def clean(tape: Tape) -> Tape:
        return tape if args.secrets else masked_tape(tape)

    turns = found.turns
    match args.format:
        case "jsonl":
            yield from tape_lines(clean(only(turns, args.number)))
        case "sse":
            yield from (frame.raw for frame in tape_frames(only(turns, args.number)))
        case "json":
            from ppchat.core.whole import response

            recording = only(turns, args.number).recording()
            yield json.dumps(response(recording), ensure_ascii=False, indent=2) + "\n"
        case "md":
            from ppchat.core.page import page

            said = [(prompt, tape.recording()) for prompt, tape in turns]
            yield from page(found.title, said, mask=not args.secrets)
        case "har":
            from ppchat.core.har import archive_text

            yield from archive_text((clean(tape).recording() for _, tape in turns), __version__)
        case "trace":
            from ppchat.core.trace import trace_text

            recordings = [tape.recording() for _, tape in turns]
            if not all(recording.timed for recording in recordings):
                raise UsageError(f"{args.file}: it has no times, so there is no trace of it")
            yield from trace_text(recordings)
