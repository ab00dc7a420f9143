"""The transcript in an app: what it shows, how it scrolls, what can be copied."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.message import Message
from textual.selection import Selection

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.tone import Tone
from ppchat.tui.transcript import Transcript

TOUR = """# Herons

A **grey heron** stands *still*, see [the guide](https://birds.example.org/heron) for `more`.

1. neck
2. legs
   - long

```python
def strike(prey):
    return True
```

| Bird | Height |
|------|-------:|
| Heron | 95 cm |

> patience

The end \\(a_b\\).
"""


class Host(App[None]):
    """An app with only a transcript; keeps the messages posted."""

    def __init__(self, plain: bool = False) -> None:
        super().__init__()
        self.transcript = Transcript(plain=plain)
        self.posted: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.transcript

    def on_mount(self) -> None:
        self.transcript.focus()

    def on_transcript_copied(self, message: Transcript.Copied) -> None:
        self.posted.append(message)

    def on_transcript_link_chosen(self, message: Transcript.LinkChosen) -> None:
        self.posted.append(message)

    def on_transcript_follow_changed(self, message: Transcript.FollowChanged) -> None:
        self.posted.append(message)

    def on_transcript_match_changed(self, message: Transcript.MatchChanged) -> None:
        self.posted.append(message)

    def painted(self) -> list[str]:
        """The lines on the screen, which the compositor redraws only where they are dirty."""
        width = self.transcript.scrollable_content_region.width
        lines = self.screen._compositor.render_strips()
        return [line.crop(0, width).text.rstrip() for line in lines]

    def screen_text(self) -> list[str]:
        view = self.transcript
        width = view.scrollable_content_region.width
        lines = map(view.render_line, range(view.size.height))
        return [line.crop(0, width).text.rstrip() for line in lines]


def answer(text: str | Rope, growing: bool = False, key: str = "a", **more: object) -> Cell:
    source = text if isinstance(text, Rope) else Rope(text)
    return Cell(key, CellKind.ANSWER, source, growing=growing, **more)  # type: ignore[arg-type]


def prompt(text: str, key: str = "p") -> Cell:
    return Cell(key, CellKind.PROMPT, Rope(text))


def turns(count: int) -> list[Cell]:
    cells: list[Cell] = []
    for number in range(count):
        cells.append(prompt(f"Question {number}", f"p{number}"))
        cells.append(answer(f"Answer {number}\n\n{TOUR}", key=f"a{number}", title="model"))
    return cells


async def test_it_shows_the_conversation() -> None:
    app = Host()
    async with app.run_test(size=(60, 40)) as pilot:
        app.transcript.update([prompt("Hello?"), answer(TOUR, title="gpt-test")])
        await pilot.pause()
        shown = "\n".join(app.screen_text())
        for text in ("▌ Hello?", "gpt-test", "Herons", "1. neck", "python", "│ Height", "▎ pat"):
            assert text in shown
        assert "**" not in shown
        assert "\\(a_b\\)" in shown


@pytest.mark.parametrize("width", [24, 60])
async def test_a_streamed_text_is_drawn_like_the_complete_one(width: int) -> None:
    app = Host()
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
    app = Host()
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
    app = Host()
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
    app = Host()
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
        assert down == up
        assert sum("Question" in line for line in down) == 20


async def test_scrubbing_back_shows_the_earlier_text() -> None:
    app = Host()
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
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.transcript.update([answer("one two three", growing=True, added=(4, 7))])
        await pilot.pause()
        row = app.transcript.render_lines(app.transcript.size.region)[1]
        backgrounds = {segment.text: segment.style.bgcolor for segment in row if segment.style}
        assert backgrounds["two"] != backgrounds["one "]
        assert backgrounds["one "] == backgrounds[" three"]


async def test_a_folded_cell_opens() -> None:
    app = Host()
    reasoning = Cell("r", CellKind.REASONING, Rope("I *wonder*."), title="thought for 0.9 s")
    async with app.run_test(size=(60, 10)) as pilot:
        app.transcript.update([reasoning])
        await pilot.pause()
        assert app.screen_text()[1] == "  thought for 0.9 s ▸"
        await pilot.press("enter")
        assert "▾" in app.screen_text()[1]
        assert "I wonder." in app.screen_text()[2]
        await pilot.press("enter")
        assert "I wonder." not in "\n".join(app.screen_text())


async def test_the_source_is_copied() -> None:
    app = Host()
    async with app.run_test(size=(60, 40)) as pilot:
        app.transcript.update([prompt("Hello?"), answer(TOUR)])
        await pilot.press("y", "c")
        copied = [(m.text, m.kind) for m in app.posted if isinstance(m, Transcript.Copied)]
        assert copied == [(TOUR, "answer"), ("def strike(prey):\n    return True\n", "code")]
        assert app.transcript.last_answer() == TOUR


async def test_a_selection_gives_the_source() -> None:
    app = Host()
    async with app.run_test(size=(60, 40)) as pilot:
        app.transcript.update([prompt("Hello?"), answer(TOUR)])
        await pilot.pause()
        start, stop = TOUR.index("stands"), TOUR.index("1. neck")
        selection = Selection(Offset(start, 1), Offset(stop, 1))
        assert app.transcript.get_selection(selection) == (TOUR[start:stop], "\n")
        everything = app.transcript.get_selection(Selection(None, None))
        assert everything == (f"Hello?\n\n{TOUR}", "\n")


async def test_the_mouse_selects_across_rows() -> None:
    app = Host()
    text = "The heron waits.\n\n```py\nx = 1\ny = 2\n```\n"
    async with app.run_test(size=(60, 12)) as pilot:
        app.transcript.update([answer(text)])
        await pilot.pause()
        lines = app.screen_text()
        first = next(y for y, line in enumerate(lines) if "heron" in line)
        last = next(y for y, line in enumerate(lines) if "y = 2" in line)
        await pilot.mouse_down(offset=(lines[first].index("heron"), first))
        await pilot.hover(offset=(lines[last].index("y = 2") + 4, last))
        await pilot.mouse_up(offset=(lines[last].index("y = 2") + 4, last))
        assert app.screen.get_selected_text() == "heron waits.\n\n```py\nx = 1\ny = 2"


async def test_find_counts_highlights_and_wraps_around() -> None:
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        view = app.transcript
        view.update(turns(10))
        await pilot.pause()
        assert view.find("grey heron stands still") == 10
        await pilot.pause()
        assert any("grey heron" in line for line in app.screen_text())
        for _ in range(10):
            await pilot.press("n")
        await pilot.press("N")
        positions = [
            (m.current, m.total) for m in app.posted if isinstance(m, Transcript.MatchChanged)
        ]
        assert {total for _, total in positions} == {10}
        assert positions[0] == positions[10]
        assert positions[11] == positions[9]
        assert view.find("no such words") == 0


async def test_links_are_offered_only_when_they_are_web_pages() -> None:
    app = Host()
    text = "[a](javascript:alert) [b](https://b.example/x) [c][ref]\n\n[ref]: http://c.example\n"
    async with app.run_test(size=(60, 20)) as pilot:
        app.transcript.update([answer(text)])
        await pilot.pause()
        assert app.transcript.links()[:2] == ["https://b.example/x", "http://c.example"]
        await pilot.press("o")
        assert [m.url for m in app.posted if isinstance(m, Transcript.LinkChosen)] == [
            "https://b.example/x"
        ]


async def test_addresses_in_plain_text_are_links() -> None:
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        sources = Rope("Sources\n1. Herons · https://herons.example/a_b")
        app.transcript.update([Cell("n", CellKind.NOTICE, sources)])
        await pilot.pause()
        assert app.transcript.links() == ["https://herons.example/a_b"]
        y = next(y for y, line in enumerate(app.screen_text()) if "https" in line)
        await pilot.click(offset=(app.screen_text()[y].index("https") + 3, y))
        assert isinstance(app.posted[-1], Transcript.LinkChosen)


async def test_two_clicks_select_a_word_and_three_a_block() -> None:
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        app.transcript.update([answer("The grey heron waits.\n\nIt strikes.")])
        await pilot.pause()
        at = (app.screen_text()[1].index("heron") + 2, 1)
        await pilot.click(offset=at, times=2)
        assert app.screen.get_selected_text() == "heron"
        await pilot.click(offset=at, times=3)
        assert app.screen.get_selected_text() == "The grey heron waits."


async def test_raw_markdown_and_back() -> None:
    app = Host()
    async with app.run_test(size=(90, 40)) as pilot:
        app.transcript.update([answer(TOUR)])
        await pilot.press("m")
        assert any("A **grey heron** stands *still*" in line for line in app.screen_text())
        await pilot.press("m")
        assert not any("**" in line for line in app.screen_text())


async def test_plain_mode_has_no_boxes_and_no_colours() -> None:
    app = Host(plain=True)
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


async def test_keys_go_through_messages_and_code() -> None:
    app = Host()
    async with app.run_test(size=(60, 12)) as pilot:
        view = app.transcript
        view.update(turns(6))
        await pilot.press("home")
        await pilot.press("right_curly_bracket", "right_curly_bracket", "right_curly_bracket")
        assert view.current is not None
        assert "Question" in str(view.current.text) or "Answer" in str(view.current.text)
        at = view.scroll_offset.y
        await pilot.press("right_square_bracket")
        assert "python" in app.screen_text()[1] or "python" in app.screen_text()[0]
        await pilot.press("left_curly_bracket")
        assert view.scroll_offset.y <= at


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
    app = Host()
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
    app = Host()
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
    app = Host()
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


async def test_wide_code_moves_sideways_or_wraps() -> None:
    app = Host()
    text = "```\n" + "".join(f"{number:04}" for number in range(60)) + "\n```\n"
    async with app.run_test(size=(60, 12)) as pilot:
        app.transcript.update([answer(text)])
        await pilot.pause()
        assert "0000" in app.screen_text()[2]
        assert app.screen_text()[2].endswith("›")
        await pilot.press(*["right"] * 40)
        assert "0059" in app.screen_text()[2]
        await pilot.press("left")
        assert "0059" not in app.screen_text()[2]
        await pilot.press("w")
        shown = "".join(line.strip() for line in app.screen_text())
        assert all(f"{number:04}" in shown for number in range(60))


async def test_cells_can_be_added_removed_and_reordered() -> None:
    app = Host()
    async with app.run_test(size=(60, 30)) as pilot:
        view, cells = app.transcript, turns(2)
        for shown in (cells, cells[:1], cells[2:], [cells[3], cells[0]], [], cells):
            view.update(shown)
            await pilot.pause()
            assert view.cells == list(shown)
            text = "\n".join(app.screen_text())
            assert ("Question 0" in text or len(shown) > 2) == (cells[0] in shown)
            assert app.painted() == app.screen_text()
