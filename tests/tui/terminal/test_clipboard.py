"""Copying text out of the app, and the notification about it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from textual.app import App

from ppchat.adapters.clipboard import OSC52_LIMIT
from ppchat.tui.terminal.clipboard import copy_text

LONG = "peck of pickled peppers " * (OSC52_LIMIT // 24)
"""Longer than terminals accept."""


class Tool:
    """The only clipboard tool, under the name of a desktop's."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "xclip"
        self._received = folder / "received"
        self.path.write_text(f"#!/bin/sh\nexec /bin/cat > '{self._received}'\n")
        self.path.chmod(0o755)

    @property
    def received(self) -> str:
        """The text it received."""
        return self._received.read_text()


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("TMUX", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("PATH", str(folder))
    return Tool(folder)


async def copy_and_notify(text: str, folder: Path) -> tuple[str, str]:
    """Copy `text`; the message and severity of the notification."""
    app: App[None] = App()
    async with app.run_test() as pilot:
        await copy_text(app, text, folder)
        await pilot.pause()
        (notification,) = app._notifications
        return notification.message, notification.severity


async def test_text_is_copied_via_a_tool_and_the_terminal(tool: Tool, tmp_path: Path) -> None:
    message, _ = await copy_and_notify("Peter [bold]Piper[/bold]", tmp_path)
    assert message == "Copied 24 characters via xclip and the terminal."
    assert tool.received == "Peter [bold]Piper[/bold]"


async def test_without_a_tool_text_is_copied_via_the_terminal(tool: Tool, tmp_path: Path) -> None:
    tool.path.unlink()
    assert (await copy_and_notify("x", tmp_path))[0] == "Copied 1 character via the terminal."


async def test_text_too_long_for_the_terminal_goes_to_the_tool(tool: Tool, tmp_path: Path) -> None:
    assert (await copy_and_notify(LONG, tmp_path))[
        0
    ] == f"Copied {len(LONG):,} characters via xclip."
    assert tool.received == LONG


async def test_text_that_cannot_be_copied_is_saved_to_a_private_file(
    tool: Tool, tmp_path: Path
) -> None:
    tool.path.write_text("#!/bin/sh\nexit 1\n")
    message, severity = await copy_and_notify(LONG, tmp_path / "kept")
    path = tmp_path / "kept" / "copied.txt"
    assert message.startswith("Too long for the terminal")
    assert message.endswith(str(path))
    assert severity == "information"
    assert path.read_text() == LONG
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_failure_to_copy_is_reported(tool: Tool, tmp_path: Path) -> None:
    tool.path.unlink()
    (tmp_path / "file").write_text("no folder")
    message, severity = await copy_and_notify(LONG, tmp_path / "file")
    assert message.startswith("Could not copy: ")
    assert severity == "error"
