"""Two processes that write to one conversation, as two windows do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ppchat.adapters.store.store import Store
from tests.support.store import Opener, same_recording, store_recording, twister_recording

RUNS = 12


def write_runs(path: Path, name: str) -> None:
    """Once a line arrives, store runs that follow one another in the conversation `c`."""
    store = Store(path)
    store.flush()
    print("ready", flush=True)
    sys.stdin.readline()
    parent = "first"
    for n in range(RUNS):
        parent = store_recording(
            store, twister_recording(), node_id=f"{name}{n}", parent=parent, prompt=f"{name} {n}"
        )
    store.flush()
    while store.problem:  # the other one is writing: what is pending is tried again
        store.flush()
    store.close()


def start_writer(path: Path, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.adapters.store.test_two_processes", str(path), name]
    writer = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert writer.stdout
    assert writer.stdout.readline() == "ready\n"
    return writer


def test_nothing_is_lost_or_doubled(open_store: Opener, path: Path) -> None:
    store = open_store()
    store_recording(store, twister_recording(), node_id="first")
    opened = store.open_conversation("c")
    writers = [start_writer(path, name) for name in "ab"]
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("\n")
    store_recording(store, twister_recording(), node_id="own", parent="first", prompt="meanwhile")
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0

    again, whole = store.open_conversation("c"), store.load("c")
    expected = {"first", "own", *(f"{name}{n}" for name in "ab" for n in range(RUNS))}
    assert {node.id for node in again.nodes} == {node.id for node in whole.nodes} == expected
    assert len(again) == len(whole) == len(expected)
    for node, other in zip(again.nodes, whole.nodes, strict=True):
        assert same_recording(node.recording, other.recording)
        assert same_recording(node.recording, twister_recording())
    assert [node.id for node in again.path_to(f"a{RUNS - 1}")[1:]] == [f"a{n}" for n in range(RUNS)]
    (summary,) = store.conversations()
    assert (summary.turns, summary.calls) == (len(expected), 0)
    assert summary.asked_at == whole.nodes[-1].recording.started_at
    assert len(opened) == 1  # what is open stays as it was until it is opened again


if __name__ == "__main__":
    write_runs(Path(sys.argv[1]), sys.argv[2])
