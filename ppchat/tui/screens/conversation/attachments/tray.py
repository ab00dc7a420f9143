"""The row above the prompt that shows the files which go with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from ppchat.core.dialects.attachments import Attachment
from ppchat.tui.screens.conversation.attachments.chips import CLOSE, Chip, chip_rows


class AttachmentTray(Widget, can_focus=True):
    """The files, each with its size and type; hidden while there are none."""

    DEFAULT_CSS = """
    AttachmentTray {
        display: none;
        height: auto;
        padding: 0 2 0 3;
        border-left: outer $accent;
        background: $surface;
        color: $text-muted;
        &.-shown { display: block; }
    }
    """

    BINDING_GROUP_TITLE = "Files"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete,backspace", "remove", "remove the file", id="files.remove"),
        Binding("left", "choose(-1)", "previous file", show=False, id="files.before"),
        Binding("right", "choose(1)", "next file", show=False, id="files.after"),
        Binding("enter,down,escape", "leave", "to the prompt", id="files.leave"),
    ]

    files: reactive[tuple[Attachment, ...]] = reactive((), init=False, layout=True)
    """The files that go with the next prompt."""
    reading: reactive[tuple[str, ...]] = reactive((), init=False, layout=True)
    """The names of those that are being read."""
    chosen: reactive[int] = reactive(0, init=False)
    """The number of the file that keys act on."""

    class Left(Message):
        """The user wants the keys back in the prompt."""

    def watch_files(self, before: Sequence[Attachment], files: Sequence[Attachment]) -> None:
        """Show them, and choose the last one where there is a new one."""
        last = len(files) - 1
        self.chosen = max(0, last if len(files) > len(before) else min(self.chosen, last))
        self._show()

    def watch_reading(self) -> None:
        """Show what is read."""
        self._show()

    def _show(self) -> None:
        self.set_class(bool(self.files or self.reading), "-shown")
        if not self.files and self.has_focus:
            self.post_message(self.Left())

    def _rows(self, width: int) -> list[list[Chip]]:
        files = [(file.name, file.description) for file in self.files]
        files += [(name, "reading …") for name in self.reading]
        return chip_rows(files, max(1, width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many rows as the files take."""
        return len(self._rows(width))

    def render(self) -> Content:
        """The files by name, the chosen one marked while the keys are here."""
        lines = []
        for row in self._rows(self.content_size.width):
            line = Content()
            for chip in row:
                line = line.pad_right(chip.start - line.cell_length).append(self._chip(chip))
            lines.append(line)
        return Content("\n").join(lines)

    def _chip(self, chip: Chip) -> Content:
        is_chosen = self.has_focus and chip.number == self.chosen
        name = Content.styled(chip.name, "reverse" if is_chosen else "$foreground")
        words = [name, Content(chip.details) if chip.details else None]
        if 0 <= chip.number < len(self.files):
            words.append(Content.styled(CLOSE, "$text-accent"))
        return Content(" ").join(word for word in words if word is not None)

    def on_focus(self) -> None:
        """Mark the chosen file."""
        self.refresh()

    def on_blur(self) -> None:
        """Mark none."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose a file, or remove it by its sign."""
        event.stop()
        offset = event.get_content_offset(self)
        if offset is None:
            return
        rows = self._rows(self.content_size.width)
        for chip in rows[offset.y] if offset.y < len(rows) else ():
            if chip.closes_at(offset.x) and chip.number < len(self.files):
                self.drop(chip.number)
            elif chip.start <= offset.x < chip.stop and chip.number >= 0:
                self.chosen = chip.number

    def drop(self, index: int) -> None:
        """Remove a file; -1 for the last one."""
        files = list(self.files)
        if files:
            files.pop(index)
        self.files = tuple(files)

    def action_remove(self) -> None:
        """Remove the chosen file."""
        if self.chosen < len(self.files):
            self.drop(self.chosen)

    def action_choose(self, by: int) -> None:
        """Choose the previous or next file."""
        self.chosen = max(0, min(len(self.files) - 1, self.chosen + by))

    def action_leave(self) -> None:
        """Go back to the prompt."""
        self.post_message(self.Left())
