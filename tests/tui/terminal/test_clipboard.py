"""Copying out of the app, and what the person is told."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from textual.app import App

from ppchat.adapters.clipboard import OSC52_LIMIT
from ppchat.tui.terminal.clipboard import copied

LONG = "peck of pickled peppers " * (OSC52_LIMIT // 24)
"""More than terminals take."""


class Tool:
    """The only tool there is, called as a desktop's."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "xclip"
        self._taken = folder / "taken"
        self.path.write_text(f"#!/bin/sh\nexec /bin/cat > '{self._taken}'\n")
        self.path.chmod(0o755)

    @property
    def taken(self) -> str:
        """What it was fed."""
        return self._taken.read_text()


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("TMUX", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("PATH", str(folder))
    return Tool(folder)


async def told(text: str, folder: Path) -> tuple[str, str]:
    """Copy, and give the message and how grave it is."""
    app: App[None] = App()
    async with app.run_test() as pilot:
        await copied(app, text, folder)
        await pilot.pause()
        (said,) = app._notifications
        return said.message, said.severity


async def test_a_tool_and_the_terminal_take_it(tool: Tool, tmp_path: Path) -> None:
    said, _ = await told("Peter [bold]Piper[/bold]", tmp_path)
    assert said == "Copied 24 characters by xclip and the terminal."
    assert tool.taken == "Peter [bold]Piper[/bold]"


async def test_without_a_tool_the_terminal_takes_it(tool: Tool, tmp_path: Path) -> None:
    tool.path.unlink()
    assert (await told("x", tmp_path))[0] == "Copied 1 character by the terminal."


async def test_what_is_too_long_for_the_terminal_goes_to_the_tool(
    tool: Tool, tmp_path: Path
) -> None:
    assert (await told(LONG, tmp_path))[0] == f"Copied {len(LONG):,} characters by xclip."
    assert tool.taken == LONG


async def test_what_nobody_takes_is_in_a_private_file(tool: Tool, tmp_path: Path) -> None:
    tool.path.write_text("#!/bin/sh\nexit 1\n")
    said, severity = await told(LONG, tmp_path / "kept")
    path = tmp_path / "kept" / "copied.txt"
    assert said.startswith("Too long for the terminal")
    assert said.endswith(str(path))
    assert severity == "information"
    assert path.read_text() == LONG
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_what_can_be_copied_nowhere_is_told(tool: Tool, tmp_path: Path) -> None:
    tool.path.unlink()
    (tmp_path / "file").write_text("no folder")
    said, severity = await told(LONG, tmp_path / "file")
    assert said.startswith("Could not copy: ")
    assert severity == "error"
