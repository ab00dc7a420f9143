"""The command that attaches a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.chat_app import run_chat


async def test_it_attaches_the_file_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "a b.md").write_text("x")
    async with run_chat(tmp_path) as chat:
        for path in (f"{tmp_path / 'a b.md'}", f"'{tmp_path / 'none'}'"):
            await chat.write(f"/attach {path}")
            await chat.press("enter")
        await chat.until(lambda: chat.notifications)
        assert chat.notifications == [
            f"{tmp_path / 'none'} is not attached: there is no such file."
        ]
        assert [file.name for file in chat.screen._composer.attachments] == ["a b.md"]


async def test_alone_it_lists_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "only.md").write_text("x")
    async with run_chat(tmp_path) as chat:
        await chat.write("/attach")
        await chat.press("enter")
        await chat.until(lambda: chat.prompt.text == "@" and "only.md" in chat.text)
