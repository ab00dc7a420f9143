"""The window on a conversation: what it draws, how it scrolls and follows."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from textual.geometry import Offset
from textual.selection import Selection

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.tone import Tone
from ppchat.tui.transcript import Transcript
from tests.support.transcripts import TOUR, TranscriptHost, answer, prompt, turns


@pytest.mark.parametrize("width", [24, 60])
async def test_a_streamed_text_is_drawn_like_the_complete_one(width: int) -> None:
    app = TranscriptHost()
    async with app.run_test(size=(width, 30)) as pilot:
        view, text, chance = app.transcript, Rope(), random.Random(width)
        while len(text) < len(TOUR):
            text = text + TOUR[len(text) : len(text) + chance.randint(1, 40)]
            view.update([prompt("Hello?"), answer(text, growing=True)])
            await pilot.pause()
        view.update([prompt("Hello?"), answer(text)])
        await pilot.pause()
        streamed = app.painted()
        view.update([])
        view.update([prompt("Hello?"), answer(TOUR)])
        await pilot.pause()
        assert app.painted() == streamed


async def test_it_follows_until_the_reader_scrolls_and_again_at_the_end() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(60, 20)) as pilot:
        view = app.transcript
        view.update(turns(5))
        await pilot.pause()
        assert view.following
        assert "The end" in "\n".join(app.screen_text())
        await pilot.press("pageup")
        assert not view.following
        before = app.screen_text()
        view.update(turns(6))
        await pilot.pause()
        assert app.screen_text()[:-1] == before[:-1]
        assert "↓ new" in view.render_lines(view.size.region)[-1].text
        await pilot.press("end")
        await pilot.pause()
        assert view.following
        assert "The end" in "\n".join(app.screen_text())
        follows = [m.following for m in app.posted if isinstance(m, Transcript.FollowChanged)]
        assert follows[-2:] == [False, True]


async def test_the_scroll_position_is_kept_when_the_width_changes() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(90, 20)) as pilot:
        view = app.transcript
        view.update(turns(30))
        await pilot.pause()
        view.find("Answer 12")
        await pilot.pause()
        view.clear_find()
        await pilot.resize_terminal(40, 20)
        await pilot.pause()
        assert any("Answer 12" in line for line in app.screen_text())


async def test_every_row_is_reached_by_scrolling_up_and_down() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(34, 12)) as pilot:
        view = app.transcript
        view.update(turns(20))
        await pilot.pause()
        up = app.screen_text()
        while view.scroll_offset.y:
            view.action_line_up()
            up.insert(0, app.screen_text()[0])
        down = app.screen_text()
        while not view.following:
            view.action_line_down()
            down.append(app.screen_text()[-1])
        # Beside the margin, in which code blocks are numbered from the top of the window.
        assert [line[2:] for line in down] == [line[2:] for line in up]
        assert sum("Question" in line for line in down) == 20


async def test_scrubbing_back_shows_the_earlier_text() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(60, 40)) as pilot:
        view = app.transcript
        view.update([answer(Rope(TOUR), growing=True)])
        await pilot.pause()
        for at in (len(TOUR) - 1, 200, 100, 30, 0, 250):
            view.update([answer(TOUR[:at], growing=True)])
            scrubbed = app.screen_text()
            view.update([])
            view.update([answer(TOUR[:at], growing=True)])
            assert app.screen_text() == scrubbed


async def test_text_that_an_event_added_is_highlighted() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(60, 10)) as pilot:
        app.transcript.update([answer("one two three", growing=True, added=(4, 7))])
        await pilot.pause()
        row = app.transcript.render_lines(app.transcript.size.region)[1]
        backgrounds = {segment.text: segment.style.bgcolor for segment in row if segment.style}
        assert backgrounds["two"] != backgrounds["one "]
        assert backgrounds["one "] == backgrounds[" three"]


async def test_a_selection_gives_the_source() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(60, 40)) as pilot:
        app.transcript.update([prompt("Hello?"), answer(TOUR)])
        await pilot.pause()
        start, stop = TOUR.index("stands"), TOUR.index("1. neck")
        selection = Selection(Offset(start, 1), Offset(stop, 1))
        assert app.transcript.get_selection(selection) == (TOUR[start:stop], "\n")
        everything = app.transcript.get_selection(Selection(None, None))
        assert everything == (f"Hello?\n\n{TOUR}", "\n")


async def test_plain_mode_has_no_boxes_and_no_colours() -> None:
    app = TranscriptHost(plain=True)
    async with app.run_test(size=(60, 40)) as pilot:
        notice = Cell("n", CellKind.NOTICE, Rope("cut off"), tone=Tone.BAD)
        app.transcript.update([prompt("Hello?"), answer(TOUR, title="model"), notice])
        await pilot.pause()
        shown = "\n".join(app.screen_text())
        assert not set(shown) & set("▌▎▏▄▀")
        assert "you" in shown
        styles = {
            segment.style.without_color if segment.style else None
            for strip in app.transcript.render_lines(app.transcript.size.region)
            for segment in strip
        }
        assert len({str(style) for style in styles}) == 1


HOSTILE: Sequence[str] = [
    "x" * 1_000_000,
    "> " * 100_000,
    "[" * 100_000,
    "*" * 100_000,
    "![" * 5_000,
    "```\n" + "y" * 100_000,
    "| a " * 200 + "|\n" + "|---" * 200 + "|\n" + ("| b " * 200 + "|\n") * 10,
    "&#x202e;&#27;]52;c;AAAA&#7; &#155;31m",
    "\x1b]52;c;AAAA\x07\x9b31m\x00",
    "a" + "\u0301" * 10_000,
    "\u200b" * 10_000,
    "👩\u200d" * 3_000,
    "| " + "\\|" * 5000,
    "`" * 5_001 + "a" + "`" * 5_000,
    "<a" * 5_000,
    "- " * 5_000,
    "\ud800 lone",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:6]))
@pytest.mark.parametrize("kind", [CellKind.ANSWER, CellKind.PROMPT, CellKind.TOOL])
async def test_hostile_input_is_drawn_as_text(text: str, kind: CellKind) -> None:
    app = TranscriptHost()
    async with app.run_test(size=(40, 12)) as pilot:
        cell = Cell("a", kind, Rope(text), title=text[:3000], language="python")
        app.transcript.update([cell])
        for key in ("enter", "home", "right", "end", "w", "m"):
            await pilot.press(key)
            for strip in app.transcript.render_lines(app.transcript.size.region):
                assert strip.cell_length == app.transcript.size.width
                for char in strip.text:
                    assert char.isprintable() or char in "\u200b\u200d", hex(ord(char))


async def test_a_change_of_theme_is_drawn() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(60, 12)) as pilot:
        app.theme = "textual-dark"
        app.transcript.update(turns(3))
        await pilot.pause()

        def backgrounds() -> set[object]:
            region = app.transcript.size.region
            return {
                segment.style.bgcolor
                for strip in app.transcript.render_lines(region)
                for segment in strip
                if segment.style
            }

        dark = backgrounds()
        app.theme = "textual-light"
        await pilot.pause()
        assert not dark & backgrounds()


async def test_a_tint_colours_the_background_of_the_text() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(60, 8)) as pilot:
        app.transcript.update([answer("slow fast")])
        app.transcript.set_tint("a", [(0, 4, 4), (5, 9, 0)])
        await pilot.pause()
        row = app.transcript.render_lines(app.transcript.size.region)[1]
        backgrounds = {segment.text: segment.style.bgcolor for segment in row if segment.style}
        assert len({backgrounds["slow"], backgrounds[" "], backgrounds["fast"]}) == 3
        app.transcript.set_tint("a", [])
        assert "slow fast" in [
            segment.text for segment in app.transcript.render_lines(app.transcript.size.region)[1]
        ]


async def test_cells_can_be_added_removed_and_reordered() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(60, 30)) as pilot:
        view, cells = app.transcript, turns(2)
        for shown in (cells, cells[:1], cells[2:], [cells[3], cells[0]], [], cells):
            view.update(shown)
            await pilot.pause()
            assert view.cells == list(shown)
            text = "\n".join(app.screen_text())
            assert ("Question 0" in text or len(shown) > 2) == (cells[0] in shown)
            assert app.painted() == app.screen_text()


async def test_only_the_rows_near_the_window_are_laid_out() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(60, 12)) as pilot:
        app.transcript.update(turns(200))
        await pilot.pause()
        await pilot.press("home", "end")
        laid_out = [
            leaf_view
            for view in app.transcript._column.views
            for leaf_view in view.leaf_views
            if leaf_view.layout is not None
        ]
        assert 0 < len(laid_out) < 60


@pytest.mark.parametrize("width", [24, 60, 113, 116, 117, 118, 150, 231])
async def test_the_text_is_centred_and_its_mouse_follows(width: int) -> None:
    app = TranscriptHost()
    text = "    indented [a link](https://a.example) " + "word " * 60
    async with app.run_test(size=(width, 30)) as pilot:
        view = app.transcript
        view.update([prompt("Hello?"), answer(f"```\n    {text}\n```\n\n{text.strip()}")])
        await pilot.pause()
        left, column = view.text_left, view._column.layout.width
        assert column == min(110, width - 4)
        assert 0 <= (width - 2 - left - column) - (left - 2) <= 1
        lines = app.screen_text()
        y = next(y for y, line in enumerate(lines) if "indented a" in line)
        assert lines[y].index("indented") == left
        assert lines[1] == " " * (left - 2) + "▌ Hello?"
        await pilot.mouse_down(offset=(left, y))
        await pilot.hover(offset=(left + len("indented") - 1, y))
        await pilot.mouse_up(offset=(left + len("indented") - 1, y))
        assert app.screen.get_selected_text() == "indented"
        app.screen.clear_selection()
        await pilot.click(offset=(left + len("indented a"), y))
        assert isinstance(app.posted[-1], Transcript.LinkChosen)
