"""The store's files: private, never overwritten, and only files that are stores."""

from __future__ import annotations

import os
import socket
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from queue import SimpleQueue

import pytest

from ppchat.adapters.store.store import Store
from ppchat.core.stream.signals import Problem
from tests.support.store import (
    Opener,
    count_rows,
    same_recording,
    store_recording,
    twister_recording,
)
from tests.support.until import TIMEOUT_S


def test_files_and_folders_are_private_from_their_creation(open_store: Opener, path: Path) -> None:
    old_mask = os.umask(0o022)
    try:
        store_recording(store := open_store(), twister_recording())
        store.flush()
        files = {file for file in path.parent.rglob("*") if file.is_file()}
        assert {f"ppchat.db{side}" for side in ("", "-wal", "-shm")} <= {
            file.name for file in files
        }
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        folders = (path.parent, path.parent / "running")
        assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    finally:
        os.umask(old_mask)


def test_a_file_that_others_could_read_is_made_private(open_store: Opener, path: Path) -> None:
    open_store().close()
    path.chmod(0o644)
    open_store().flush()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_closed_store_leaves_one_file_and_no_instance(open_store: Opener, path: Path) -> None:
    store = open_store()
    store_recording(store, twister_recording())
    store.close()
    assert sorted(entry.name for entry in path.parent.iterdir()) == [
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
def test_a_file_that_is_no_store_is_renamed_with_a_problem(
    open_store: Opener, path: Path, spoil: Callable[[Path], object]
) -> None:
    path.parent.mkdir()
    spoil(path)
    data = path.read_bytes()
    store = open_store()
    run_id = store_recording(store, twister_recording())
    assert same_recording(store.load_recording(run_id), twister_recording())
    aside = path.with_name("ppchat.db.aside-1")
    assert store.problem is not None
    assert str(aside) in store.problem.message
    assert aside.read_bytes() == data
    store.close()
    assert count_rows(path)["run"] == 1


def test_a_second_file_is_not_renamed_over_the_first(open_store: Opener, path: Path) -> None:
    path.parent.mkdir()
    for text in ("one", "two"):
        path.write_text(text)
        open_store().close()
        path.unlink()
    asides = [path.with_name(f"ppchat.db.aside-{n}").read_text() for n in (1, 2)]
    assert asides == ["one", "two"]


def test_a_file_that_is_damaged_while_it_is_used_is_set_aside(
    open_store: Opener, path: Path
) -> None:
    problems: SimpleQueue[Problem | None] = SimpleQueue()
    store = open_store(report=problems.put)
    for n in range(40):
        store_recording(store, twister_recording(), conversation_id=f"c{n}", prompt="x" * 4000)
    store.close()
    pages = path.read_bytes()
    path.write_bytes(pages[:8192] + b"\xff" * (len(pages) - 8192))
    store = open_store(report=problems.put)
    store_recording(store, twister_recording(), conversation_id="after")
    problem = problems.get(timeout=TIMEOUT_S)
    assert problem is not None
    assert problem.kind == "set aside"
    store_recording(store, twister_recording(), conversation_id="later")
    assert "later" in [summary.id for summary in store.conversations()]


def test_a_newer_database_is_only_read(open_store: Opener, path: Path) -> None:
    store = open_store()
    run_id = store_recording(store, twister_recording())
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    data = path.read_bytes()
    store = open_store()
    store_recording(store, twister_recording(), conversation_id="new")
    assert [summary.id for summary in store.conversations()] == ["c"]
    assert same_recording(store.load_recording(run_id), twister_recording())
    assert store.problem is not None
    assert store.problem.kind == "newer store"
    store.close()
    assert path.read_bytes() == data


def test_without_a_usable_folder_the_store_is_in_memory(open_store: Opener, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for unusable in (tmp_path / "file" / "ppchat.db", Path("/proc/ppchat/ppchat.db"), tmp_path):
        store = open_store(unusable)
        run_id = store_recording(store, twister_recording())
        assert same_recording(store.load_recording(run_id), twister_recording())
        assert store.problem is not None
        assert store.problem.kind == "no store"
        assert str(unusable) in store.problem.message
    assert (tmp_path / "file").read_text() == "not a folder"


def test_a_requested_store_in_memory_has_no_problem(open_store: Opener) -> None:
    store = open_store(None)
    store_recording(store, twister_recording())
    assert (len(store.conversations()), store.problem) == (1, None)


@pytest.mark.parametrize("kind", ["pipe", "socket", "folder"])
def test_what_is_not_a_file_is_refused_and_left_alone(
    kind: str, open_store: Opener, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening a pipe would wait for ever."""
    path.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as unix_socket:
        match kind:
            case "pipe":
                os.mkfifo(path)
            case "socket":
                monkeypatch.chdir(path.parent)  # the whole path may be too long for it
                unix_socket.bind(path.name)
            case _:
                path.mkdir()
        store = open_store()
        assert store.conversations() == []
        assert store.problem
        assert f"{path} cannot be used (it is not a file)" in store.problem.message
    assert {entry.name for entry in path.parent.iterdir()} == {
        "ppchat.db",
        "ppchat.db.lock",
        "running",
    }
