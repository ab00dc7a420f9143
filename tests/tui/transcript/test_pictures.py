"""The images in sight are drawn in the background."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from ppchat.tui.transcript.cells.cell_view import CellView
from ppchat.tui.transcript.pictures import named_images
from tests.support.images import base64_png
from tests.support.pictures import PictureHost, image_cell
from tests.support.transcripts import answer, prompt
from tests.support.until import until

SOURCE = base64_png(40, 20)
QUESTION = prompt("Draw a heron.")


def drawn(view: CellView) -> str:
    """The source of the image whose picture a cell shows; empty if none."""
    image = view.image
    return image.requested.source if image and image.requested and image.picture.rows else ""


def shows(app: PictureHost, source: str) -> bool:
    return drawn(app.transcript._column.views[1]) == source


def blocks(app: PictureHost) -> int:
    return sum(line.count("▀") for line in app.lines)


async def test_an_image_is_named_and_then_drawn(tmp_path: Path) -> None:
    app = PictureHost(tmp_path)
    async with app.run_test(size=(80, 30)) as pilot:
        app.transcript.update([QUESTION, image_cell(SOURCE), answer("Here.")])
        await pilot.pause()
        assert "  image · PNG · 40×20 · " in "\n".join(app.lines)
        height = app.lines.index("  Here.")
        await until(pilot, lambda: blocks(app) == 40 * 10)
        assert app.lines.index("  Here.") == height
        assert app.sequences == []


async def test_previews_replace_one_another_in_place(tmp_path: Path) -> None:
    app = PictureHost(tmp_path)
    async with app.run_test(size=(80, 30)) as pilot:
        for number, shade in enumerate((60, 120, 240), 1):
            source = base64_png(40, 20, (shade, 0, 0))
            app.transcript.update([QUESTION, image_cell(source, f"preview {number}")])
            await pilot.pause()
            await until(pilot, partial(shows, app, source))
            assert blocks(app) == 40 * 10
            assert sum("preview" in line for line in app.lines) == 1


async def test_kitty_gets_the_image_and_placeholders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TMUX", "STY", "ZELLIJ", "TEXTUAL_DRIVER", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-kitty")
    app = PictureHost(tmp_path)
    async with app.run_test(size=(80, 30)) as pilot:
        app.transcript.update([QUESTION, image_cell(base64_png(200, 100))])
        await until(pilot, lambda: any("\U0010eeee" in line for line in app.lines))
        assert len(app.sequences) == 1
        assert app.sequences[0].startswith("\x1b_Ga=T,U=1,")


async def test_plain_text_has_the_words_alone(tmp_path: Path) -> None:
    app = PictureHost(tmp_path, plain=True)
    async with app.run_test(size=(80, 30)) as pilot:
        app.transcript.update([QUESTION, image_cell(SOURCE)])
        await pilot.pause()
        assert "  image - PNG - 40×20 - 179 B" in app.lines
        assert app.transcript._column.height == len([line for line in app.lines if line]) + 2


async def test_only_what_is_in_sight_isdrawn(tmp_path: Path) -> None:
    app = PictureHost(tmp_path)
    async with app.run_test(size=(80, 15)) as pilot:
        cells = [image_cell(base64_png(40, 20, (n, 0, 0)), number=n) for n in range(20)]
        app.transcript.update([QUESTION, *cells])
        views = app.transcript._column.views
        await until(pilot, lambda: bool(drawn(views[-1])))
        assert [bool(drawn(view)) for view in views[1:10]] == [False] * 9
        await pilot.press("home")
        await until(pilot, lambda: bool(drawn(views[1])))
        assert not drawn(views[10])


async def test_a_damaged_image_says_so(tmp_path: Path) -> None:
    app = PictureHost(tmp_path)
    async with app.run_test(size=(80, 30)) as pilot:
        app.transcript.update([QUESTION, image_cell(base64_png(40, 20)[:80])])
        await until(pilot, lambda: any("damaged" in line for line in app.lines))


async def test_a_click_on_a_picture_views_it(tmp_path: Path) -> None:
    app = PictureHost(tmp_path)
    async with app.run_test(size=(80, 30)) as pilot:
        app.transcript.update([QUESTION, image_cell(SOURCE)])
        await until(pilot, lambda: blocks(app) == 40 * 10)
        row = next(y for y, line in enumerate(app.lines) if "▀" in line)
        await pilot.click(app.transcript, offset=(10, row - 1))
        assert app.chosen == []
        await pilot.click(app.transcript, offset=(10, row + 2))
        assert app.chosen == ["view"]


def test_images_are_named_by_where_they_are() -> None:
    sent = replace(image_cell(SOURCE), key="turn/file0")
    cells = [QUESTION, sent, sent, image_cell(SOURCE), QUESTION, image_cell(SOURCE)]
    assert [image.name for image in named_images(cells).values()] == [
        "question-1-image-1",
        "question-1-image-2",
        "answer-1-image-1",
        "answer-2-image-1",
    ]
