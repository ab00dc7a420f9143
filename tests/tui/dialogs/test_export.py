"""Writing a conversation to a file from the app."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, Static

from ppchat.tui.dialogs.export import ExportScreen
from tests.support import hosts
from tests.support.playbook import TWISTER, recording


class Host(App[None]):
    def __init__(self, name: str, prompt: str = "one") -> None:
        super().__init__()
        self._name = name
        self._prompt = prompt

    def on_mount(self) -> None:
        self.push_screen(ExportScreen([(self._prompt, recording(TWISTER))], self._name))

    @property
    def text(self) -> str:
        strips = self.screen._compositor.render_strips()
        return "".join(each.text for strip in strips for each in strip)

    @property
    def said(self) -> str:
        return str(self.screen.query_one("#said", Static).content)


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    assert holds()


@pytest.mark.parametrize("name", ["a.md", "a.json", "a.jsonl", "a.sse", "a.har", "a.trace.json"])
async def test_the_name_tells_the_format(tmp_path: Path, name: str) -> None:
    app = Host(str(tmp_path / name))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, ExportScreen))
    text = (tmp_path / name).read_text()
    assert "Piper" in text or "output_text" in text
    if name.endswith((".json", ".har")):
        assert json.loads(text)


async def test_a_name_without_a_known_ending_is_told(tmp_path: Path) -> None:
    app = Host(str(tmp_path / "a.docx"))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "ends in one of" in app.said)
    assert not (tmp_path / "a.docx").exists()


async def test_a_file_that_is_there_is_written_over_at_the_second_time_only(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("mine")
    app = Host(str(path))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "exists already" in app.said)
        assert path.read_text() == "mine"
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, ExportScreen))
    assert "Piper" in path.read_text()


async def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    app = Host(str(tmp_path / "nowhere" / "a.md"))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "nowhere" in app.said)
        app.screen.query_one(Input).value = "b"
        await pilot.pause()
        assert app.said == ""


@pytest.mark.parametrize("name", ["x" * 300, "~nobody-of-that-name/a", "a\0b", "\ud800"])
async def test_a_name_that_no_file_can_have_is_told(name: str) -> None:
    app = Host(f"{name}.md")
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "name" in app.said)
        assert isinstance(app.screen, ExportScreen)


async def test_a_folder_by_that_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    app = Host(str(tmp_path / "a.md"))
    async with app.run_test() as pilot:
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "directory" in app.said)


async def test_a_warning_for_one_name_holds_for_no_other(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("mine")
    app = Host(str(tmp_path / "a.md"))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "exists already" in app.said)
        app.screen.query_one(Input).value = str(tmp_path / "b.md")
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: "exists already" in app.said)
    assert (tmp_path / "a.md").read_text() == (tmp_path / "b.md").read_text() == "mine"


async def test_a_hostile_name_is_written_and_told_without_its_escapes(tmp_path: Path) -> None:
    name = "a\x1b]52;c;eA==\x07\u202e\x9b31m [bold].md"
    app = Host(str(tmp_path / name))
    async with app.run_test(size=(200, 24), notifications=True) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, ExportScreen))
        await hosts.until(pilot, lambda: "Written" in app.text)
        assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(app.text)
    assert "Piper" in (tmp_path / name).read_text()


async def test_a_page_is_called_by_the_first_line_of_its_prompt(tmp_path: Path) -> None:
    app = Host(str(tmp_path / "a.md"), "Recite\nit " + "again " * 99)
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, ExportScreen))
    assert 'title: "Recite"\n' in (tmp_path / "a.md").read_text()
