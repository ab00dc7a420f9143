"""The conversation as one HTML file: written at once, opened in a browser by a further key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from ppchat import __version__
from ppchat.adapters.recording_files import write_export
from ppchat.core.errors import UsageError
from ppchat.core.formats.export import export_recording
from ppchat.core.formats.html.options import PageOptions
from ppchat.core.formats.recorded_stream import stream_from_recording
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.display import format_size, pluralize
from ppchat.tui.dialogs.dialog import Dialog

_MAX_NAME: Final = 40
"""Characters of the title in the name of the file."""


class ShareScreen(Dialog[None]):
    """Says where the page is and what it holds; what is left out is written again without it."""

    heading = "Share as a page"

    BINDING_GROUP_TITLE = "Share"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open in browser", id="share.open"),
        Binding("c", "copy", "copy path", id="share.copy"),
        Binding("e", "leave_out('events')", "events", id="share.events"),
        Binding("r", "leave_out('reasoning')", "reasoning", id="share.reasoning"),
        Binding("escape", "dismiss", "close", id="share.close"),
    ]

    def __init__(self, turns: Sequence[tuple[str, Recording]], title: str, folder: Path) -> None:
        """`turns` are prompts with their recordings; the file goes into `folder`."""
        super().__init__()
        self._turns = turns
        self._title = title
        self._path = _free_path(folder, title)
        self._is_written = False
        self._lock = Lock()
        """Held while the file is written."""
        self._options = PageOptions()

    def contents(self) -> ComposeResult:
        """Where the page is, and what it holds."""
        yield Static("Writing …", id="path", markup=False)
        yield Static(self._description, id="holds", markup=False)

    def on_mount(self) -> None:
        """Write the page."""
        super().on_mount()
        self._write(self._options)

    @property
    def _description(self) -> str:
        held = [pluralize(len(self._turns), "answer"), "figures", "settings"]
        held += ["timeline", "events"] if self._options.events else []
        held += ["reasoning"] if self._options.reasoning else []
        out = [name for name in ("events", "reasoning") if not getattr(self._options, name)]
        left_out = f" Left out: {' and '.join(out)}." if out else ""
        return f"It holds {', '.join(held)}.{left_out} What looks like a key is masked."

    @work(thread=True)
    def _write(self, options: PageOptions) -> None:
        """Write the page, unless other options are wanted by the time it is its turn."""
        from ppchat.adapters.html.renderer import MarkdownRenderer

        with self._lock:
            if options is not self._options:
                return
            page = replace(options, renderer=MarkdownRenderer())
            turns = [(prompt, stream_from_recording(each)) for prompt, each in self._turns]
            pieces = export_recording("html", turns, self._title, __version__, page=page)
            try:
                write_export(str(self._path), pieces, force=self._is_written)
            except UsageError as error:
                self.call_later(self._show, options, "Not written.", str(error))
            else:
                self._is_written = True
                size = format_size(self._path.stat().st_size)
                self.call_later(self._show, options, f"{self._path} · {size}", "")

    def _show(self, options: PageOptions, path: str, problem: str) -> None:
        """Show what was written, unless it is being written anew."""
        if self.is_attached and options is self._options:
            self.query_one("#path", Static).update(sanitize_line(path))
            self.query_one("#holds", Static).update(self._description)
            self.show_message(problem)
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Open and copy only what is written."""
        return self._is_written or action not in ("open", "copy")

    def action_open(self) -> None:
        """Open the page in a browser."""
        self.app.open_url(self._path.as_uri())
        self.dismiss()

    def action_copy(self) -> None:
        """Copy the path of the page."""
        self.app.copy_to_clipboard(str(self._path))

    def action_leave_out(self, name: str) -> None:
        """Leave something out, or take it in again."""
        options = self._options
        if name == "events":
            self._options = replace(options, events=not options.events)
        else:
            self._options = replace(options, reasoning=not options.reasoning)
        self._write(self._options)


def _free_path(folder: Path, title: str) -> Path:
    """A path that does not exist yet, named after the conversation."""
    words = re.sub(r"[^\w]+", "-", title[:200]).strip("-_").lower()[:_MAX_NAME].strip("-_")
    stem, number = words or "conversation", 1
    while (path := folder / f"{stem}{f'-{number}' if number > 1 else ''}.html").exists():
        number += 1
    return path
