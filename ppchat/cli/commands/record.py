"""Run a command that prints a stream, such as curl, and record it with true times.

examples:
  ppchat record -- curl -sN URL -d @request.json
  ppchat record -o hello.jsonl -- curl -isN URL -d @request.json

The output of the command is passed on as it arrives. t0 is the start of the command: unlike
`curl … | ppchat inspect -`, the time to the first token is known. With `curl -i`, the status and
the headers are recorded too. Without -o the recording is stored; its id is printed on stderr.

exit code: that of the command, 128 + N if signal N ended it; 127 if it cannot be started.
"""

from __future__ import annotations

import os
import sys
from argparse import REMAINDER, ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from signal import SIGINT
from typing import Final

from ppchat.adapters.capture.recorded_command import RecordedCommand
from ppchat.adapters.paths import resolve_paths
from ppchat.adapters.recording_files import STDIN, read_streams, write_export
from ppchat.adapters.store.store import Store
from ppchat.cli.commands.import_ import StreamImporter
from ppchat.cli.exit_codes import AFTER_SIGNAL, PIPE_CLOSED
from ppchat.cli.options import add_file_options, report
from ppchat.core.errors import UsageError
from ppchat.core.formats.jsonl import FormatError
from ppchat.core.formats.recorded_stream import RecordedStream, dump_stream
from ppchat.core.security.redact import redact_url
from ppchat.core.stream.signals import End, Ended, Problem, Signal, Started

_NOT_STARTED: Final = 127
"""As of a shell."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat record`."""
    parser.add_argument("-o", "--output", metavar="FILE", help="write the recording to a file")
    parser.add_argument("--force", action="store_true", help="overwrite an existing file")
    parser.add_argument(
        "command", metavar="COMMAND", nargs=REMAINDER, help="the command with its arguments"
    )
    add_file_options(parser)


def run(args: Namespace) -> int:
    """Run the command and record its output; returns its exit code."""
    command = args.command[1:] if args.command[:1] == ["--"] else args.command
    if not command:
        raise UsageError("no command: ppchat record -- curl -sN URL")
    if args.output == STDIN:
        raise UsageError("stdout is for the output of the command: name a file, or no file")
    if args.output and Path(args.output).exists() and not args.force:
        raise UsageError(f"{args.output}: already exists; use --force to overwrite it")
    if args.output:
        return _record(command, lambda stream: _save_file(stream, args.output, force=args.force))
    store = Store(resolve_paths(os.environ, args.config, args.data_dir).database)
    try:
        return _record(command, lambda stream: _save_stored(stream, store, _title(command)))
    finally:
        store.close()


def _save_file(stream: RecordedStream, name: str, *, force: bool) -> None:
    write_export(name, dump_stream(stream), force=force)
    report(f"recorded in {name}")


def _save_stored(stream: RecordedStream, store: Store, title: str) -> None:
    conversation_id = StreamImporter(store).add(stream, title)
    report(f"recorded as {conversation_id}: ppchat inspect {conversation_id}")


def _title(command: Sequence[str]) -> str:
    """The command and its URL, without any key."""
    url = next((word for word in command if word.startswith(("http://", "https://"))), "")
    return f"{Path(command[0]).name} {redact_url(url)}".strip()


def _record(command: Sequence[str], save: Callable[[RecordedStream], None]) -> int:
    """Run the command, and save the stream that it prints; returns its exit code."""
    started_at = datetime.now(UTC).astimezone().isoformat(timespec="milliseconds")
    try:
        running = RecordedCommand(command, sys.stdout.fileno())
    except OSError as error:
        report(f"{command[0]}: {error.strerror or error}")
        return _NOT_STARTED
    chunks = running.chunks()
    try:
        stream = next(read_streams(chunks, is_live=True))
        signals = _signals(stream.signals, running)
        save(replace(stream, signals=signals, started_at=stream.started_at or started_at))
    except FormatError as error:
        report(f"nothing is recorded: {error}")
    finally:
        for _ in chunks:  # whatever failed, the output is passed on
            pass
    code = running.wait()
    if running.output_closed:
        return PIPE_CLOSED
    return code if code >= 0 else AFTER_SIGNAL - code


def _signals(signals: Iterator[Signal], running: RecordedCommand) -> Iterator[Signal]:
    """The signals of its stream, with what is known of the command alone: t0, and how it ended."""
    has_start = False
    for signal in signals:
        if not has_start and not isinstance(signal, Started):
            yield Started(running.t0_ns)
        has_start = True
        yield _ended(signal, running) if isinstance(signal, Ended) else signal


def _ended(ended: Ended, running: RecordedCommand) -> Ended:
    if ended.end is not End.EOF:
        return ended
    code = running.wait()
    if running.output_closed or code in (-SIGINT, AFTER_SIGNAL + SIGINT):
        return replace(ended, end=End.STOPPED)
    if code:
        how = f"exited with {code}" if code > 0 else f"was ended by signal {-code}"
        return replace(ended, end=End.BROKEN, problem=Problem("command", f"the command {how}"))
    return ended
