"""A conversation as a page, from the app."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Static

from ppchat.tui.dialogs.files.share import ShareScreen
from tests.support.chat_app import run_chat
from tests.support.html_pages import Page
from tests.support.recordings import TWISTER, build_recording
from tests.support.until import until


class Host(App[None]):
    def __init__(self, folder: Path, title: str = "Recite it!") -> None:
        super().__init__()
        self._folder = folder
        self._conversation_title = title
        self.opened: list[str] = []

    def on_mount(self) -> None:
        turns = [("one", build_recording(TWISTER))]
        self.push_screen(ShareScreen(turns, self._conversation_title, self._folder))

    def open_url(self, url: str, **_: Any) -> None:
        self.opened.append(url)

    def text(self, name: str) -> str:
        return str(self.screen.query_one(f"#{name}", Static).content)


async def test_the_page_is_written_at_once_and_opened_by_a_key(tmp_path: Path) -> None:
    app = Host(tmp_path)
    async with app.run_test() as pilot:
        await until(pilot, lambda: "recite-it.html" in app.text("path"))
        assert "What looks like a key is masked." in app.text("holds")
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, ShareScreen))
    path = tmp_path / "recite-it.html"
    assert app.opened == [path.as_uri()]
    assert "Peter Piper" in Page(path.read_text()).text


async def test_what_is_left_out_is_written_again_without_it(tmp_path: Path) -> None:
    app, path = Host(tmp_path), tmp_path / "recite-it.html"
    async with app.run_test() as pilot:
        await until(pilot, lambda: "html" in app.text("path"))
        assert "output_text.delta" in path.read_text()
        await pilot.press("e", "r")
        await until(pilot, lambda: "Left out: events and reasoning" in app.text("holds"))
        assert "output_text.delta" not in path.read_text()
        await pilot.press("e")
        await until(pilot, lambda: "Left out: reasoning" in app.text("holds"))
        assert "output_text.delta" in path.read_text()
    assert not path.with_name("recite-it-2.html").exists()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("", "conversation"),
        ("../../etc/passwd\x00", "etc-passwd"),
        ("翻訳 " * 3000, "翻訳-" * 13 + "翻"),
        ("--rf ~", "rf"),
    ],
)
async def test_any_title_gives_a_file_in_the_folder(tmp_path: Path, title: str, name: str) -> None:
    for stem in (name, f"{name}-2"):
        app = Host(tmp_path, title)
        async with app.run_test() as pilot:
            await until(pilot, lambda: f"/{stem}.html · " in app.text("path"))  # noqa: B023
        assert tmp_path.joinpath(f"{stem}.html").exists()


async def test_a_folder_that_takes_no_file_is_a_message(tmp_path: Path) -> None:
    app = Host(tmp_path / "missing")
    async with app.run_test() as pilot:
        await until(pilot, lambda: "missing" in app.text("message"))
        assert app.text("path") == "Not written."
        await pilot.press("enter")
        assert isinstance(app.screen, ShareScreen)


async def test_a_key_of_the_conversation_shares_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        chat.transcript.focus()
        await chat.press("X")
        await chat.until(lambda: isinstance(chat.app.screen, ShareScreen))
        await chat.until(lambda: (tmp_path / "one.html").exists())
        await chat.press("escape")
        await chat.press("ctrl+n")
        await chat.app.run_action("dialog('share')", chat.screen)
        await chat.until(lambda: chat.app._notifications)
        assert [notice.message for notice in chat.app._notifications] == ["No answer yet."]
