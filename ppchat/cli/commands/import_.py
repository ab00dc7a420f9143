"""Add recordings from files to the stored conversations.

examples:
  ppchat import hello.jsonl
  curl -sN … | ppchat import -
  ppchat import calls.har cassette.yaml

The file format is detected from the content: a recording made by ppchat, an event stream as saved
by curl (also with -i, -v, --trace, or through ts), JSON events (one per line), an HTTP archive
(HAR), or a cassette of vcrpy, go-vcr or Ruby's VCR (requires PyYAML); also compressed by gzip.
"""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Final

from ppchat.adapters.paths import resolve_paths
from ppchat.adapters.recording_files import STDIN, open_recorded_streams
from ppchat.adapters.store.store import Store, new_id
from ppchat.cli.exit_codes import DONE
from ppchat.cli.options import add_file_options
from ppchat.core.chat.conversation import Node
from ppchat.core.errors import UsageError
from ppchat.core.formats.recorded_stream import RecordedStream
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.stream.signals import Arrived, Ended

_MAX_PENDING_BYTES: Final = 8 * 1024 * 1024
"""Bytes handed to the store before waiting for the disk."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat import`."""
    parser.add_argument(
        "files", metavar="FILE", nargs="+", help="files to import, or `-` for stdin"
    )
    add_file_options(parser)


def run(args: Namespace) -> int:
    """Store the recordings, and print the id of each."""
    store = Store(resolve_paths(os.environ, args.config, args.data_dir).database)
    try:
        for name in args.files:
            with open_recorded_streams(name) as streams:
                for number, stream in enumerate(streams, 1):
                    title = "stdin" if name == STDIN else Path(name).name
                    title = title if number == 1 else f"{title} ({number})"
                    print(
                        f"{import_stream(store, stream, title)}  {sanitize_line(title)}", flush=True
                    )
    finally:
        store.close()
    return DONE


def import_stream(store: Store, stream: RecordedStream, title: str) -> str:
    """Store one stream and return the id of its conversation."""
    summary = stream.empty_summary()
    prompt = summary.dialect.last_prompt(stream.request.body)
    node = Node(new_id(), None, prompt, stream.empty_recording())
    conversation_id, pending_bytes = new_id(), 0
    store.begin_run(conversation_id, node).result()
    if not node.prompt:
        store.rename(conversation_id, title)
    for signal in stream.signals:
        summary.apply(signal)
        if isinstance(signal, Ended):
            break
        store.append(node.id, signal)
        if isinstance(signal, Arrived):
            pending_bytes += sum(len(frame.raw) for frame in signal.frames)
        if pending_bytes > _MAX_PENDING_BYTES:
            store.flush()
            pending_bytes = 0
    store.end_run(node.id, summary).result()
    if store.problem:
        raise UsageError(f"cannot be stored: {store.problem.message}")
    return conversation_id
