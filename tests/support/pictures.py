"""A test app with a transcript that can show images, and cells of images."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.strip import Strip

from ppchat.core.images.image_sentence import image_facts
from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.terminal.app import TerminalApp
from ppchat.tui.transcript import Transcript


class PictureHost(TerminalApp):
    """An app with only a transcript; keeps what it writes to the terminal."""

    def __init__(self, folder: Path, *, plain: bool = False) -> None:
        super().__init__(folder=folder, plain=plain)
        self.transcript = Transcript()
        self.sequences: list[str] = []
        self.chosen: list[str] = []
        """What images were chosen for."""

    def compose(self) -> ComposeResult:
        yield self.transcript

    def on_mount(self) -> None:
        self.transcript.focus()

    def on_transcript_image_chosen(self, message: Transcript.ImageChosen) -> None:
        self.chosen.append(message.purpose)

    def write_sequence(self, sequence: str) -> None:
        self.sequences.append(sequence)

    def strips(self) -> Sequence[Strip]:
        view = self.transcript
        return view.render_lines(view.size.region)

    @property
    def lines(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.strips()]


def image_cell(source: str, label: str = "image", number: int = 0) -> Cell:
    """The cell of an image."""
    title = f"{label} · {image_facts(source).sentence}"
    return Cell(f"turn/{number}/image0", CellKind.IMAGE, Rope(), title, image=source)
