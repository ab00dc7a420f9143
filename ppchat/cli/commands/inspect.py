"""Open a recording in the inspector: every event, its time, and the text at that point.

examples:
  ppchat inspect hello.jsonl
  ppchat inspect 3f2a                          (an id from `ppchat sessions list`)
  curl -sN URL -d @request.json | ppchat inspect -

What arrives on a pipe is stamped as it arrives. When the request was sent is unknown then;
`ppchat record` knows it.
"""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from itertools import chain
from typing import Final

from ppchat.adapters.config import Settings
from ppchat.adapters.recording_files import STDIN
from ppchat.cli.inputs import add_input, load_inputs
from ppchat.cli.options import add_setting, load_settings, require_terminal
from ppchat.core.errors import UsageError
from ppchat.core.formats.recorded_stream import RecordedStream

_INSTEAD: Final = "`ppchat stats` and `ppchat check` work without one"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat inspect`."""
    add_input(parser)
    add_setting(parser, "theme")


def run(args: Namespace, play: float = 0) -> int:
    """Open the inspector, playing at speed `play` unless that is 0."""
    settings = load_settings(args)
    with load_inputs(args) as inputs:
        first = next(inputs.turns, None)
        if first and first[1].is_live:
            return _run_live(settings, first[1])
        turns = chain([first] if first else [], inputs.turns)
        recordings = [(prompt, stream.recording()) for prompt, stream in turns]
    if not recordings:
        raise UsageError(f"{args.file}: it contains no stream")
    if args.file == STDIN:
        _replace_stdin_by_terminal()
    require_terminal(_INSTEAD)
    from ppchat.tui.run import run_inspector

    return run_inspector(settings, recordings, play=play)


def _run_live(settings: Settings, stream: RecordedStream) -> int:
    _replace_stdin_by_terminal()
    require_terminal(_INSTEAD)
    from ppchat.tui.run import run_inspector

    return run_inspector(settings, [], live=stream)


def _replace_stdin_by_terminal() -> None:
    """Make the terminal stdin: the keys come from it."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        raise UsageError("there is no terminal to open the inspector in") from None
    os.dup2(terminal, 0)
    os.close(terminal)
