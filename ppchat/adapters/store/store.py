"""What is kept: conversations and every frame of their runs, in SQLite.

Nothing here waits for the disk but what says so: a thread of its own writes.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from ppchat.adapters.store import queries as row
from ppchat.adapters.store.errors import StoreError
from ppchat.adapters.store.locks import Presence
from ppchat.adapters.store.queries import Run, Summary
from ppchat.adapters.store.writer_thread import Frames, Keeper
from ppchat.core.chat.conversation import Conversation, Node
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import (
    Arrived,
    End,
    Ended,
    Opened,
    Problem,
    Request,
    Signal,
    Started,
)

__all__ = ["Store", "StoreError", "Summary", "new_id"]


def new_id() -> str:
    """A name for a conversation or a node, short enough to be typed in part."""
    return secrets.token_hex(6)


class Store:
    """The door to the database. Methods that ask it wait for the answer, those that write do not.

    Where the disk can't be used, all goes on in memory and `problem` says so.
    """

    def __init__(
        self, path: Path | None, tell: Callable[[Problem | None], None] = lambda _: None
    ) -> None:
        """Open the store at `path`, or one in memory for None.

        `tell` is called in the store's thread with each new problem, and with None once it is
        over. Opening is done in that thread too, so that nobody waits for it.
        """
        self._owner = ""
        self._alive: Callable[[str], bool] = lambda _: False
        self._counts: dict[str, int] = {}
        self._keeper = Keeper(path, self._recover, tell)

    @property
    def problem(self) -> Problem | None:
        """Why what is said may not be kept; for a banner that stays while it is not None."""
        return self._keeper.problem

    # Writing: handed over, and written soon.

    def begin_run(self, conversation_id: str, node: Node) -> Future[None]:
        """Keep a prompt and its request, before it is sent.

        Makes the conversation with its first run. The future is done once it is on disk, or once
        the disk has refused it: then `problem` says so.
        """
        self._counts[node.id] = len(node.recording)
        return self._keeper.write_now(
            lambda connection: row.begin_run(connection, conversation_id, node, self._owner)
        )

    def append(self, run_id: str, signal: Signal) -> None:
        """Keep what a source gave; for its end see `end_run`."""
        match signal:
            case Arrived(frames):
                first_n = self._counts[run_id]
                self._counts[run_id] = first_n + len(frames)
                self._keeper.write(Frames(run_id, first_n, frames))
            case Started(at_ns):
                self._change(lambda connection: row.write_started(connection, run_id, at_ns))
            case Opened():
                self._change(lambda connection: row.write_opened(connection, run_id, signal))
            case Ended():
                raise ValueError("a run ends with its recording")

    def end_run(self, run_id: str, recording: Recording) -> Future[None]:
        """Keep how a run ended; the future is done as that of `begin_run`."""
        self._counts.pop(run_id, None)
        ended, verdict = recording.ended, recording.verdict
        if ended is None:
            raise ValueError("the recording has not ended")
        return self._keeper.write_now(
            lambda connection: row.write_end(connection, run_id, ended, verdict)
        )

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another title."""
        self._execute(
            "UPDATE conversation SET title = ? WHERE id = ?", row.plain(title), conversation_id
        )

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation with all its runs; their bytes are overwritten."""
        self._execute("DELETE FROM conversation WHERE id = ?", conversation_id)
        self.save_draft(conversation_id, "")

    def select(self, conversation_id: str, node_id: str) -> None:
        """Keep which branch of a conversation is shown."""
        self._execute("UPDATE conversation SET leaf = ? WHERE id = ?", node_id, conversation_id)

    def save_draft(self, conversation_id: str, text: str) -> None:
        """Keep what was typed and not sent; under "" where no conversation is begun."""
        if text:
            self._execute(
                "INSERT OR REPLACE INTO draft VALUES (?, ?)", conversation_id, row.plain(text)
            )
        else:
            self._execute("DELETE FROM draft WHERE conversation_id = ?", conversation_id)

    def _execute(self, statement: str, *values: str) -> None:
        def do(connection: sqlite3.Connection) -> None:
            connection.execute(statement, values)

        self._change(do)

    def _change(self, do: Callable[[sqlite3.Connection], None]) -> None:
        self._keeper.write(do)

    # Asking: each waits for the disk, and so belongs in a thread of the app; may raise StoreError.

    def conversations(self, limit: int = 1000) -> list[Summary]:
        """What there is, the conversation that was last asked first."""
        return self._keeper.ask(lambda connection: row.summaries(connection, limit))

    def load(self, conversation_id: str) -> Conversation:
        """A conversation with all its recordings. Raises KeyError where there is none."""

        def question(connection: sqlite3.Connection) -> tuple[tuple[str, str | None], list[Run]]:
            statement = "SELECT title, leaf FROM conversation WHERE id = ?"
            found = connection.execute(statement, (conversation_id,)).fetchone()
            if found is None:
                raise KeyError(conversation_id)
            return found, row.runs(connection, "conversation_id = ?", conversation_id)

        (title, leaf), runs = self._keeper.ask(question)
        conversation = Conversation(conversation_id, title, map(self._node, runs))
        if leaf is not None:
            conversation.select(leaf)
        return conversation

    def load_recording(self, run_id: str) -> Recording:
        """The recording of one run. Raises KeyError where there is none."""
        runs = self._keeper.ask(lambda connection: row.runs(connection, "id = ?", run_id))
        if not runs:
            raise KeyError(run_id)
        return self._node(runs[0]).recording

    def find(self, prefix: str) -> list[tuple[str, str | None]]:
        """The conversations and runs whose ids begin so: (conversation, None) or (its, run).

        The newest first.
        """
        pattern = prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"

        def question(connection: sqlite3.Connection) -> list[tuple[str, str | None]]:
            return connection.execute(
                "SELECT conversation_id, NULL, max(number) AS last FROM run"
                " WHERE conversation_id LIKE ?1 ESCAPE '\\' GROUP BY conversation_id UNION ALL"
                " SELECT conversation_id, id, number FROM run WHERE id LIKE ?1 ESCAPE '\\'"
                " ORDER BY last DESC",
                (pattern,),
            ).fetchall()

        return [
            (conversation_id, run_id) for conversation_id, run_id, *_ in self._keeper.ask(question)
        ]

    def prompts(self, limit: int = 1000) -> list[str]:
        """What was asked, each prompt once, the newest last."""
        statement = (
            "SELECT prompt FROM (SELECT prompt, max(number) AS last FROM run GROUP BY prompt"
            " ORDER BY last DESC LIMIT ?) ORDER BY last"
        )
        return self._keeper.ask(
            lambda connection: [each for (each,) in connection.execute(statement, (limit,))]
        )

    def draft(self, conversation_id: str) -> str:
        """What was typed and not sent; empty where there is nothing."""
        statement = "SELECT text FROM draft WHERE conversation_id = ?"
        found = self._keeper.ask(
            lambda connection: connection.execute(statement, (conversation_id,)).fetchone()
        )
        return str(found[0]) if found else ""

    def flush(self) -> None:
        """Wait until all that was handed over is written, or was refused."""
        self._keeper.ask(lambda _: None)

    def close(self) -> None:
        """Write what is left and close the file; waits for it."""
        self._keeper.close()

    # In the keeper's thread.

    def _recover(self, connection: sqlite3.Connection, presence: Presence) -> None:
        """Give an end to the runs of instances that are no more."""
        self._owner, self._alive = presence.name, presence.alive
        owners = connection.execute("SELECT DISTINCT owner FROM run WHERE ended IS NULL").fetchall()
        for (owner,) in owners:
            if self._alive(owner):
                continue
            for run in row.runs(connection, "ended IS NULL AND owner = ?", owner):
                try:
                    recording = run.recording()
                except StoreError:
                    recording = Recording(Request({}, ""))
                ended = _broken(recording, _DIED)
                recording.apply(ended)
                row.write_end(connection, run.id, ended, recording.verdict)

    def _node(self, run: Run) -> Node:
        node = run.node()
        if run.open and run.owner != self._owner:
            node.recording.apply(_broken(node.recording, _ELSEWHERE))
        return node


_DIED = Problem("died", "ppchat ended while the answer was still coming")
_ELSEWHERE = Problem(
    "elsewhere",
    "another ppchat was still receiving this answer",
    "Open the conversation again to see the rest.",
)


def _broken(recording: Recording, problem: Problem) -> Ended:
    last = len(recording) - 1
    at_ns = recording.at_ns(last) if last >= 0 else recording.t0_ns
    return Ended(at_ns, End.BROKEN, problem)
