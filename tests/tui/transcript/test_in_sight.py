"""What keys act on in the window, and why they cannot."""

from __future__ import annotations

import pytest

from ppchat.tui.transcript.code_cursor import CodeCursor
from ppchat.tui.transcript.column import Column
from ppchat.tui.transcript.in_sight import InSight
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from tests.support.pictures import image_cell
from tests.support.transcripts import answer, prompt

TEXT = "[a](https://a.example.org) and again [a](https://a.example.org)\n\n```sh\nls\n```\n"
CELLS = [
    prompt("Herons?"),
    answer(TEXT),
    image_cell("AAAA", number=1),
    image_cell("AAAA", number=2),
    prompt("More?", key="q"),
]


def in_sight(first: int, stop: int, chosen: int = -1) -> InSight:
    """What there is in the cells from `first` to before `stop`."""
    column = Column(TextLayout(40))
    column.update(CELLS)
    column.measure_end(1 << 30)
    rows = range(column.cell_top(first), column.bottoms()[stop - 1])
    return InSight(column, CodeCursor(column), rows, chosen)


def test_links_images_and_code_blocks_of_the_rows() -> None:
    everything = in_sight(0, len(CELLS))
    assert everything.links() == ["https://a.example.org"]
    assert everything.image_index() == 2
    assert everything.code_blocks() == [everything.code_block(1)]
    assert everything.code_block(0) == everything.next_code_block(1) == everything.code_block(1)
    assert everything.code_block(2) is None
    assert in_sight(0, 1, chosen=3).image_index() == 3
    assert in_sight(2, 3, chosen=0).image_index() == 2


@pytest.mark.parametrize(
    ("action", "number", "obstacle"),
    [
        ("code", 1, "No code block below."),
        ("code", -1, ""),
        ("copy_code", 0, "No code block in sight: ] goes to the next."),
        ("link", 0, "No link in sight."),
        ("image", 0, "No image in sight."),
        ("raw", 0, ""),
    ],
)
def test_an_action_without_anything_in_sight_is_explained(
    action: str, number: int, obstacle: str
) -> None:
    assert in_sight(4, 5).obstacle(action, number) == obstacle
    if action != "code":
        assert in_sight(0, len(CELLS)).obstacle(action, number) == ""


def test_no_code_block_is_above_the_first() -> None:
    assert in_sight(0, 1).obstacle("code", -1) == "No code block above."
    assert in_sight(0, 1).obstacle("code", 1) == ""
