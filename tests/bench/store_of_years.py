"""Builds the store of somebody who has asked for years: 5,000 conversations, 200,000 answers.

The same seed gives the same store. Build it once, into a folder for `--data-dir`, and look at it:

    python -m tests.bench.store_of_years FOLDER
    ppchat --data-dir FOLDER --resume
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import time
import zlib
from array import array
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, Final

from ppchat.adapters.store import file as store_file
from ppchat.adapters.store.rows import queries
from ppchat.adapters.store.schema import MIGRATIONS
from ppchat.adapters.store.store import Store
from ppchat.core.chat.conversation import Node
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Problem, Request, Started
from ppchat.core.stream.sse import Frame
from tests.bench.talk import LANGUAGES, Talk
from tests.bench.talk_streams import chat_frames, responses_frames

CONVERSATIONS: Final = 5_000
ANSWERS: Final = 200_000
LONG_TURNS: Final = 500
LONG_ID: Final = "10460f500a5c"
"""The conversation of 500 turns, the most recent one."""

_MODELS: Final = ("gpt-5.2", "gpt-5-mini", "gpt-4.1", "qwen3:32b", "llama-4-scout", "gpt-oss:20b")
_FIRST_DAY: Final = datetime(2023, 3, 1, 8, tzinfo=UTC)
_DAYS: Final = 1_350
_T0_NS: Final = 1_000_000_000
_HISTORY: Final = 12
"""Messages of a request to a server that stores no answers; older ones are left out here."""
_BUSY: Final = Problem("rate limit", "Too many requests.", "Wait a moment.", 429, retryable=True)
_LOST: Final = Problem("broken", "the connection was lost")


@dataclass
class _Run:
    node: Node
    frames: Sequence[bytes]
    stamps: array[int]
    ended: Ended
    outcome: Outcome
    text: str
    call: Call | None = None


class _Writer:
    """What one person asked, conversation by conversation."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(seed)
        self._talk = Talk(self._rng)
        self._number = 0

    def conversation(self, day: float, turns: int, words: int) -> Iterator[_Run]:
        """The runs of a conversation of so many answers that begins on a day."""
        rng = self._rng
        language, model = rng.choice(LANGUAGES), rng.choice(_MODELS)
        is_chat = not model.startswith("gpt-") or "oss" in model
        started = _FIRST_DAY + timedelta(days=day)
        path: list[_Run] = []
        for number in range(1, turns + 1):
            started += timedelta(seconds=rng.expovariate(1 / 200))
            if path and rng.random() < 0.05:  # asked again, or edited: another branch
                path.pop()
            chance = rng.random() if number < turns else 1.0  # the last answer is whole
            run = self._run(path, language, model, started, words, chance, is_chat=is_chat)
            yield run
            if run.outcome is not Outcome.REFUSED:
                path.append(run)

    def _run(
        self,
        path: Sequence[_Run],
        language: str,
        model: str,
        started: datetime,
        words: int,
        chance: float,
        *,
        is_chat: bool,
    ) -> _Run:
        """One answer; `chance`, from 0 to 1, decides whether it ends badly or with a call."""
        rng, talk = self._rng, self._talk
        self._number += 1
        last = path[-1] if path else None
        answers: tuple[CallAnswer, ...] = ()
        if last and last.call:
            answers = (
                CallAnswer(last.call, talk.sentence(language, 30), None, "exit code 0", 10**8),
            )
        prompt = "" if answers else talk.prompt(language)
        size = max(4, int(rng.gammavariate(1.6, words / 1.6)))
        text = talk.answer(language, size)
        thought = talk.answer(language, size // 2) if rng.random() < 0.2 else ""
        call = None
        if not is_chat and not answers and 0.1 < chance < 0.16:
            call = ("search_notes", f'{{"query": "{talk.sentence(language, 5)}"}}')
        frames = (
            chat_frames(self._number, model, text, thought)
            if is_chat
            else responses_frames(self._number, model, text, thought, call)
        )
        end, problem, outcome = End.EOF, None, Outcome.COMPLETED
        if chance < 0.02:
            frames, end, problem, outcome = [], End.REFUSED, _BUSY, Outcome.REFUSED
        elif chance < 0.04:
            frames = frames[: len(frames) // 2]
            end, problem, outcome = End.BROKEN, _LOST, Outcome.CUT_OFF
        elif chance < 0.06:
            frames, end, outcome = frames[: len(frames) // 2], End.STOPPED, Outcome.STOPPED
        first_ns = _T0_NS + int(rng.lognormvariate(-0.6, 0.4) * 1e9)
        gaps = rng.choices((0, 9_000_000, 18_000_000, 24_000_000, 60_000_000), k=len(frames))
        stamps = array("q", accumulate(gaps, initial=first_ns))
        ended = Ended(stamps.pop() + 1, end, problem)
        request = _request(path, prompt, answers, model, is_chat=is_chat)
        recording = Recording(request, started.isoformat(timespec="milliseconds"))
        node = Node(
            f"{self._number:012x}", last.node.id if last else None, prompt, recording, answers
        )
        is_open = call is not None and outcome is Outcome.COMPLETED
        waiting = Call("function_call", f"call_{self._number}", *call, 1) if call else None
        return _Run(node, frames, stamps, ended, outcome, text, waiting if is_open else None)


def _request(
    path: Sequence[_Run],
    prompt: str,
    answers: Sequence[CallAnswer],
    model: str,
    *,
    is_chat: bool,
) -> Request:
    if is_chat:
        messages: list[dict[str, Any]] = []
        for run in path[-_HISTORY // 2 :]:
            messages += [
                {"role": "user", "content": run.node.prompt},
                {"role": "assistant", "content": run.text},
            ]
        messages.append({"role": "user", "content": prompt})
        body = {"model": model, "messages": messages, "stream": True}
        return Request(body, "http://127.0.0.1:11434/v1", path="/chat/completions")
    items: list[dict[str, Any]] = [
        {"type": "function_call_output", "call_id": answer.call.call_id, "output": answer.output}
        for answer in answers
    ] or [{"type": "message", "role": "user", "content": prompt}]
    body = {"model": model, "input": items, "stream": True, "store": True}
    if path:
        body["previous_response_id"] = f"resp_{int(path[-1].node.id, 16):032x}"
    return Request(body, "https://api.openai.com/v1")


def _opened(run: _Run) -> Opened:
    status = 429 if run.outcome is Outcome.REFUSED else 200
    headers = {"content-type": "text/event-stream", "x-request-id": f"req_{run.node.id}"}
    return Opened(_T0_NS + 200_000_000, status, headers)


def _insert(connection: sqlite3.Connection, conversation_id: str, run: _Run) -> None:
    queries.begin_run(connection, conversation_id, run.node, "built")
    queries.write_started(connection, run.node.id, _T0_NS)
    queries.write_opened(connection, run.node.id, _opened(run))
    for first_n, frames in _batches(run):
        queries.write_frames(connection, run.node.id, first_n, frames)
    queries.write_end(
        connection, run.node.id, run.ended, run.outcome, 1 if run.call is not None else 0
    )


def _batches(run: _Run, size: int = 16) -> Iterator[tuple[int, list[Frame]]]:
    frames = list(map(Frame, run.frames, run.stamps))
    for first_n in range(0, len(frames), size):
        yield first_n, frames[first_n : first_n + size]


def append(store: Store, conversation_id: str, run: _Run) -> None:
    """Store a run as the app does, signal by signal."""
    recording, node = run.node.recording, run.node
    store.begin_run(
        conversation_id, Node(node.id, node.parent, node.prompt, recording, node.answers)
    )
    for signal in (Started(_T0_NS), _opened(run)):
        store.append(node.id, signal)
        recording.apply(signal)
    for _, frames in _batches(run):
        store.append(node.id, Arrived(tuple(frames)))
        recording.extend(frames)
    recording.apply(run.ended)
    store.end_run(node.id, recording.summary)


def build(
    folder: Path,
    *,
    conversations: int = CONVERSATIONS,
    answers: int = ANSWERS,
    long_turns: int = LONG_TURNS,
    seed: int = 14,
) -> Path:
    """Build the store in a folder, unless one of that size is there; returns its file."""
    path = folder / "ppchat.db"
    name = folder / "built"
    schema = zlib.crc32(repr(MIGRATIONS).encode())
    parameters = f"{conversations} {answers} {long_turns} {seed} {schema}"
    if path.exists() and name.exists() and name.read_text() == parameters:
        return path
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    writer, rng = _Writer(seed), Random(seed)
    with closing(store_file.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for number, turns in enumerate(_sizes(rng, conversations, answers)):
            connection.execute("BEGIN")
            day = _DAYS * number / conversations
            for run in writer.conversation(day, turns, words=32):
                _insert(connection, f"c{number:011x}", run)
            connection.execute("COMMIT")
    store = Store(path)
    for run in writer.conversation(_DAYS, long_turns, words=90):
        append(store, LONG_ID, run)
    store.close()
    name.write_text(parameters)
    return path


def _sizes(rng: Random, conversations: int, answers: int) -> list[int]:
    """How many answers each conversation has: many have few, few have many."""
    weights = [rng.lognormvariate(0, 1) for _ in range(conversations)]
    each = (answers - conversations) / max(1e-9, sum(weights))
    return [1 + round(weight * each) for weight in weights]


def main() -> None:
    """Build the store in the folder of the command line, and print what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--conversations", type=int, default=CONVERSATIONS)
    parser.add_argument("--answers", type=int, default=ANSWERS)
    args = parser.parse_args()
    started_s = time.monotonic()
    path = build(args.folder, conversations=args.conversations, answers=args.answers)
    print(f"{path}: {path.stat().st_size >> 20} MiB in {time.monotonic() - started_s:.0f} s")
    with closing(sqlite3.connect(path)) as connection:
        for table in ("conversation", "run", "chunk"):
            print(table, connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


if __name__ == "__main__":
    main()
