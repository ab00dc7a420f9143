"""Pictures are drawn one at a time, and kept."""

from __future__ import annotations

import asyncio

import pytest

from ppchat.tui.pictures import loader as module
from ppchat.tui.pictures.graphics import Graphics
from ppchat.tui.pictures.loader import KEPT, PictureLoader
from ppchat.tui.pictures.picture import Extent, Picture, PictureRequest, draw_picture
from tests.support.images import base64_png


def request(shade: int, graphics: Graphics = Graphics.KITTY) -> PictureRequest:
    source = base64_png(8, 8, (shade, shade, shade))
    return PictureRequest(source, graphics, Extent(2, 1), (0, 0, 0))


async def test_a_picture_is_drawn_once_and_sent_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[PictureRequest] = []

    def draw(wanted: PictureRequest) -> Picture:
        drawn.append(wanted)
        return draw_picture(wanted)

    monkeypatch.setattr(module, "draw_picture", draw)
    written: list[str] = []
    loader = PictureLoader(written.append)
    first, second = await asyncio.gather(loader.load(request(9)), loader.load(request(9)))
    assert first is second
    assert first is not None
    assert len(drawn) == 1
    assert written == [first.sequence]


async def test_what_is_no_longer_wanted_is_not_drawn() -> None:
    assert await PictureLoader(lambda _: None).load(request(9), lambda: False) is None


async def test_the_terminal_is_told_to_forget_the_oldest() -> None:
    written: list[str] = []
    loader = PictureLoader(written.append)
    first = await loader.load(request(0))
    assert first is not None
    for shade in range(1, KEPT + 1):
        await loader.load(request(shade))
    assert f"a=d,d=I,q=2,i={first.image_id}" in written[-1]
    assert sum("a=d" in sequence for sequence in written) == 1
