"""A disk that refuses writes, and later accepts them."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import pytest

from ppchat.adapters.store import writer_thread
from ppchat.adapters.store.errors import StoreError
from ppchat.adapters.store.locks import WriteLock
from ppchat.adapters.store.writer_thread import WriterThread
from ppchat.core.chat.conversation import Node
from ppchat.core.stream.signals import Problem
from tests.support.recordings import TWISTER, build_recording, delta
from tests.support.store import (
    Opener,
    count_rows,
    same_recording,
    store_recording,
    twister_recording,
)
from tests.support.until import TIMEOUT_S, wait_until


@contextmanager
def no_file_may_grow_beyond(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_a_disk_refuses_stays_in_memory_until_it_is_written(
    open_store: Opener, path: Path
) -> None:
    problems: SimpleQueue[Problem | None] = SimpleQueue()
    store = open_store(report=problems.put)
    store.flush()
    large = build_recording([*TWISTER[:2], *(delta(20 + n, "x" * 900) for n in range(9000))])
    with no_file_may_grow_beyond(1 << 20):
        run_id = store_recording(store, large)
        problem = problems.get(timeout=TIMEOUT_S)
        assert problem is not None
        assert problem.kind == "store refused"
        assert same_recording(store.load_recording(run_id), large)
        assert store.conversations()[0].turns == 1
        assert store.problem == problem
    assert problems.get(timeout=TIMEOUT_S) is None
    assert same_recording(open_store().load_recording(run_id), large)
    assert count_rows(path)["run"] == 1


def test_a_full_disk_is_reported_until_there_is_room(open_store: Opener, path: Path) -> None:
    problems: SimpleQueue[Problem | None] = SimpleQueue()
    store = open_store(report=problems.put)
    # SQLite reports a full disk when it may add no more pages.
    (pages,) = store._writer.run_query(lambda c: c.execute("PRAGMA page_count").fetchone())
    store._writer.run_query(lambda c: c.execute(f"PRAGMA max_page_count = {pages}").fetchone())
    large = build_recording([(0, b"data: " + b"x" * 50_000)])
    run_id = store_recording(store, large)
    problem = problems.get(timeout=TIMEOUT_S)
    assert problem is not None
    assert problem.kind == "disk full"
    store._writer.run_query(lambda c: c.execute("PRAGMA max_page_count = 1000000").fetchone())
    assert problems.get(timeout=TIMEOUT_S) is None
    assert same_recording(open_store().load_recording(run_id), large)


def test_a_store_that_another_program_holds_is_waited_for(open_store: Opener, path: Path) -> None:
    problems: SimpleQueue[Problem | None] = SimpleQueue()
    store = open_store(report=problems.put)
    store.flush()
    lock = WriteLock(path.with_name("ppchat.db.lock"))
    with lock.hold(TIMEOUT_S):
        begin = store.begin_run("c", Node("a", None, "hello", twister_recording()))
        problem = problems.get(timeout=TIMEOUT_S)
        assert problem is not None
        assert problem.kind == "store busy"
        begin.result(TIMEOUT_S)
        assert count_rows(path)["run"] == 0
    lock.close()
    assert problems.get(timeout=TIMEOUT_S) is None
    assert count_rows(path)["run"] == 1


def test_a_change_that_cannot_be_stored_does_not_block_the_rest(open_store: Opener) -> None:
    store = open_store()
    store_recording(store, twister_recording(), node_id="a")
    store_recording(store, twister_recording(), node_id="b", parent="a")
    store.begin_run("other", Node("a", None, "the same id again", twister_recording())).result(
        TIMEOUT_S
    )
    store_recording(store, twister_recording(), node_id="c", parent="b")
    assert [node.id for node in store.load("c").nodes] == ["a", "b", "c"]
    assert store.problem is not None
    assert store.problem.kind == "not kept"


def test_no_writer_waits_for_the_disk(open_store: Opener, path: Path) -> None:
    store = open_store()
    store.flush()
    lock = WriteLock(path.with_name("ppchat.db.lock"))
    handed_over = Event()
    with lock.hold(TIMEOUT_S):
        store_recording(store, twister_recording())
        store.rename("c", "x")
        handed_over.set()
    lock.close()
    assert handed_over.is_set()
    assert store.conversations()[0].title == "x"


def test_a_closed_writer_does_not_block() -> None:
    writer = WriterThread(None, lambda *_: None, lambda _: None)
    writer.close()
    with pytest.raises(StoreError, match="closed"):
        writer.run_query(lambda connection: connection.execute("SELECT 1").fetchone())
    writer.enqueue(lambda connection: None)
    with pytest.raises(StoreError, match="closed"):
        writer.enqueue_now(lambda connection: None).result(TIMEOUT_S)
    writer.close()


def test_an_error_in_the_thread_is_reported_and_leaves_nobody_waiting(
    open_store: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, urgent: bool) -> None:
        raise ZeroDivisionError("injected")

    problems: SimpleQueue[Problem | None] = SimpleQueue()
    store = open_store(report=problems.put)
    store.flush()
    monkeypatch.setattr(WriterThread, "_commit", fail)
    with pytest.raises(StoreError, match="the store has failed"):
        store.conversations()
    problem = problems.get(timeout=TIMEOUT_S)
    assert problem is not None
    assert "ZeroDivisionError: injected" in problem.message
    with pytest.raises(StoreError, match="closed"):
        store.conversations()
    store.close()


def test_a_change_that_can_wait_is_written_when_no_other_comes(
    open_store: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_thread, "IDLE_S", 0.01)
    writer = open_store()._writer
    order: list[str] = []
    busy = Event()

    def wait(_: object) -> None:
        busy.wait(TIMEOUT_S)

    writer.enqueue(wait)
    writer.enqueue_idle(lambda _: order.append("later"))
    writer.enqueue(lambda _: order.append("first"))
    writer.enqueue_idle(lambda _: order.append("last"))
    busy.set()
    wait_until(lambda: len(order) == 3)
    assert order == ["first", "later", "last"]


def test_changes_that_can_wait_are_dropped_at_the_end(open_store: Opener) -> None:
    store = open_store()
    done: list[str] = []
    store._writer.enqueue_idle(lambda _: done.append("dropped"))
    store.close()
    assert done == []
