"""What a command works on: the streams of a file, of stdin, or of what is kept under an id."""

from __future__ import annotations

import os
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ppchat.adapters.paths import Paths, paths
from ppchat.adapters.recording_files import STDIN, opened_tapes
from ppchat.cli.options import add_places
from ppchat.core.errors import UsageError
from ppchat.core.formats.recorded_stream import Tape, recorded_tape


@dataclass(frozen=True, slots=True)
class Material:
    """Streams, to be read in their order, each with the prompt it answers where that is known."""

    turns: Iterator[tuple[str, Tape]]
    title: str = ""


def add_material(parser: ArgumentParser) -> None:
    """The argument that names what to work on."""
    parser.add_argument(
        "file", metavar="FILE|ID|-", help="a recording, the id of one that is kept, or stdin"
    )
    add_places(parser)


@contextmanager
def material(args: Namespace) -> Iterator[Material]:
    """What the arguments name. Raises UsageError where there is no such thing."""
    name: str = args.file
    if name == STDIN or Path(name).exists() or not re.fullmatch(r"[0-9a-f]{2,12}", name):
        with opened_tapes(name) as tapes:
            yield Material(("", tape) for tape in tapes)
    else:
        yield _kept(name, paths(os.environ, args.config, args.data_dir))


def _kept(prefix: str, places: Paths) -> Material:
    from ppchat.adapters.store.store import Store, StoreError

    if not places.database.exists():
        raise UsageError(f"{prefix}: there is no such file, and nothing is kept yet")
    store = Store(places.database)
    try:
        found = store.find(prefix)
        if not found:
            raise UsageError(f"{prefix}: there is no such file, nor anything kept under this id")
        if len({run or conversation for conversation, run in found}) > 1:
            raise UsageError(f"{prefix}: several ids begin so; give more of it")
        conversation_id, run_id = found[0]
        conversation = store.load(conversation_id)
        nodes = [conversation.node(run_id)] if run_id else conversation.path
        return Material(
            ((node.prompt, recorded_tape(node.recording)) for node in nodes), conversation.title
        )
    except StoreError as error:
        raise UsageError(f"{places.database}: {error}") from None
    finally:
        store.close()


def only(turns: Iterator[tuple[str, Tape]], number: int | None) -> Tape:
    """The one stream, or the one of that number, from 1. Raises UsageError where it is unclear."""
    tapes = [tape for _, tape in turns]
    if number is None and len(tapes) == 1:
        return tapes[0]
    if number is None:
        raise UsageError(f"there are {len(tapes)} streams: --number N says which")
    if not 1 <= number <= len(tapes):
        raise UsageError(f"there is no stream number {number}, but {len(tapes)}")
    return tapes[number - 1]
