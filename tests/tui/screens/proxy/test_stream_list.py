"""The list of responses, however many there are."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from ppchat.core.view.response_row import Passage
from ppchat.core.view.status import Status
from ppchat.core.view.tone import Tone
from ppchat.tui.screens.proxy.stream_list import StreamList


class Response:
    """A response that counts how often its row was asked for."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.asked = 0

    def row(self, now_ns: int) -> Passage:
        self.asked += 1
        status = Status("✓", "completed", Tone.GOOD, f"{now_ns} s")
        return Passage("15:30:41", "gpt-x", f"ask {self.number}", status, "312 ms", 1234, "54", "")


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
async def test_thousands_cost_what_is_seen(size: tuple[int, int]) -> None:
    app = Host(10_000)
    async with app.run_test(size=size) as pilot:
        app.list.grew(1)
        await pilot.pause()
        seen = size[1] - 1
        assert "15:30:41" in app.lines[-1]
        assert app.list.cursor == 9_999
        asked = [each.number for each in app.streams if each.asked]
        # Those at the top until the list has gone to its end, and those at the end.
        assert set(asked) <= {*range(seen), *range(10_000 - seen, 10_000)}
        await pilot.press("g")
        assert app.list.scroll_offset.y == 0


async def test_every_column_at_two_widths() -> None:
    for width, prompt, took in ((120, "ask 0", "7 s"), (80, "ask 0", "")):
        app = Host(1)
        async with app.run_test(size=(width, 10)) as pilot:
            app.list.grew(7)
            await pilot.pause()
            row = app.lines[1]
            assert row.startswith("▌15:30:41  gpt-x")
            assert f"  {prompt}  " in row
            assert took in row
            assert row.endswith(("1,234    54", "1,234      54"))
            assert len(row) == width - 1


async def test_only_what_changed_is_drawn() -> None:
    app = Host(2)
    async with app.run_test(size=(80, 10)) as pilot:
        app.list.grew(1)
        await pilot.pause()
        for each in app.streams:
            each.asked = 0
        app.list.grew(1)
        await pilot.pause()
        assert [each.asked for each in app.streams] == [1, 1]  # looked at, and not drawn
        app.list.grew(2)
        await pilot.pause()
        assert [each.asked for each in app.streams] == [3, 3]


async def test_marks_and_moving() -> None:
    app = Host(3)
    async with app.run_test(size=(80, 10)) as pilot:
        app.list.grew(1)
        await pilot.press("m", "k", "k", "m", "k", "m", "m")
        assert (app.list.cursor, app.list.marks) == (0, {0, 2})
        assert [line[:1] for line in app.lines[1:4]] == ["●", " ", "●"]
        assert not app.list.following
        await pilot.press("G")
        assert app.list.following
        await pilot.click(StreamList, offset=(5, 2))
        assert app.list.cursor == 1


async def test_without_a_response_no_key_does_anything() -> None:
    app = Host(0)
    async with app.run_test(size=(80, 10)) as pilot:
        app.list.grew(1)
        await pilot.press("enter", "m", "k", "G", "F")
        assert (app.list.cursor, app.list.marks, app.list.following) == (0, frozenset(), True)
