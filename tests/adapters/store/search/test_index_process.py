"""The process that indexes what earlier versions stored."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ppchat.adapters.store.search import text_index
from ppchat.adapters.store.search.index_process import IndexProcess
from tests.support.searching import runs_with
from tests.support.store import Opener, store_recording, twister_recording
from tests.support.until import wait_until


def test_many_answers_are_indexed_by_a_process_which_ends_with_the_store(
    open_store: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store()
    for n in range(4):
        store_recording(store, twister_recording(), node_id=f"r{n}")
    monkeypatch.setattr(text_index, "_A_FEW", 3)
    store.texts.catch_up()
    pid = store.texts._process.pid
    assert pid
    wait_until(lambda: store.texts.count_unindexed() == 0)
    assert runs_with(store, "piper") == ["r3", "r2", "r1", "r0"]
    store.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_few_answers_need_no_process(open_store: Opener) -> None:
    store = open_store()
    store_recording(store, twister_recording(), node_id="r")
    store.texts.catch_up()
    assert store.texts._process.pid is None
    assert runs_with(store, "piper") == ["r"]


def test_it_ends_at_any_moment(open_store: Opener, path: Path) -> None:
    store = open_store()
    for n in range(40):
        store_recording(store, twister_recording(), node_id=f"r{n}")
    store.flush()
    process = IndexProcess()
    process.start(path)
    pid = process.pid
    assert pid
    process.start(path)
    assert process.pid == pid
    process.close()
    assert process.pid is None
    store.texts.index_all()
    assert len(runs_with(store, "piper")) == 40


def test_a_closed_store_is_not_indexed(open_store: Opener) -> None:
    store = open_store()
    store.close()
    store.texts.catch_up()
