"""The list of responses of the proxy."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from ppchat.core.view.live.status import Status
from ppchat.core.view.response_row import ResponseRow
from ppchat.core.view.tone import Tone
from ppchat.tui.screens.proxy.stream_list import StreamList


class Response:
    """A response that counts how often its row was requested."""

    def __init__(self, number: int, protocol: str = "responses") -> None:
        self.number = number
        self.protocol = protocol
        self.reads = 0

    def row(self, now_ns: int) -> ResponseRow:
        self.reads += 1
        status = Status("✓", "completed", Tone.GOOD, f"{now_ns} s")
        return ResponseRow(
            *("15:30:41", "gpt-x", f"ask {self.number}", status, "312 ms", 1234, "54", ""),
            protocol=self.protocol,
        )


class Host(App[None]):
    def __init__(self, count: int) -> None:
        super().__init__()
        self.streams = [Response(number) for number in range(count)]
        self.list = StreamList(self.streams)

    def compose(self) -> ComposeResult:
        yield self.list

    @property
    def lines(self) -> list[str]:
        return [self.list.render_line(y).text.rstrip() for y in range(self.list.size.height)]


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (30, 5)])
async def test_of_thousands_only_the_visible_rows_are_drawn(size: tuple[int, int]) -> None:
    app = Host(10_000)
    async with app.run_test(size=size) as pilot:
        app.list.update_rows(1)
        await pilot.pause()
        visible = size[1] - 1
        assert "15:30:41" in app.lines[-1]
        assert app.list.cursor == 9_999
        drawn = [response.number for response in app.streams if response.reads]
        # Those at the top until the list has scrolled to its end, and those at the end.
        assert set(drawn) <= {*range(visible), *range(10_000 - visible, 10_000)}
        await pilot.press("g")
        assert app.list.scroll_offset.y == 0


@pytest.mark.parametrize("width", [120, 80])
async def test_the_protocol_is_shown_once_there_are_several(width: int) -> None:
    app = Host(1)
    async with app.run_test(size=(width, 10)) as pilot:
        app.list.update_rows(1)
        await pilot.pause()
        assert "protocol" not in app.lines[0]
        assert "responses" not in app.lines[1]
        app.streams.append(Response(1, "chat"))
        app.list.update_rows(2)
        await pilot.pause()
        assert "  protocol" in app.lines[0]
        assert "  responses  ask 0" in app.lines[1]
        assert "  chat       ask 1" in app.lines[2]
        assert len(app.lines[2]) == width - 1


async def test_every_column_at_two_widths() -> None:
    for width, prompt, took in ((120, "ask 0", "7 s"), (80, "ask 0", "")):
        app = Host(1)
        async with app.run_test(size=(width, 10)) as pilot:
            app.list.update_rows(7)
            await pilot.pause()
            row = app.lines[1]
            assert row.startswith("▌15:30:41  gpt-x")
            assert f"  {prompt}  " in row
            assert took in row
            assert row.endswith(("1,234    54", "1,234      54"))
            assert len(row) == width - 1


async def test_only_changed_rows_are_drawn() -> None:
    app = Host(2)
    async with app.run_test(size=(80, 10)) as pilot:
        app.list.update_rows(1)
        await pilot.pause()
        for response in app.streams:
            response.reads = 0
        app.list.update_rows(1)
        await pilot.pause()
        assert [response.reads for response in app.streams] == [1, 1]  # compared, not drawn
        app.list.update_rows(2)
        await pilot.pause()
        assert [response.reads for response in app.streams] == [3, 3]


async def test_marks_and_moving() -> None:
    app = Host(3)
    async with app.run_test(size=(80, 10)) as pilot:
        app.list.update_rows(1)
        await pilot.press("m", "k", "k", "m", "k", "m", "m")
        assert (app.list.cursor, set(app.list.marks)) == (0, {0, 2})
        assert [line[:1] for line in app.lines[1:4]] == ["●", " ", "●"]
        assert not app.list.playhead.following
        await pilot.press("G")
        assert app.list.playhead.following
        await pilot.click(StreamList, offset=(5, 2))
        assert app.list.cursor == 1


async def test_without_a_response_no_key_does_anything() -> None:
    app = Host(0)
    async with app.run_test(size=(80, 10)) as pilot:
        app.list.update_rows(1)
        await pilot.press("enter", "m", "k", "G", "F")
        assert (app.list.cursor, app.list.marks, app.list.playhead.following) == (
            0,
            frozenset(),
            True,
        )
