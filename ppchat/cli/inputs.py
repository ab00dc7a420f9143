"""The input of a command: the streams of a file, of stdin, or stored under an id."""

from __future__ import annotations

import os
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ppchat.adapters.paths import Paths, resolve_paths
from ppchat.adapters.recording_files import STDIN, open_recorded_streams
from ppchat.cli.options import add_file_options
from ppchat.core.dialects.dialect import THINK_TAGS
from ppchat.core.errors import UsageError
from ppchat.core.formats.recorded_stream import RecordedStream, stream_from_recording


@dataclass(frozen=True, slots=True)
class InputStreams:
    """Streams, to be read in order, each with the prompt that it answers where known."""

    turns: Iterator[tuple[str, RecordedStream]]
    title: str = ""


def add_input(parser: ArgumentParser, *, optional: bool = False) -> None:
    """Add the argument that names the input."""
    parser.add_argument(
        "file",
        metavar="FILE|ID|-",
        nargs="?" if optional else None,
        help="a recording, the id of a stored one, or `-` for stdin",
    )
    add_variant(parser)
    add_file_options(parser)


def add_variant(parser: ArgumentParser) -> None:
    """Add the option to read a variant of a protocol, which `load_inputs` needs."""
    parser.add_argument(
        "--think-tags",
        dest="variant",
        action="store_const",
        const=THINK_TAGS,
        default="",
        help="read <think>…</think> at the beginning of an answer as reasoning",
    )


@contextmanager
def load_inputs(args: Namespace) -> Iterator[InputStreams]:
    """The streams that the arguments name. Raises UsageError if there are none."""
    name: str = args.file
    if name == STDIN or Path(name).exists() or not re.fullmatch(r"[0-9a-f]{2,12}", name):
        with open_recorded_streams(name) as streams:
            turns = (("", stream) for stream in streams)
            yield InputStreams(_read_as(args.variant, turns))
    else:
        stored = _load_stored(name, resolve_paths(os.environ, args.config, args.data_dir))
        yield replace(stored, turns=_read_as(args.variant, stored.turns))


def _read_as(
    variant: str, turns: Iterable[tuple[str, RecordedStream]]
) -> Iterator[tuple[str, RecordedStream]]:
    return ((prompt, replace(stream, variant=variant)) for prompt, stream in turns)


def _load_stored(prefix: str, locations: Paths) -> InputStreams:
    from ppchat.adapters.store.store import Store, StoreError

    if not locations.database.exists():
        raise UsageError(f"{prefix}: no such file, and no conversation is stored yet")
    store = Store(locations.database)
    try:
        matches = store.find(prefix)
        if not matches and store.problem:
            raise UsageError(store.problem.message)
        if not matches:
            raise UsageError(f"{prefix}: no such file, and nothing is stored under this id")
        if len({run or conversation for conversation, run in matches}) > 1:
            raise UsageError(f"{prefix}: several ids begin with this; give more characters")
        conversation_id, run_id = matches[0]
        conversation = store.load(conversation_id)
        nodes = [conversation.node(run_id)] if run_id else conversation.path
        return InputStreams(
            ((node.prompt, stream_from_recording(node.recording)) for node in nodes),
            conversation.title,
        )
    except StoreError as error:
        raise UsageError(f"{locations.database}: {error}") from None
    finally:
        store.close()


def select_stream(
    turns: Iterator[tuple[str, RecordedStream]], number: int | None
) -> RecordedStream:
    """The only stream, or number `number`, from 1. Raises UsageError if that is ambiguous."""
    streams = [stream for _, stream in turns]
    if number is None and len(streams) == 1:
        return streams[0]
    if number is None:
        raise UsageError(f"there are {len(streams)} streams: choose one with --number N")
    if not 1 <= number <= len(streams):
        raise UsageError(f"there is no stream number {number}, only {len(streams)}")
    return streams[number - 1]
