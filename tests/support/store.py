"""Helpers for the tests of the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from ppchat.adapters.store.store import Store, new_id
from ppchat.core.chat.conversation import Node
from ppchat.core.dialects.attachments import Attachment
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, End, Started
from tests.support.recordings import TWISTER, build_recording

Opener = Callable[..., Store]


def store_recording(
    store: Store,
    recorded: Recording,
    *,
    conversation_id: str = "c",
    node_id: str = "",
    parent: str | None = None,
    prompt: str = "Recite it",
    attachments: tuple[Attachment, ...] = (),
) -> str:
    """Store a recording signal by signal, as the app does; without an end if it has none."""
    empty = Recording(recorded.request, recorded.started_at)
    node = Node(node_id or new_id(), parent, prompt, empty, (), attachments)
    store.begin_run(conversation_id, node)
    store.append(node.id, Started(recorded.t0_ns))
    if recorded.opened:
        store.append(node.id, recorded.opened)
    for frame in recorded.frames():
        store.append(node.id, Arrived((frame,)))
    if recorded.ended:
        store.end_run(node.id, recorded.summary)
    return node.id


def same_recording(one: Recording, other: Recording) -> bool:
    """Whether two recordings are equal."""
    return (
        list(one.frames()) == list(other.frames())
        and one.response == other.response
        and (one.request, one.started_at, one.timed, one.t0_ns, one.opened, one.ended)
        == (other.request, other.started_at, other.timed, other.t0_ns, other.opened, other.ended)
    )


def twister_recording(end: End | None = End.EOF) -> Recording:
    return build_recording(TWISTER, end=end)


def count_rows(path: Path) -> dict[str, int]:
    """The number of rows of each table."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        names = ("conversation", "run", "chunk", "draft")
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names
        }
