"""What is remembered of each server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ppchat.adapters.memory.servers import ServerMemory, load_memory, save_memory
from ppchat.adapters.paths import Paths

CHAT = ServerMemory("chat", ("stream_options",))


def paths_in(folder: Path) -> Paths:
    return Paths(folder / "config.toml", folder / "data")


def test_each_host_is_remembered_in_a_file_for_its_owner(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    save_memory(paths, "a:1", CHAT)
    save_memory(paths, "b:2", ServerMemory(omit=("x",)))
    assert load_memory(paths, "a:1") == CHAT
    assert load_memory(paths, "b:2") == ServerMemory("", ("x",))
    assert load_memory(paths, "c:3") == ServerMemory()
    assert paths.server_memory.stat().st_mode & 0o777 == 0o600
    assert paths.data_dir.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in paths.data_dir.iterdir()] == ["servers.json"]


def test_what_is_the_default_needs_no_entry(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    save_memory(paths, "a:1", CHAT)
    save_memory(paths, "a:1", ServerMemory())
    assert json.loads(paths.server_memory.read_bytes()) == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"a:1": 3}',
        b'{"a:1": {"api": 3, "omit": {"x": 1}}}',
        b"[" * 10**5,
    ],
)
def test_a_file_of_another_kind_is_no_memory(tmp_path: Path, content: bytes) -> None:
    paths = paths_in(tmp_path)
    paths.data_dir.mkdir()
    paths.server_memory.write_bytes(content)
    assert load_memory(paths, "a:1") == ServerMemory()
    save_memory(paths, "a:1", CHAT)
    assert load_memory(paths, "a:1") == CHAT


def test_where_nothing_can_be_written_nothing_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    save_memory(paths_in(tmp_path), "a:1", CHAT)
    assert load_memory(paths_in(tmp_path), "a:1") == ServerMemory()


def test_the_hosts_asked_last_are_remembered(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    paths.data_dir.mkdir()
    many = {f"h:{n}": {"api": "chat"} for n in range(300)}
    paths.server_memory.write_text(json.dumps(many))
    save_memory(paths, "a:1", CHAT)
    assert load_memory(paths, "a:1") == CHAT
    assert load_memory(paths, "h:299").api == "chat"
    assert load_memory(paths, "h:0").api == ""
