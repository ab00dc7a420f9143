"""A recording in the inspector: every event, its time, and the text as it was.

examples:
  ppchat inspect hello.jsonl
  ppchat inspect 3f2a                          (an id of `ppchat sessions list`)
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
from ppchat.cli.inputs import add_material, material
from ppchat.cli.options import need_terminal, settings_of
from ppchat.core.errors import UsageError
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.http_errors import begins_stream

_INSTEAD: Final = "`ppchat stats` and `ppchat check` do without one"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat inspect`."""
    add_material(parser)
    parser.add_argument("--theme", metavar="NAME")


def run(args: Namespace, play: float = 0) -> int:
    """Open the inspector."""
    settings = settings_of(args)
    if args.file == STDIN:
        started_ns = time.monotonic_ns()
        assert isinstance(sys.stdin.buffer, BufferedReader)
        head = sys.stdin.buffer.peek(1 << 12)
        if begins_stream(head) is not False and head:
            head = sys.stdin.buffer.read(len(head))
            pipe = _from_keyboard()
            need_terminal(_INSTEAD)
            from ppchat.tui.run import run_inspector

            return run_inspector(settings, [], pipe=(pipe, head, started_ns))
    recordings = read(args)
    if args.file == STDIN:
        os.close(_from_keyboard())
    need_terminal(_INSTEAD)
    from ppchat.tui.run import run_inspector

    return run_inspector(settings, recordings, play=play)


def read(args: Namespace) -> list[tuple[str, Recording]]:
    """Prompts and recordings of what the arguments name, whole. Raises UsageError."""
    with material(args) as found:
        recordings = [(asked, tape.recording()) for asked, tape in found.turns]
    if not recordings:
        raise UsageError(f"{args.file}: there is no stream in it")
    return recordings


def _from_keyboard() -> int:
    """Put the terminal in the place of stdin; gives the descriptor of what stdin was."""
    pipe = os.dup(0)
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        raise UsageError("there is no terminal to show it in") from None
    os.dup2(terminal, 0)
    os.close(terminal)
    return pipe
