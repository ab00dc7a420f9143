"""What a call is about, as a text above the choices of a dialog."""

from __future__ import annotations

import shlex
from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ppchat.core.dialects.calls import Call
from ppchat.core.dialects.tools import FunctionTool
from ppchat.core.security.sanitize import sanitize, sanitize_line
from ppchat.core.view.calls.arguments import ArgumentRow, call_arguments

_MAX_TITLE: Final = 24
"""Columns of the titles that values stand beside."""
_MAX_COMMAND: Final = 2000


class CallDetails(VerticalScroll, can_focus=False):
    """What a call is about; as high as it needs to be, up to a share of the terminal."""

    DEFAULT_CSS = "CallDetails { height: auto; margin-bottom: 1; }"

    def __init__(self, details: Content, share: float) -> None:
        super().__init__()
        self._details = details
        self._share = share

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static(self._details, markup=False)

    def on_mount(self) -> None:
        """Leave room for what is below."""
        # In rows: with a share of the screen, Textual makes the box higher than its contents.
        self.styles.max_height = max(2, int(self.app.size.height * self._share))


def call_details(call: Call, tool: FunctionTool | None) -> Content:
    """The command, the arguments under their titles, and what the function is for."""
    is_text = call.item_type == "custom_tool_call"
    arguments = call_arguments(call.arguments, tool.parameters if tool else {}, is_text=is_text)
    command = sanitize_line(shlex.join(tool.command), _MAX_COMMAND) if tool else ""
    titles = [row.title for row in arguments.rows] + ["command"] * bool(command)
    width = min(_MAX_TITLE, max(map(len, titles), default=0))
    lines = []
    if command:
        lines.append(_row(ArgumentRow("command", command), width, "$text-accent"))
    if arguments.problem:
        lines.append(Content.styled(sanitize_line(arguments.problem, 200), "$text-warning"))
    if not arguments.rows:
        lines.append(Content.styled("no arguments", "$text-muted"))
    lines += [_row(row, width) for row in arguments.rows]
    if tool and tool.description:
        lines.append(Content.styled(sanitize(tool.description), "$text-muted"))
    return Content("\n").join(lines)


def _row(row: ArgumentRow, width: int, style: str = "bold") -> Content:
    title, value = sanitize_line(row.title, 60), sanitize(row.value)
    if not title:
        return Content(value)
    heading = Content.styled(title.ljust(width), "$text-muted")
    if "\n" in value or len(title) > width:
        return Content.assemble(heading, "\n", "\n".join(f"  {each}" for each in value.split("\n")))
    return Content.assemble(heading, "  ", (value, style))
