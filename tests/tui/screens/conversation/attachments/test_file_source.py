"""Files are completed after an `@`, and attached once chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.tui.screens.conversation.attachments.file_source import FileSource
from tests.support.chat_app import ChatDriver, run_chat


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "work"
    for name in ("alpha.md", "sub/beta two.md", ".env"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(folder / "sub"))
    return folder


def names(chat: ChatDriver) -> list[str]:
    return [file.name for file in chat.screen._composer.attachments]


@pytest.mark.parametrize(
    ("before", "word"),
    [
        ("@", "@"),
        ("see @al", "@al"),
        ('see @"beta tw', '@"beta tw'),
        ("me@host", None),
        ("@al and", None),
        ('@"beta two.md" ', None),
    ],
)
def test_the_word_from_the_at_sign_on(before: str, word: str | None) -> None:
    source = FileSource(str, str, str, str)
    assert source.word(before, 0) == word


async def test_the_file_that_is_chosen_is_attached_and_named(tmp_path: Path, folder: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.press(*"see ", "@")
        await chat.until(lambda: "alpha.md" in chat.text and "beta two.md" in chat.text)
        assert ".env" not in chat.text
        assert "the image on the clipboard" in chat.text
        await chat.press(*"bt")
        await chat.until(lambda: "alpha.md" not in chat.text)
        await chat.press("enter")
        await chat.until(lambda: names(chat) == ["sub/beta two.md"])
        assert chat.prompt.text == 'see @"sub/beta two.md" '
        await chat.press("@", ".", "e")
        await chat.until(lambda: ".env" in chat.text)
        await chat.press("tab")
        await chat.until(lambda: names(chat) == ["sub/beta two.md", ".env"])
        await chat.press(*"and", "enter")
        await chat.until(lambda: chat.chat.conversation.nodes)
        assert chat.chat.conversation.nodes[0].prompt == 'see @"sub/beta two.md" @.env and'


async def test_a_name_may_hold_anything(tmp_path: Path, folder: Path) -> None:
    (folder / "od\x1b[31m\nd\udcff.md").write_text("x")
    async with run_chat(tmp_path) as chat:
        await chat.press(*"@od")
        await chat.until(lambda: "od␛[31m" in chat.text)
        await chat.press("enter")
        await chat.until(lambda: names(chat) == ["od\x1b[31m\nd?.md"])
        assert "\x1b" not in chat.prompt.text
        await chat.ask("Why?")
        assert "\x1b" not in chat.text


async def test_folders_elsewhere_are_listed_one_by_one(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "other.md").write_text("x")
    async with run_chat(tmp_path) as chat:
        await chat.press(*"@../w")
        await chat.until(lambda: "../work/" in chat.text)
        await chat.press("tab")
        await chat.until(lambda: "../work/sub/" in chat.text)
        assert chat.prompt.text == "@../work/"
        await chat.press(*"alpha")
        await chat.until(lambda: "../work/sub/" not in chat.text)
        await chat.press("enter")
        await chat.until(lambda: names(chat) == ["alpha.md"])
        await chat.write("")
        await chat.press(*"@~/")
        await chat.until(lambda: "~/beta two.md" in chat.text)
        await chat.press("escape")
        await chat.write("")
        await chat.press("@", *str(tmp_path), *"/oth")
        await chat.until(lambda: f"{tmp_path}/other.md" in chat.text)
        await chat.press("enter")
        await chat.until(lambda: names(chat) == ["alpha.md", "other.md"])


async def test_without_such_a_file_enter_sends_what_is_typed(tmp_path: Path, folder: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.press("@")
        await chat.until(lambda: "alpha.md" in chat.text)
        await chat.press(*"zzz")
        await chat.until(lambda: "No file has these letters" in chat.text)
        await chat.press("enter")
        await chat.until(lambda: chat.chat.conversation.nodes)
        assert chat.chat.conversation.nodes[0].prompt == "@zzz"
