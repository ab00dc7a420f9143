"""The files below a folder, as git has them, or all of them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ppchat.adapters.attachments import file_index
from ppchat.adapters.attachments.file_index import FileIndex, list_files, list_folder

FILES = ("a.py", "sub/b c.py", "sub/deep/d.py", ".hidden", "node_modules/x.js", "out/e.log")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    return tmp_path


def test_without_git_all_files_are_listed_the_nearest_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "loop").symlink_to(folder)
    (folder / "closed").mkdir(mode=0)
    monkeypatch.setenv("PATH", "")
    expected = [".hidden", "a.py", "loop", "out/e.log", "sub/b c.py", "sub/deep/d.py"]
    assert list(list_files(folder)) == expected


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_what_git_ignores_is_not_listed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "init", "-q", folder], check=True)
    ran = folder / "ran"
    subprocess.run(["git", "config", "core.fsmonitor", f"touch {ran}"], cwd=folder, check=True)
    (folder / ".gitignore").write_text("out/\nnode_modules/\n!sub/\n")
    (folder / "sub" / ".gitignore").write_text("deep\n")
    assert set(list_files(folder)) == {"a.py", "sub/b c.py", ".hidden", ".gitignore"} | {
        "sub/.gitignore"
    }
    assert set(list_files(folder / "sub")) == {"b c.py", ".gitignore"}
    assert not ran.exists()
    monkeypatch.setattr(file_index, "MAX_FILES", 2)
    assert len(list(list_files(folder))) == 2


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_a_repository_without_files_has_none(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert list(list_files(tmp_path)) == []


async def test_an_index_keeps_what_it_has_until_it_is_listed_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    changes: list[int] = []
    index = FileIndex(folder, lambda: changes.append(1))
    await index.refresh()
    before = index.paths
    assert "a.py" in before
    (folder / "new.py").write_text("x")
    await index.refresh()
    assert "new.py" in index.paths
    assert "new.py" not in before
    assert changes == [1, 1]


def test_the_names_in_a_folder(folder: Path) -> None:
    (folder / "link").symlink_to(folder / "sub")
    assert list_folder(folder) == [".hidden", "a.py", "link/", "node_modules/", "out/", "sub/"]
    assert len(list_folder(folder, 2)) == 2
    assert list_folder(folder / "none") == []
    assert os.sep == "/"
