"""An image over the whole screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.tui.dialogs.images.image_viewer import ImageViewer
from ppchat.tui.pictures.named_image import NamedImage
from tests.support.images import base64_png
from tests.support.pictures import PictureHost
from tests.support.until import until

IMAGES = [
    NamedImage(base64_png(200, 100), "image · PNG · 200×100", "answer-1-image-1"),
    NamedImage("AAAA", "image · 3 B", "answer-1-image-2"),
    NamedImage(base64_png(200, 100)[:200], "image · damaged", "answer-2-image-1"),
]


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "STY", "ZELLIJ", "TEXTUAL_DRIVER", "NO_COLOR", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def screen_text(app: PictureHost) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def test_the_image_fills_the_screen_and_the_keys_go_on(tmp_path: Path) -> None:
    app = PictureHost(tmp_path)
    async with app.run_test(size=(100, 40)) as pilot:
        app.push_screen(ImageViewer(IMAGES, 0))
        await until(pilot, lambda: "▀" in screen_text(app))
        assert screen_text(app).count("▀") > 60 * 30
        assert "1 of 3 · image · PNG · 200×100" in screen_text(app)
        await pilot.press("left", "right")
        await until(pilot, lambda: "2 of 3" in screen_text(app))
        assert "▀" not in screen_text(app)
        await pilot.press("right")
        await until(pilot, lambda: "it is damaged" in screen_text(app))
        await pilot.press("escape")
        assert not isinstance(app.screen, ImageViewer)
