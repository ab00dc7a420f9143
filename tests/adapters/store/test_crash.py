"""The store after its process was killed at any point."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ppchat.adapters.store.store import Store
from ppchat.core.response.outcome import Outcome
from tests.support.recordings import TWISTER, build_recording

# Counts the calls of the store's thread and of the main thread, and kills itself at one of them.
_CHILD = """
import os, signal, sys, threading
from pathlib import Path
from ppchat.core.chat.conversation import Node
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, Started
from ppchat.adapters.store.store import Store
from tests.support.recordings import TWISTER, build_recording

twister = build_recording(TWISTER)
calls_left = int(sys.argv[2])
report = lambda word: os.write(1, word.encode() + b"\\n")

def count(frame, event, argument):
    global calls_left
    calls_left -= 1
    if calls_left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

threading.setprofile(count)
store = Store(Path(sys.argv[1]))
for turn in range(4):
    node = Node(f"r{turn}", None, "Recite it", Recording(twister.request))
    store.begin_run("c", node).result()
    report(f"begun {node.id}")
    store.append(node.id, Started(twister.t0_ns))
    for n, frame in enumerate(twister.frames()):
        store.append(node.id, Arrived((frame,)))
        if n % 3 == 0:
            store.flush()
            report(f"flushed {n + 1}")
    store.end_run(node.id, twister.summary).result()
    report(f"ended {node.id}")
store.close()
report(f"calls {-calls_left}")
"""


def run(path: Path, calls: int) -> tuple[int, list[str]]:
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path), str(calls)],
        stdout=subprocess.PIPE,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    return child.returncode, child.stdout.decode().splitlines()


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many calls the child makes if it is not killed."""
    code, lines = run(tmp_path_factory.mktemp("whole") / "ppchat.db", 0)
    assert code == 0
    return int(lines[-1].split()[1])


@pytest.mark.parametrize("part", range(25))
def test_what_was_written_is_there_after_a_kill(tmp_path: Path, calls: int, part: int) -> None:
    path = tmp_path / "data" / "ppchat.db"
    code, lines = run(path, 1 + calls * part // 30)
    assert code == -signal.SIGKILL
    begun = [line.split()[1] for line in lines if line.startswith("begun")]
    ended = [line.split()[1] for line in lines if line.startswith("ended")]
    flushed = [int(line.split()[1]) for line in lines[-1:] if line.startswith("flushed")]

    store = Store(path)
    runs = {node.id: node.recording for node in store.load("c").nodes} if begun else {}
    assert store.problem is None
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    all_frames = list(build_recording(TWISTER).frames())
    assert set(begun) <= set(runs)
    for name, loaded in runs.items():
        frames = list(loaded.frames())
        assert frames == all_frames[: len(frames)]
        if name in ended:
            assert loaded.outcome is Outcome.COMPLETED
            assert len(frames) == len(all_frames)
        else:
            assert loaded.ended is not None
            assert loaded.outcome is (
                Outcome.COMPLETED if len(frames) == len(all_frames) else Outcome.CUT_OFF
            )
    if flushed:
        assert len(runs[begun[-1]]) >= flushed[0]


# Answers a call, and kills itself once the answer is stored, before anything is sent.
_ANSWERING_CHILD = """
import os, signal, sys
from pathlib import Path
from ppchat.adapters.store.store import Store
from ppchat.core.chat.conversation import Node
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived
from tests.support.rounds import answers_to, function_item, path_of_rounds, responses_answer

calling = responses_answer(function_item(20, 0))
question, answered = path_of_rounds("Cold?", [calling, responses_answer()])
answered.recording = Recording(answered.recording.request)
store = Store(Path(sys.argv[1]))
store.begin_run("c", question).result()
store.append(question.id, Arrived(tuple(calling.frames())))
store.end_run(question.id, question.summary).result()
if sys.argv[2] == "answered":
    store.begin_run("c", answered).result()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("step", ["waiting", "answered"])
def test_a_kill_between_a_call_and_the_response_to_its_answer(tmp_path: Path, step: str) -> None:
    path = tmp_path / "data" / "ppchat.db"
    child = subprocess.run(
        [sys.executable, "-c", _ANSWERING_CHILD, str(path), step],
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert child.returncode == -signal.SIGKILL
    store = Store(path)
    conversation = store.load("c")
    store.close()
    if step == "waiting":
        assert [call.name for call in conversation.waiting_calls] == ["get_weather"]
    else:
        last = conversation.path[-1]
        assert [answer.output for answer in last.answers] == ["4 degrees"]
        assert last.recording.outcome is Outcome.CUT_OFF
