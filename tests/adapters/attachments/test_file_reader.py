"""Files are read whatever they turn out to be, and nothing waits for a pipe."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from ppchat.adapters.attachments import file_reader
from ppchat.adapters.attachments.file_reader import attach_file, attachment_name, read_attachment
from ppchat.core.dialects.attachments import AttachmentError


def reason(path: Path | str) -> str:
    with pytest.raises(AttachmentError) as failure:
        read_attachment(str(path))
    return str(failure.value)


async def test_a_file_is_read_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "a b.txt").write_text("hello")
    (tmp_path / "link").symlink_to(tmp_path / "a b.txt")
    file = await attach_file(str(tmp_path / "a b.txt"))
    assert (file.name, file.data) == ("a b.txt", b"hello")
    assert (await attach_file(str(tmp_path / "link"))).data == b"hello"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.txt", "a.txt"),
        ("src/a b.py", "src/a b.py"),
        ("./src/a.py", "src/a.py"),
        ("../secret/a.py", "a.py"),
        ("src/../../a.py", "a.py"),
        ("/home/me/a.py", "a.py"),
        ("~/a.py", "a.py"),
        ("~me/a.py", "a.py"),
    ],
)
def test_its_name_says_nothing_of_folders_outside_the_current_one(path: str, name: str) -> None:
    assert attachment_name(path) == name


def test_the_home_of_the_user_is_meant_by_a_tilde(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "a").write_text("home")
    assert read_attachment("~/a").data == b"home"


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        assert reason(tmp_path) == "it is a folder"
        assert reason(tmp_path / "pipe") == "it is a pipe"
        assert reason(tmp_path / "s") == "it is a socket"
    assert reason("/dev/zero") == "it is a device"
    assert reason(tmp_path / "none") == "there is no such file"
    (tmp_path / "dangling").symlink_to(tmp_path / "none")
    assert reason(tmp_path / "dangling") == "there is no such file"
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert reason(tmp_path / "loop").startswith("it cannot be read: ")
    assert reason("a\0b").startswith("it cannot be read: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    (tmp_path / "a").chmod(0)
    assert reason(tmp_path / "a") == "it may not be read"


def test_a_large_file_is_refused_by_its_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_reader, "_PIECE", 0)  # nothing beyond is read
    with (tmp_path / "large").open("wb") as file:
        file.write(b"a" * 5000)
        file.truncate(200_000_000)
    assert reason(tmp_path / "large") == "it is too large: 200.0 MB, a text file may have 1.0 MB"


@pytest.mark.parametrize("change", ["grows", "shrinks", "is written"])
def test_a_file_that_changes_meanwhile_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"a" * 9000)

    def media_type(beginning: bytes) -> str:
        size = {"grows": 9001, "shrinks": 5000, "is written": 9000}[change]
        path.write_bytes(b"b" * size)
        os.utime(path, ns=(1, 1))
        return "text/plain"

    monkeypatch.setattr(file_reader, "media_type", media_type)
    assert reason(path) == "it changed while it was read: attach it again"


@pytest.mark.skipif(sys.platform != "linux", reason="a file of the kernel")
def test_a_file_without_a_size_is_read_to_its_end() -> None:
    assert read_attachment("/proc/version").data.startswith(b"Linux")
