"""Writing a conversation to a file from the app."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.app import App
from textual.widgets import Input, Static

from ppchat.tui.dialogs.files.export import ExportScreen
from tests.support.recordings import TWISTER, build_recording, created
from tests.support.until import until


class Host(App[None]):
    def __init__(self, name: str, prompt: str = "one") -> None:
        super().__init__()
        self._file_name = name
        self._prompt = prompt

    def on_mount(self) -> None:
        self.push_screen(ExportScreen([(self._prompt, build_recording(TWISTER))], self._file_name))

    @property
    def text(self) -> str:
        strips = self.screen._compositor.render_strips()
        return "".join(segment.text for strip in strips for segment in strip)

    @property
    def message(self) -> str:
        return str(self.screen.query_one("#message", Static).content)


@pytest.mark.parametrize(
    "name", ["a.md", "a.json", "a.jsonl", "a.sse", "a.har", "a.trace.json", "a.html"]
)
async def test_the_suffix_selects_the_format(tmp_path: Path, name: str) -> None:
    app = Host(str(tmp_path / name))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, ExportScreen))
    text = (tmp_path / name).read_text()
    assert "Piper" in text or "output_text" in text
    if name.endswith((".json", ".har")):
        assert json.loads(text)


async def test_a_single_answer_is_the_selected_one(tmp_path: Path) -> None:
    names = ("one", "two", "three")
    turns = [(name, build_recording([created(model=name), *TWISTER[1:]])) for name in names]
    app = Host(str(tmp_path / "a.json"))
    async with app.run_test() as pilot:
        path = tmp_path / "b.sse"
        app.push_screen(ExportScreen(turns, str(path), 1))
        await until(pilot, lambda: "the raw bytes of the stream, of answer 2" in app.text)
        await pilot.press("enter")
        await until(pilot, lambda: len(app.screen_stack) == 2)
    assert '"two"' in path.read_text()
    assert '"one"' not in path.read_text()


async def test_an_unknown_suffix_is_reported(tmp_path: Path) -> None:
    app = Host(str(tmp_path / "a.docx"))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "must end in one of" in app.message)
    assert not (tmp_path / "a.docx").exists()


async def test_an_existing_file_is_overwritten_only_at_the_second_enter(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("mine")
    app = Host(str(path))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "file exists" in app.message)
        assert path.read_text() == "mine"
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, ExportScreen))
    assert "Piper" in path.read_text()


async def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    app = Host(str(tmp_path / "missing" / "a.md"))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "missing" in app.message)
        app.screen.query_one(Input).value = "b"
        await pilot.pause()
        assert app.message == ""


@pytest.mark.parametrize("name", ["x" * 300, "~nobody-of-that-name/a", "a\0b", "\ud800"])
async def test_an_invalid_name_is_reported(name: str) -> None:
    app = Host(f"{name}.md")
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "name" in app.message)
        assert isinstance(app.screen, ExportScreen)


async def test_a_folder_of_that_name_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    app = Host(str(tmp_path / "a.md"))
    async with app.run_test() as pilot:
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "directory" in app.message)


async def test_a_warning_for_one_name_holds_for_no_other(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("mine")
    app = Host(str(tmp_path / "a.md"))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "file exists" in app.message)
        app.screen.query_one(Input).value = str(tmp_path / "b.md")
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: "file exists" in app.message)
    assert (tmp_path / "a.md").read_text() == (tmp_path / "b.md").read_text() == "mine"


async def test_a_hostile_name_is_shown_sanitized(tmp_path: Path) -> None:
    name = "a\x1b]52;c;eA==\x07\u202e\x9b31m [bold].md"
    app = Host(str(tmp_path / name))
    async with app.run_test(size=(200, 24), notifications=True) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, ExportScreen))
        await until(pilot, lambda: "Exported to" in app.text)
        assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(app.text)
    assert "Piper" in (tmp_path / name).read_text()


async def test_the_first_line_of_the_prompt_is_the_title(tmp_path: Path) -> None:
    app = Host(str(tmp_path / "a.md"), "Recite\nit " + "again " * 99)
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, ExportScreen))
    assert 'title: "Recite"\n' in (tmp_path / "a.md").read_text()
