"""A disk that refuses, and one that takes again."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import pytest

from ppchat.adapters.store.errors import StoreError
from ppchat.adapters.store.locks import WriteLock
from ppchat.adapters.store.writer_thread import Keeper
from ppchat.core.chat.conversation import Node
from ppchat.core.stream.signals import Problem
from tests.support.playbook import TWISTER, delta, recording
from tests.support.store import PATIENCE_S, Opener, keep, same, tables, twister


@contextmanager
def no_file_may_grow_beyond(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_a_disk_refuses_is_in_memory_until_it_takes_it(opened: Opener, path: Path) -> None:
    problems: SimpleQueue[Problem | None] = SimpleQueue()
    store = opened(tell=problems.put)
    store.flush()
    large = recording([*TWISTER[:2], *(delta(20 + n, "x" * 900) for n in range(9000))])
    with no_file_may_grow_beyond(1 << 20):
        run_id = keep(store, large)
        problem = problems.get(timeout=PATIENCE_S)
        assert problem is not None
        assert problem.kind == "store refused"
        assert same(store.load_recording(run_id), large)
        assert store.conversations()[0].turns == 1
        assert store.problem == problem
    assert problems.get(timeout=PATIENCE_S) is None
    assert same(opened().load_recording(run_id), large)
    assert tables(path)["run"] == 1


def test_a_full_disk_is_told_until_there_is_room(opened: Opener, path: Path) -> None:
    problems: SimpleQueue[Problem | None] = SimpleQueue()
    store = opened(tell=problems.put)
    # SQLite gives the very error of a full disk once it may add no more pages.
    (pages,) = store._keeper.ask(lambda c: c.execute("PRAGMA page_count").fetchone())
    store._keeper.ask(lambda c: c.execute(f"PRAGMA max_page_count = {pages}").fetchone())
    large = recording([(0, b"data: " + b"x" * 50_000)])
    run_id = keep(store, large)
    problem = problems.get(timeout=PATIENCE_S)
    assert problem is not None
    assert problem.kind == "disk full"
    store._keeper.ask(lambda c: c.execute("PRAGMA max_page_count = 1000000").fetchone())
    assert problems.get(timeout=PATIENCE_S) is None
    assert same(opened().load_recording(run_id), large)


def test_a_store_that_another_program_holds_is_waited_for(opened: Opener, path: Path) -> None:
    problems: SimpleQueue[Problem | None] = SimpleQueue()
    store = opened(tell=problems.put)
    store.flush()
    lock = WriteLock(path.with_name("ppchat.db.lock"))
    with lock.held(PATIENCE_S):
        begun = store.begin_run("c", Node("a", None, "hello", twister()))
        problem = problems.get(timeout=PATIENCE_S)
        assert problem is not None
        assert problem.kind == "store busy"
        begun.result(PATIENCE_S)
        assert tables(path)["run"] == 0
    lock.close()
    assert problems.get(timeout=PATIENCE_S) is None
    assert tables(path)["run"] == 1


def test_what_can_never_be_stored_does_not_hold_up_the_rest(opened: Opener) -> None:
    store = opened()
    keep(store, twister(), node_id="a")
    keep(store, twister(), node_id="b", parent="a")
    store.begin_run("other", Node("a", None, "the same id again", twister())).result(PATIENCE_S)
    keep(store, twister(), node_id="c", parent="b")
    assert [each.id for each in store.load("c").nodes] == ["a", "b", "c"]
    assert store.problem is not None
    assert store.problem.kind == "not kept"


def test_no_writer_waits_for_the_disk(opened: Opener, path: Path) -> None:
    store = opened()
    store.flush()
    lock = WriteLock(path.with_name("ppchat.db.lock"))
    handed_over = Event()
    with lock.held(PATIENCE_S):
        keep(store, twister())
        store.rename("c", "x")
        handed_over.set()
    lock.close()
    assert handed_over.is_set()
    assert store.conversations()[0].title == "x"


def test_once_it_is_closed_nobody_waits_for_it() -> None:
    keeper = Keeper(None, lambda *_: None, lambda _: None)
    keeper.close()
    with pytest.raises(StoreError, match="closed"):
        keeper.ask(lambda connection: connection.execute("SELECT 1").fetchone())
    keeper.write(lambda connection: None)
    with pytest.raises(StoreError, match="closed"):
        keeper.write_now(lambda connection: None).result(PATIENCE_S)
    keeper.close()
