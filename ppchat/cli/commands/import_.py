"""Add recordings from files to the stored conversations.

examples:
  ppchat import hello.jsonl
  curl -sN … | ppchat import -
  ppchat import calls.har cassette.yaml

The file format is detected from the content: a recording made by ppchat, an event stream as saved
by curl (also with -i, -v, --trace, or through ts), JSON events (one per line), an HTTP archive
(HAR), or a cassette of vcrpy, go-vcr or Ruby's VCR (requires PyYAML); also compressed by gzip.
Each stream becomes a conversation, whose id is printed; a request that answers calls of a stream
before it in the file becomes a further round of that one's conversation.
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
from ppchat.core.chat.callers import Callers
from ppchat.core.chat.conversation import Node
from ppchat.core.chat.source import Source
from ppchat.core.errors import UsageError
from ppchat.core.formats.recorded_stream import RecordedStream
from ppchat.core.recording.summary import RecordingSummary
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
            importer = StreamImporter(store)
            with open_recorded_streams(name) as streams:
                for number, stream in enumerate(streams, 1):
                    title = "stdin" if name == STDIN else Path(name).name
                    title = title if number == 1 else f"{title} ({number})"
                    if conversation_id := importer.add(stream, title):
                        print(f"{conversation_id}  {sanitize_line(title)}", flush=True)
    finally:
        store.close()
    return DONE


class StreamImporter:
    """Stores streams, each as a conversation, or as a further round of one before it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._callers = Callers()

    def add(self, stream: RecordedStream, title: str) -> str:
        """Store one stream; the id of its conversation, empty for one that was begun before."""
        store, summary, body = self._store, stream.empty_summary(), stream.request.body
        turn = self._callers.answered_by(body)
        if turn:
            conversation_id = turn.conversation_id
            node = Node(new_id(), turn.node_id, "", stream.empty_recording(), turn.answers)
        else:
            conversation_id, prompt = new_id(), summary.dialect.last_prompt(body)
            node = Node(new_id(), None, prompt, stream.empty_recording())
        store.begin_run(conversation_id, node, source=Source.IMPORT).result()
        if not turn and not node.prompt:
            store.rename(conversation_id, title)
        _store_signals(store, node.id, stream, summary)
        if store.problem:
            raise UsageError(f"cannot be stored: {store.problem.message}")
        self._callers.add(conversation_id, node.id, summary.dialect.calls(summary.response))
        return "" if turn else conversation_id


def _store_signals(
    store: Store, run_id: str, stream: RecordedStream, summary: RecordingSummary
) -> None:
    """Store the signals of a stream up to its end, and apply them to its summary."""
    pending_bytes = 0
    for signal in stream.signals:
        summary.apply(signal)
        if isinstance(signal, Ended):
            break
        store.append(run_id, signal)
        if isinstance(signal, Arrived):
            pending_bytes += sum(len(frame.raw) for frame in signal.frames)
        if pending_bytes > _MAX_PENDING_BYTES:
            store.flush()
            pending_bytes = 0
    store.end_run(run_id, summary).result()
