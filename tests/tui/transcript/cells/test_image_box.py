"""The rows of an image among text."""

from __future__ import annotations

from ppchat.adapters.images.decoder import HOW_TO_INSTALL
from ppchat.tui.pictures.graphics import Graphics
from ppchat.tui.pictures.picture import Picture, PictureRequest, draw_picture
from ppchat.tui.transcript.cells.image_box import MAX_ROWS, ImageBox
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from tests.support.images import base64_png

SOURCE = base64_png(200, 100)


def box(graphics: Graphics | None = Graphics.BLOCKS, source: str = SOURCE) -> ImageBox:
    return ImageBox(source, TextLayout(40, graphics=graphics.value if graphics else ""))


def draw(image: ImageBox) -> Picture:
    return draw_picture(PictureRequest(image.source, image.graphics, image.extent, (0, 0, 0)))


def test_it_is_as_high_before_it_is_drawn_as_afterwards() -> None:
    image = box()
    before = len(image.rows())
    image.picture = draw(image)
    assert before == len(image.rows()) == 10
    assert all(row.cells for row in image.rows())


def test_a_high_one_has_a_limit() -> None:
    assert len(box(source=base64_png(10, 900)).rows()) == MAX_ROWS


def test_words_need_no_rows() -> None:
    assert not box(None).rows()
    assert not box(source="AAAA").rows()
    assert not box(source="https://example.org/a.png").rows()


def test_without_the_library_a_row_says_how_to_get_it() -> None:
    (row,) = box(Graphics.MISSING).rows()
    assert row.spans[0].text == HOW_TO_INSTALL


def test_a_problem_takes_the_place_of_the_picture() -> None:
    image = box()
    image.picture = Picture(problem="it is damaged: \x1b[31m")
    (row,) = image.rows()
    assert row.spans[0].text == "it is damaged: ␛[31m"


def test_the_previous_picture_stays_until_the_next_is_drawn() -> None:
    first, second, narrow = box(), box(source=base64_png(200, 100, (0, 0, 9))), box(source="AAAA")
    first.picture = draw(first)
    second.follow(first)
    narrow.follow(first)
    assert second.picture is first.picture
    assert not narrow.rows()


def test_another_width_is_another_size() -> None:
    image = box()
    image.picture = draw(image)
    image.set_layout(TextLayout(20, graphics="blocks"))
    assert [len(row.cells) for row in image.rows()] == [0] * 5
