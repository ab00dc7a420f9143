"""What the tests of the store share."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from ppchat.adapters.store.store import Store, new_id
from ppchat.core.chat.conversation import Node
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, End, Started
from tests.support.playbook import TWISTER, recording

PATIENCE_S = 60
"""How long a test waits for what must come; only a failing test ever waits that long."""

Opener = Callable[..., Store]


def keep(
    store: Store,
    made: Recording,
    *,
    conversation_id: str = "c",
    node_id: str = "",
    parent: str | None = None,
    prompt: str = "Recite it",
) -> str:
    """Hand over a recording as the app does, signal by signal; without an end if it has none."""
    node = Node(node_id or new_id(), parent, prompt, Recording(made.request, made.started_at))
    store.begin_run(conversation_id, node)
    store.append(node.id, Started(made.t0_ns))
    if made.opened:
        store.append(node.id, made.opened)
    for each in made.frames():
        store.append(node.id, Arrived((each,)))
    if made.ended:
        store.end_run(node.id, made)
    return node.id


def same(one: Recording, other: Recording) -> bool:
    """Whether two recordings hold the same."""
    return (
        list(one.frames()) == list(other.frames())
        and one.turn == other.turn
        and (one.request, one.started_at, one.timed, one.t0_ns, one.opened, one.ended)
        == (other.request, other.started_at, other.timed, other.t0_ns, other.opened, other.ended)
    )


def twister(end: End | None = End.EOF) -> Recording:
    return recording(TWISTER, end=end)


def tables(path: Path) -> dict[str, int]:
    """How many rows each table of the file has."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        names = ("conversation", "run", "chunk", "draft")
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names
        }
