"""An image over the whole screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.dialogs.dialog import Dialog
from ppchat.tui.pictures.canvas import ImageCanvas
from ppchat.tui.pictures.named_image import NamedImage, open_outside, save_to_folder


class ImageViewer(Dialog[None]):
    """Shows the images of a conversation, one at a time."""

    DEFAULT_CSS = """
    ImageViewer {
        & > #box { width: 100%; max-width: 100%; height: 100%; max-height: 100%; }
        & #about { color: $text-muted; }
    }
    """
    heading = "Image"
    BINDING_GROUP_TITLE = "Image"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", "open outside", id="image.open"),
        Binding("s", "save", "save", id="image.save"),
        Binding("left,k,up", "step(-1)", "previous", id="image.previous"),
        Binding("right,j,down", "step(1)", "next", id="image.next"),
        Binding("escape,q,v", "dismiss", "close", id="image.close"),
    ]

    def __init__(self, images: Sequence[NamedImage], index: int) -> None:
        """`images` are all that the keys go through, the one at `index` comes first."""
        super().__init__()
        self._images = images
        self._index = index

    def contents(self) -> ComposeResult:
        """The image above the words for it."""
        yield ImageCanvas()
        yield Static(id="about", markup=False)

    def on_mount(self) -> None:
        """Show the image."""
        super().on_mount()
        self._show()

    def _show(self) -> None:
        image = self._images[self._index]
        number = f"{self._index + 1} of {len(self._images)} · " if len(self._images) > 1 else ""
        self.query_one("#about", Static).update(f"{number}{sanitize_line(image.title, 200)}")
        self.query_one(ImageCanvas).show(image.source)

    def action_step(self, by: int) -> None:
        """Show the next image or, with -1, the previous one."""
        index = self._index + by
        if 0 <= index < len(self._images):
            self._index = index
            self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Whether a key does anything: a single image has no next one."""
        return action != "step" or len(self._images) > 1

    def action_open(self) -> None:
        """Open the image in another program."""
        open_outside(self.app, self._images[self._index])

    def action_save(self) -> None:
        """Save the image."""
        save_to_folder(self.app, self._images[self._index])
