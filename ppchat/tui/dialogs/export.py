"""Write a recording to a file, in the format that its name tells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from ppchat import __version__
from ppchat.adapters.recording_files import write_export
from ppchat.core.chat.conversation import title
from ppchat.core.errors import UsageError
from ppchat.core.formats.export import FORMATS, exported
from ppchat.core.formats.recorded_stream import recorded_tape
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import safe_line
from ppchat.tui.dialogs.dialog import Dialog
from ppchat.tui.widgets.key_bar import KeyBar

_SUFFIXES = {f".{name}": name for name in FORMATS} | {".trace.json": "trace", ".txt": "sse"}


class ExportScreen(Dialog[None]):
    """Asks for a name; a file that is there is written over only at the second time."""

    BINDING_GROUP_TITLE = "Export"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "write", "write", id="export.write", priority=True),
        Binding("escape", "dismiss", "close", id="export.close"),
    ]

    def __init__(self, turns: Sequence[tuple[str, Recording]], name: str) -> None:
        """`turns` are prompts with their recordings, `name` is the file proposed."""
        super().__init__()
        self._turns = turns
        self._name = name
        self._warned = ""

    def compose(self) -> ComposeResult:
        """The formats, the name, what was said of it."""
        rows: list[tuple[str, str] | str] = [("Export\n\n", "bold $text-accent")]
        for kind, what in FORMATS.items():
            suffix = ".trace.json" if kind == "trace" else f".{kind}"
            rows += [(f"{suffix:<13}", "bold"), f"{what}\n"]
        with Vertical():
            yield Static(Content.assemble(*rows))
            yield Input(self._name, select_on_focus=False)
            yield Static(id="said", markup=False)
            yield KeyBar()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._say("")

    def action_write(self) -> None:
        """Write the file, or say why not."""
        name = self.query_one(Input).value.strip()
        kind = _format(name)
        if not name or not kind:
            self._say(f"The name ends in one of {', '.join(sorted(_SUFFIXES))}.")
        elif kind == "trace" and not all(recording.timed for _, recording in self._turns):
            self._say("It has no times, so there is no trace of it.")
        elif (path := _path(name)) is None:
            self._say("No file can be written by that name.")
        elif path.exists() and self._warned != name:
            self._warned = name
            self._say("It exists already; enter again writes over it.")
        else:
            self._write(str(path), kind, force=self._warned == name)

    @work(thread=True, exclusive=True)
    def _write(self, name: str, kind: str, *, force: bool) -> None:
        turns = [(asked, recorded_tape(recording)) for asked, recording in self._turns]
        try:
            pieces = exported(kind, turns, title(self._turns[0][0]), __version__)
            write_export(name, pieces, force=force)
        except UsageError as error:
            self.app.call_from_thread(self._say, str(error))
        else:
            self.app.call_from_thread(self._done, name)

    def _done(self, name: str) -> None:
        self.app.notify(f"Written: {safe_line(name)}", timeout=4, markup=False)
        self.dismiss()

    def _say(self, text: str) -> None:
        self.query_one("#said", Static).update(safe_line(text))


def _format(name: str) -> str:
    """The format that a file's name tells; empty for none."""
    endings = sorted(_SUFFIXES, key=len, reverse=True)
    return next((_SUFFIXES[end] for end in endings if name.lower().endswith(end)), "")


def _path(name: str) -> Path | None:
    """Where a name leads; None where no file can have it, or its folder can't be looked into."""
    try:
        path = Path(name).expanduser()
        path.exists()
    except (OSError, ValueError, RuntimeError):
        return None
    return path
