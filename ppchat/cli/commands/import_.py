"""Keep recordings from files, so that they are among the sessions.

examples:
  ppchat import hello.jsonl
  curl -sN … | ppchat import -
  ppchat import calls.har cassette.yaml

What kind of file it is, is found from its content: a recording of ppchat's, an event stream as
curl saves it, JSON events a line each, an HTTP archive (HAR), or a cassette of vcrpy (for which
PyYAML must be installed).
"""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Final

from ppchat.adapters.paths import paths
from ppchat.adapters.recording_files import STDIN, opened_tapes
from ppchat.adapters.store.store import Store, new_id
from ppchat.cli.options import add_places
from ppchat.core.chat.conversation import Node
from ppchat.core.errors import UsageError
from ppchat.core.formats.recorded_stream import Tape, take_without_bytes
from ppchat.core.replay.matching import prompt
from ppchat.core.security.sanitize import safe_line
from ppchat.core.stream.signals import Arrived, Ended

_AHEAD: Final = 8 * 1024 * 1024
"""Bytes handed to the store before the disk is waited for."""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat import`."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="`-` is stdin")
    add_places(parser)


def run(args: Namespace) -> int:
    """Keep them, and print the id of each."""
    store = Store(paths(os.environ, args.config, args.data_dir).database)
    try:
        for name in args.files:
            with opened_tapes(name) as tapes:
                for number, tape in enumerate(tapes, 1):
                    title = "stdin" if name == STDIN else Path(name).name
                    title = title if number == 1 else f"{title} ({number})"
                    print(f"{_keep(store, tape, title)}  {safe_line(title)}", flush=True)
    finally:
        store.close()
    return 0


def _keep(store: Store, tape: Tape, title: str) -> str:
    """Keep one stream; gives the id of its conversation."""
    columns = tape.blank()
    node = Node(new_id(), None, prompt(tape.request.body), tape.blank())
    conversation_id, ahead = new_id(), 0
    store.begin_run(conversation_id, node).result()
    if not node.prompt:
        store.rename(conversation_id, title)
    for signal in tape.signals:
        take_without_bytes(columns, signal)
        if isinstance(signal, Ended):
            break
        store.append(node.id, signal)
        if isinstance(signal, Arrived):
            ahead += sum(len(frame.raw) for frame in signal.frames)
        if ahead > _AHEAD:
            store.flush()
            ahead = 0
    store.end_run(node.id, columns).result()
    if store.problem:
        raise UsageError(f"it can't be kept: {store.problem.message}")
    return conversation_id
