"""The store's files: private, never overwritten, and none that is not ours."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from queue import SimpleQueue

import pytest

from ppchat.adapters.store.store import Store
from ppchat.core.stream.signals import Problem
from tests.support.store import PATIENCE_S, Opener, keep, same, tables, twister


def test_files_and_folders_are_private_from_their_creation(opened: Opener, path: Path) -> None:
    before = os.umask(0o022)
    try:
        keep(store := opened(), twister())
        store.flush()
        made = {each for each in path.parent.rglob("*") if each.is_file()}
        assert {f"ppchat.db{side}" for side in ("", "-wal", "-shm")} <= {each.name for each in made}
        assert {stat.S_IMODE(each.stat().st_mode) for each in made} == {0o600}
        folders = (path.parent, path.parent / "running")
        assert {stat.S_IMODE(each.stat().st_mode) for each in folders} == {0o700}
    finally:
        os.umask(before)


def test_a_file_that_others_could_read_is_made_private(opened: Opener, path: Path) -> None:
    opened().close()
    path.chmod(0o644)
    opened().flush()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_closed_store_leaves_one_file_and_no_instance(opened: Opener, path: Path) -> None:
    store = opened()
    keep(store, twister())
    store.close()
    assert sorted(each.name for each in path.parent.iterdir()) == [
        "ppchat.db",
        "ppchat.db.lock",
        "running",
    ]
    assert list((path.parent / "running").iterdir()) == []


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
        connection.commit()


def truncated(path: Path) -> None:
    Store(path).close()
    path.write_bytes(path.read_bytes()[:1500])


def scribbled(path: Path) -> None:
    Store(path).close()
    data = path.read_bytes()
    path.write_bytes(data[:100] + b"\xff" * 4000 + data[4100:])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"Dear diary\n" * 100),
        foreign,
        truncated,
        scribbled,
    ],
    ids=["empty", "text", "foreign", "truncated", "scribbled"],
)
def test_a_file_that_is_no_store_is_renamed_and_told(
    opened: Opener, path: Path, spoil: Callable[[Path], object]
) -> None:
    path.parent.mkdir()
    spoil(path)
    data = path.read_bytes()
    store = opened()
    run_id = keep(store, twister())
    assert same(store.load_recording(run_id), twister())
    aside = path.with_name("ppchat.db.aside-1")
    assert store.problem is not None
    assert str(aside) in store.problem.message
    assert aside.read_bytes() == data
    store.close()
    assert tables(path)["run"] == 1


def test_a_second_file_is_not_renamed_over_the_first(opened: Opener, path: Path) -> None:
    path.parent.mkdir()
    for text in ("one", "two"):
        path.write_text(text)
        opened().close()
        path.unlink()
    asides = [path.with_name(f"ppchat.db.aside-{n}").read_text() for n in (1, 2)]
    assert asides == ["one", "two"]


def test_a_file_that_is_damaged_while_it_is_used_is_set_aside(opened: Opener, path: Path) -> None:
    problems: SimpleQueue[Problem | None] = SimpleQueue()
    store = opened(tell=problems.put)
    for n in range(40):
        keep(store, twister(), conversation_id=f"c{n}", prompt="x" * 4000)
    store.close()
    pages = path.read_bytes()
    path.write_bytes(pages[:8192] + b"\xff" * (len(pages) - 8192))
    store = opened(tell=problems.put)
    keep(store, twister(), conversation_id="after")
    problem = problems.get(timeout=PATIENCE_S)
    assert problem is not None
    assert problem.kind == "set aside"
    keep(store, twister(), conversation_id="later")
    assert "later" in [each.id for each in store.conversations()]


def test_a_newer_database_is_only_read(opened: Opener, path: Path) -> None:
    store = opened()
    run_id = keep(store, twister())
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    data = path.read_bytes()
    store = opened()
    keep(store, twister(), conversation_id="new")
    assert [each.id for each in store.conversations()] == ["c"]
    assert same(store.load_recording(run_id), twister())
    assert store.problem is not None
    assert store.problem.kind == "newer store"
    store.close()
    assert path.read_bytes() == data


def test_without_a_usable_folder_all_goes_on_in_memory(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for where in (tmp_path / "file" / "ppchat.db", Path("/proc/ppchat/ppchat.db"), tmp_path):
        store = opened(where)
        run_id = keep(store, twister())
        assert same(store.load_recording(run_id), twister())
        assert store.problem is not None
        assert store.problem.kind == "no store"
        assert str(where) in store.problem.message
    assert (tmp_path / "file").read_text() == "not a folder"


def test_a_store_in_memory_by_wish_has_no_problem(opened: Opener) -> None:
    store = opened(None)
    keep(store, twister())
    assert (len(store.conversations()), store.problem) == (1, None)
