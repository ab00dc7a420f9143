"""Convert a recording or a conversation to another format, on stdout or in a file.

examples:
  ppchat export 3f2a --format md -o answer.md
  ppchat export 3f2a --format html -o answer.html     (one file: text, timeline, events)
  ppchat export hello.jsonl --format sse > hello.sse
  ppchat export hello.jsonl --format trace -o hello.json      (open it in ui.perfetto.dev)
  ppchat export calls.har --number 2 --format json

formats: md, the conversation; html, the same with the timeline and the events, as one page that
loads nothing; json, the response as it would be without streaming; jsonl,
ppchat's own format; sse, the received bytes; har, an HTTP archive; trace, Chrome trace events.
Secrets in requests and headers are redacted, and in md and html everything that looks like a key.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from ppchat import __version__
from ppchat.cli.exit_codes import DONE
from ppchat.cli.inputs import InputStreams, add_input, load_inputs, select_stream
from ppchat.core.errors import UsageError
from ppchat.core.formats.export import FORMATS, SINGLE_RECORDING, export_recording
from ppchat.core.formats.html.options import PageOptions
from ppchat.core.formats.recorded_stream import RecordedStream


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat export`."""
    add_input(parser)
    parser.add_argument(
        "--format", choices=tuple(FORMATS), required=True, help="the output format (see below)"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write to this file")
    parser.add_argument("--force", action="store_true", help="overwrite an existing file")
    parser.add_argument("--number", type=int, metavar="N", help="the N-th of several streams")
    parser.add_argument(
        "--no-events", dest="events", action="store_false", help="html: leave out the events"
    )
    parser.add_argument(
        "--no-reasoning",
        dest="reasoning",
        action="store_false",
        help="html: leave out what the model thought",
    )
    parser.add_argument("--secrets", action="store_true", help="do not redact secrets")


def run(args: Namespace) -> int:
    """Write the converted input."""
    from ppchat.adapters.recording_files import write_export

    with load_inputs(args) as inputs:
        write_export(args.output, _chunks(args, inputs), force=args.force)
    return DONE


def _chunks(args: Namespace, inputs: InputStreams) -> Iterator[str | bytes]:
    turns = inputs.turns
    if args.format in SINGLE_RECORDING or args.number is not None:
        turns = iter([("", select_stream(turns, args.number))])
    if args.format == "trace":
        turns = map(_require_times, turns)
    return export_recording(
        *(args.format, turns, inputs.title, __version__),
        redact=not args.secrets,
        page=_page_options(args) if args.format == "html" else None,
    )


def _page_options(args: Namespace) -> PageOptions:
    from ppchat.adapters.html.renderer import MarkdownRenderer

    return PageOptions(args.events, args.reasoning, renderer=MarkdownRenderer())


def _require_times(turn: tuple[str, RecordedStream]) -> tuple[str, RecordedStream]:
    if not turn[1].timed:
        raise UsageError("it has no timestamps, which a trace needs")
    return turn
