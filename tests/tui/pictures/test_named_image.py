"""What the keys for images do with files."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App

from ppchat.tui.pictures.named_image import NamedImage, open_outside, save_to_folder
from tests.support.images import base64_png, png
from tests.support.until import until


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        self.opened.append(url)

    @property
    def said(self) -> list[str]:
        return [toast.message for toast in self._notifications]


IMAGE = NamedImage(base64_png(), "image · PNG", "answer-1-image-1")


async def test_an_image_is_saved_where_the_program_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = Host()
    async with app.run_test() as pilot:
        save_to_folder(app, IMAGE)
        await until(pilot, lambda: app.said)
        path = tmp_path / "answer-1-image-1.png"
        assert app.said == [f"Saved to {path}"]
        assert path.read_bytes() == png(8, 8)


async def test_an_image_is_opened_as_a_file() -> None:
    app = Host()
    async with app.run_test() as pilot:
        open_outside(app, IMAGE)
        await until(pilot, lambda: app.opened)
        assert app.opened[0].startswith("file://")
        assert app.opened[0].endswith("/answer-1-image-1.png")


@pytest.mark.parametrize("use", [open_outside, save_to_folder])
async def test_what_cannot_be_read_is_explained(use: object) -> None:
    app = Host()
    async with app.run_test() as pilot:
        assert callable(use)
        use(app, IMAGE._replace(source="%%%"))
        await until(pilot, lambda: app.said)
        assert "its Base64 is damaged" in app.said[0]
        assert not app.opened
