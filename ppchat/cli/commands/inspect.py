"""Open a recording in the inspector: every event, its time, and the text at that point.

examples:
  ppchat inspect hello.jsonl
  ppchat inspect 3f2a                          (an id from `ppchat sessions list`)
  curl -sN URL -d @request.json | ppchat inspect -
"""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from io import BufferedReader
from typing import Final

from ppchat.adapters.recording_files import STDIN
from ppchat.cli.inputs import add_input, load_inputs
from ppchat.cli.options import add_setting, load_settings, require_terminal
from ppchat.core.errors import UsageError
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.http_errors import sniff_event_stream

_INSTEAD: Final = "`ppchat stats` and `ppchat check` work without one"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat inspect`."""
    add_input(parser)
    add_setting(parser, "theme")


def run(args: Namespace, play: float = 0) -> int:
    """Open the inspector, playing at speed `play` unless that is 0."""
    settings = load_settings(args)
    if args.file == STDIN:
        started_ns = time.monotonic_ns()
        assert isinstance(sys.stdin.buffer, BufferedReader)
        head = sys.stdin.buffer.peek(1 << 12)
        if sniff_event_stream(head) is not False and head:
            head = sys.stdin.buffer.read(len(head))
            pipe = _replace_stdin_by_terminal()
            require_terminal(_INSTEAD)
            from ppchat.tui.run import run_inspector

            return run_inspector(settings, [], pipe=(pipe, head, started_ns))
    recordings = load_recordings(args)
    if args.file == STDIN:
        os.close(_replace_stdin_by_terminal())
    require_terminal(_INSTEAD)
    from ppchat.tui.run import run_inspector

    return run_inspector(settings, recordings, play=play)


def load_recordings(args: Namespace) -> list[tuple[str, Recording]]:
    """Prompts and complete recordings that the arguments name. Raises UsageError."""
    with load_inputs(args) as inputs:
        recordings = [(prompt, stream.recording()) for prompt, stream in inputs.turns]
    if not recordings:
        raise UsageError(f"{args.file}: it contains no stream")
    return recordings


def _replace_stdin_by_terminal() -> int:
    """Make the terminal stdin, and return a descriptor of the previous stdin."""
    pipe = os.dup(0)
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        raise UsageError("there is no terminal to open the inspector in") from None
    os.dup2(terminal, 0)
    os.close(terminal)
    return pipe
