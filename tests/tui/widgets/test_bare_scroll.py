"""Lines are drawn as they are, cropped to what is visible, through the filters of the app."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.css.types import EdgeType
from textual.geometry import Region
from textual.strip import Strip

from ppchat.tui.widgets.bare_scroll import BareScroll
from tests.support.hosts import Host


class Numbered(BareScroll):
    """A view of red lines, which have their number at both ends."""

    def render_line(self, y: int) -> Strip:
        text = f"{y}{' ' * (self.size.width - 2)}{y}"
        return Strip([Segment(text, Style(color="red"))])


@pytest.mark.parametrize(
    ("crop", "texts"),
    [
        (Region(0, 0, 20, 2), ["0" + " " * 18 + "0", "1" + " " * 18 + "1"]),
        (Region(0, 2, 3, 1), ["2  "]),
        (Region(17, 2, 3, 2), ["  2", "  3"]),
        (Region(5, 5, 4, 0), []),
    ],
)
async def test_the_lines_of_a_region(crop: Region, texts: list[str]) -> None:
    widget = Numbered()
    async with Host(widget).run_test(size=(20, 6)):
        assert [strip.text for strip in widget.render_lines(crop)] == texts


@pytest.mark.parametrize(
    ("kind", "crop", "text"),
    [
        ("outer", Region(0, 1, 20, 1), "▌1" + " " * 17 + "1"),
        ("vkey", Region(0, 1, 2, 1), "▏1"),
        ("blank", Region(0, 1, 2, 1), " 1"),
        ("outer", Region(1, 1, 2, 1), "1 "),
    ],
)
async def test_a_left_border_is_drawn(kind: EdgeType, crop: Region, text: str) -> None:
    widget = Numbered()
    widget.styles.border_left = (kind, "red")
    async with Host(widget).run_test(size=(20, 6)):
        assert [strip.text for strip in widget.render_lines(crop)] == [text]


async def test_colours_are_left_out_where_the_user_wants_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    widget = Numbered()
    async with Host(widget).run_test(size=(20, 6)):
        ((segment,),) = widget.render_lines(Region(0, 0, 20, 1))
        assert segment.style is not None
        color = segment.style.color
        assert color is not None
        red, green, blue = color.get_truecolor()
        assert red == green == blue
