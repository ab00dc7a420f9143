"""Writing a conversation to a file from the app."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, Static

from ppchat.tui.screens.export import ExportScreen
from tests.playbook import TWISTER, recording


class Host(App[None]):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def on_mount(self) -> None:
        self.push_screen(ExportScreen([("one", recording(TWISTER))], self._name))

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
