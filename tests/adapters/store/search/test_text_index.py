"""The index of a store is kept up to date, whatever happens meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ppchat.adapters.store import writer_thread
from ppchat.adapters.store.search import index
from ppchat.adapters.store.store import Store
from ppchat.core.dialects.attachments import attachment
from tests.support.searching import runs_with, search_for
from tests.support.store import Opener, store_recording, twister_recording
from tests.support.until import wait_until

INDEX: str = (
    "import sys; from pathlib import Path; from ppchat.adapters.store.store import Store\n"
    "store = Store(Path(sys.argv[1]))\n"
    "store.texts.index_all(lambda count: print(count, flush=True))\n"
    "store.close()\n"
)


def fill(store: Store, count: int) -> None:
    for n in range(count):
        store_recording(store, twister_recording(), conversation_id=f"c{n}", node_id=f"r{n:03}")


def start(path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", INDEX, path], stdout=subprocess.PIPE, text=True)


def test_an_answer_is_indexed_once_nothing_else_is_to_be_written(
    open_store: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_thread, "IDLE_S", 0.01)
    store = open_store()
    fill(store, 2)
    wait_until(lambda: store.texts.count_unindexed() == 0)
    assert runs_with(store, "piper") == ["r001", "r000"]
    store.delete("c0")
    wait_until(lambda: not store._writer.run_query(index.has_removed))
    assert runs_with(store, "piper") == ["r001"]


@pytest.mark.parametrize("is_later", [False, True])
def test_files_are_indexed_with_their_prompt(
    open_store: Opener, monkeypatch: pytest.MonkeyPatch, is_later: bool
) -> None:
    monkeypatch.setattr(writer_thread, "IDLE_S", 3600 if is_later else 0.01)
    store = open_store()
    files = (attachment("docs/plan.md", b"Feed the herons"),)
    store_recording(store, twister_recording(), node_id="r", attachments=files)
    if is_later:
        store.texts.index_all()
    wait_until(lambda: store.texts.count_unindexed() == 0)
    for words in ("herons", "plan.md", "kind:file feed"):
        assert runs_with(store, words) == ["r"]


def test_what_a_killed_process_has_indexed_stays(open_store: Opener, path: Path) -> None:
    store = open_store()
    fill(store, 60)
    store.flush()
    with start(path) as process:
        assert process.stdout
        process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
    assert runs_with(store, "piper")
    store.texts.index_all()
    assert runs_with(store, "piper") == [f"r{n:03}" for n in reversed(range(60))]


def test_two_processes_index_at_once(open_store: Opener, path: Path) -> None:
    store = open_store()
    fill(store, 40)
    store.flush()
    with start(path) as one, start(path) as other:
        store.texts.index_all()
    assert (one.returncode, other.returncode) == (0, 0)
    hits = search_for(store, "piper").hits
    assert [hit.run_id for hit in hits] == [f"r{n:03}" for n in reversed(range(40))]


def test_a_store_that_can_only_be_read_is_not_indexed(open_store: Opener, path: Path) -> None:
    store = open_store()
    fill(store, 1)
    store._execute("PRAGMA user_version = 99")
    store.flush()
    reader = open_store()
    reader.flush()
    assert reader.problem
    reader.texts.index_all()
    assert search_for(reader, "piper").unindexed == 1
