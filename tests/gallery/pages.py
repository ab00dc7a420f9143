"""The pages of the gallery: each type of item as a conversation shows it, unfolded."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot
from textual.strip import Strip
from textual.theme import Theme

from ppchat.core.recording.recording import Recording
from ppchat.core.view.cells import answer_cells, prompt_cell
from ppchat.tui.style.themes import DARK, PPCHAT_THEMES
from ppchat.tui.transcript import Transcript
from tests.support.pictures import PictureHost
from tests.support.until import until


class GalleryHost(PictureHost):
    """An app that shows one recording in a transcript."""

    def __init__(self, folder: Path, name: str, recording: Recording, theme: str) -> None:
        self.set_reactive(PictureHost.theme, theme)  # before the styles are computed
        super().__init__(folder)
        self._item_type, self._recording = name, recording

    @property
    def available_themes(self) -> dict[str, Theme]:
        return {**super().available_themes, **PPCHAT_THEMES}

    async def show(self, pilot: Pilot[int]) -> None:
        """Show the recording, and wait for its pictures."""
        view = self.transcript
        prompt = prompt_cell("turn", self._item_type.replace("_", " "))
        view.update([prompt, *answer_cells("turn", self._recording, len(self._recording))])
        for index, cell_view in enumerate(view._column.views):
            if cell_view.folded:
                view._toggle(index)
        await pilot.press("home")
        await until(pilot, lambda: all(_is_drawn(view, index) for index in range(len(view.cells))))

    def page(self) -> list[Strip]:
        """The lines, without the blank ones at the end."""
        strips = [*self.strips()]
        while strips and not strips[-1].text.strip(" ▏┃"):
            strips.pop()
        return strips


def _is_drawn(view: Transcript, index: int) -> bool:
    box = view._column.views[index].image
    return box is None or not box.wants_picture or bool(box.picture.rows or box.picture.problem)


async def draw_page(
    name: str, recording: Recording, size: tuple[int, int], theme: str = DARK.name
) -> list[Strip]:
    """A page as strips; `size` is that of the terminal, whose lines may be more than it has."""
    app = GalleryHost(Path(), name, recording, theme)
    async with app.run_test(size=size) as pilot:
        await app.show(pilot)
        return app.page()
