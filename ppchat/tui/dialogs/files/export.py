"""The export dialog: the name of the file decides its format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from ppchat import __version__
from ppchat.adapters.recording_files import write_export
from ppchat.core.chat.conversation import title
from ppchat.core.errors import UsageError
from ppchat.core.formats.export import FORMATS, SINGLE_RECORDING, export_recording
from ppchat.core.formats.html.options import PageOptions
from ppchat.core.formats.recorded_stream import stream_from_recording
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.dialogs.dialog import Dialog

_SUFFIXES = {f".{name}": name for name in FORMATS} | {".trace.json": "trace", ".txt": "sse"}


class ExportScreen(Dialog[None]):
    """Asks for a file name; overwriting an existing file takes a second enter."""

    heading = "Export to a file"

    BINDING_GROUP_TITLE = "Export"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "write", "export", id="export.write", priority=True),
        Binding("escape", "dismiss", "close", id="export.close"),
    ]

    def __init__(
        self, turns: Sequence[tuple[str, Recording]], name: str, selected: int = 0
    ) -> None:
        """`turns` are prompts with their recordings, `name` is the suggested file name.

        Formats that hold a single answer get that of the turn at index `selected`.
        """
        super().__init__()
        self._turns = turns
        self._selected = selected
        self._suggested_name = name
        self._warned_name = ""

    def contents(self) -> ComposeResult:
        """The name, and the formats that its end can choose."""
        rows: list[tuple[str, str] | str] = []
        for format_name, description in FORMATS.items():
            suffix = ".trace.json" if format_name == "trace" else f".{format_name}"
            if len(self._turns) > 1 and format_name in SINGLE_RECORDING:
                description += f", of answer {self._selected + 1}"
            rows += [(f"{suffix:<13}", "bold"), f"{description}\n"]
        yield Input(self._suggested_name, select_on_focus=False)
        yield Static(Content.assemble(*rows).rstrip())

    @on(Input.Changed)
    def _typed(self) -> None:
        self.show_message("")

    def action_write(self) -> None:
        """Write the file, or show why it cannot be written."""
        name = self.query_one(Input).value.strip()
        format_name = _format_of(name)
        if not name or not format_name:
            self.show_message(f"The name must end in one of {', '.join(sorted(_SUFFIXES))}.")
        elif format_name == "trace" and not all(recording.timed for _, recording in self._turns):
            self.show_message("A trace needs timestamps, which this recording lacks.")
        elif (path := _path_of(name)) is None:
            self.show_message("Not a valid file name.")
        elif path.exists() and self._warned_name != name:
            self._warned_name = name
            self.show_message("The file exists; press enter again to overwrite it.")
        else:
            self._write(str(path), format_name, force=self._warned_name == name)

    @work(thread=True, exclusive=True)
    def _write(self, name: str, format_name: str, *, force: bool) -> None:
        whole = format_name not in SINGLE_RECORDING
        chosen = self._turns if whole else [self._turns[self._selected]]
        turns = [(prompt, stream_from_recording(recording)) for prompt, recording in chosen]
        try:
            page = _page_options() if format_name == "html" else None
            name_of_all = title(self._turns[0][0])
            pieces = export_recording(format_name, turns, name_of_all, __version__, page=page)
            write_export(name, pieces, force=force)
        except UsageError as error:
            self.app.call_from_thread(self.show_message, str(error))
        else:
            self.app.call_from_thread(self._done, name)

    def _done(self, name: str) -> None:
        self.app.notify(f"Exported to {sanitize_line(name)}", timeout=4, markup=False)
        self.dismiss()


def _page_options() -> PageOptions:
    from ppchat.adapters.html.renderer import MarkdownRenderer

    return PageOptions(renderer=MarkdownRenderer())


def _format_of(name: str) -> str:
    """The format for a file name; empty for an unknown suffix."""
    suffixes = sorted(_SUFFIXES, key=len, reverse=True)
    return next((_SUFFIXES[suffix] for suffix in suffixes if name.lower().endswith(suffix)), "")


def _path_of(name: str) -> Path | None:
    """The path of a file name; None if it is invalid or its folder cannot be read."""
    try:
        path = Path(name).expanduser()
        path.exists()
    except (OSError, ValueError, RuntimeError):
        return None
    return path
