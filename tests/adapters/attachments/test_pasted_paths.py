"""What terminals send when files are dropped on them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from ppchat.adapters.attachments.pasted_paths import may_be_paths, pasted_paths


@pytest.fixture
def paths(tmp_path: Path) -> tuple[str, str]:
    names = [tmp_path / "a.png", tmp_path / "b c's.md"]
    for path in names:
        path.write_text("x")
    return str(names[0]), str(names[1])


def test_each_way_of_writing_a_path(paths: tuple[str, str]) -> None:
    one, other = paths
    escaped = other.replace(" ", "\\ ").replace("'", "\\'")
    for text, expected in (
        (one, [one]),
        (f" {one} \n", [one]),
        (f"'{one}'", [one]),
        (f'"{other}"', [other]),
        (escaped, [other]),
        (other, [other]),
        (f"file://{quote(other)}\r\nfile://localhost{one}\r\n", [other, one]),
        (f"{one}\n{other}", [one, other]),
        (f"'{one}' {escaped}", [one, other]),
    ):
        assert may_be_paths(text)
        assert pasted_paths(text) == expected, text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/no/such/file",
        "/tmp is a folder",
        "/tmp",
        "'unclosed",
        "file://elsewhere/etc/hosts",
        "README.md",
        "/a\0b",
        "~nobody/a",
    ],
)
def test_anything_else_is_text(text: str) -> None:
    assert pasted_paths(text) == []


def test_one_path_that_is_no_file_makes_all_of_it_text(paths: tuple[str, str]) -> None:
    assert pasted_paths(f"{paths[0]} /no/such/file") == []


def test_prose_is_not_looked_up() -> None:
    assert not may_be_paths("read /etc/hosts")
    assert not may_be_paths("/" + "a" * 10_000)


def test_the_home_of_the_user(paths: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(Path(paths[0]).parent))
    assert pasted_paths("~/a.png") == ["~/a.png"]
