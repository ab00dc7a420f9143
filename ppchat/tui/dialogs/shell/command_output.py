"""Runs a command line, and shows what it printed: only then can it go into the prompt."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static, TextArea
from textual.worker import Worker

from ppchat.adapters.processes.shell_command import TIME_LIMIT_S, run_shell_command
from ppchat.adapters.processes.tool_command import CommandResult
from ppchat.core.security.sanitize import sanitize, sanitize_line
from ppchat.core.text.display import format_duration, pluralize
from ppchat.core.text.fences import fenced
from ppchat.tui.dialogs.dialog import Dialog
from ppchat.tui.widgets.held_enter import HeldEnter


class CommandOutputScreen(Dialog[str | None]):
    """The output of a command; the result is a block for the prompt, None to drop it."""

    DEFAULT_CSS = """
    CommandOutputScreen {
        & > #box { width: 112; }
        & TextArea, & TextArea:focus {
            height: auto;
            border: none;
            padding: 0 1 0 2;
            scrollbar-size-vertical: 1;
            scrollbar-size-horizontal: 1;
            background: $surface;
        }
        & #state { color: $text-muted; padding: 0 2; }
    }
    """
    BINDING_GROUP_TITLE = "Command output"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "use", "put into the prompt", priority=True, id="shell.use"),
        Binding("escape", "drop", "stop or drop", priority=True, id="shell.drop"),
    ]

    def __init__(self, line: str, environment: Mapping[str, str] = os.environ) -> None:
        super().__init__()
        self.heading = f"! {line}"
        self._line = line
        self._environment = environment
        self._worker: Worker[None] | None = None
        self._block: str | None = None
        self._enter = HeldEnter(time.monotonic_ns())

    def contents(self) -> ComposeResult:
        """The output below how it came about."""
        yield Static(f"Running, for {TIME_LIMIT_S:g} s at most …", id="state", markup=False)
        output = TextArea("", read_only=True, soft_wrap=False, highlight_cursor_line=False)
        output.display = False
        yield output

    def on_mount(self) -> None:
        """Begin."""
        super().on_mount()
        self.on_resize()
        self._worker = self._run()

    def on_resize(self) -> None:
        """Leave room for the state and the keys."""
        # In rows: with a share of the screen, Textual makes the box higher than its contents.
        self.query_one(TextArea).styles.max_height = max(2, self.app.size.height - 9)

    @work(group="shell")
    async def _run(self) -> None:
        result = await run_shell_command(self._line, self._environment)
        text = sanitize(_printed(result))
        self._block = fenced(f"$ {sanitize_line(self._line)}\n{text}", "console")
        self.query_one("#state", Static).update(_state(result, text))
        output = self.query_one(TextArea)
        output.load_text(text)
        output.display = bool(text)
        output.focus()

    def action_use(self) -> None:
        """Close with the output, once it was shown; an enter that is held does not count."""
        is_held = self._enter.is_held(time.monotonic_ns())
        if self._block is not None and not is_held:
            self.dismiss(self._block)

    def action_drop(self) -> None:
        """Stop the command, or drop what it printed."""
        if self._worker is not None:
            self._worker.cancel()
        self.dismiss(None)


def _printed(result: CommandResult) -> str:
    """All that is shown of it: its output, its errors, and how it ended."""
    truncated = "[more was printed than is kept]" if result.truncated else ""
    problem = f"[{result.problem}]" if result.problem else ""
    texts = (result.output, truncated, result.errors, problem)
    return "\n".join(text.removesuffix("\n") for text in texts if text)


def _state(result: CommandResult, text: str) -> str:
    count = pluralize(len(text.splitlines()), "line") if text else "Nothing was printed"
    ended = f" · {result.problem}" if result.problem else ""
    return sanitize_line(f"{count}{ended} · {format_duration(result.duration_ns)}")
