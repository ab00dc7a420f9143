"""The transcript in an app: its keys, its mouse, what can be found and copied."""

from __future__ import annotations

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript import Transcript
from tests.support.pictures import image_cell
from tests.support.transcripts import TOUR, TranscriptHost, answer, prompt, turns


async def test_it_shows_the_conversation() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(60, 40)) as pilot:
        app.transcript.update([prompt("Hello?"), answer(TOUR, title="gpt-test")])
        await pilot.pause()
        shown = "\n".join(app.screen_text())
        for text in ("▌ Hello?", "gpt-test", "Herons", "1. neck", "python", "│ Height", "▎ pat"):
            assert text in shown
        assert "**" not in shown
        assert "The end a_b." in shown


async def test_a_folded_cell_opens() -> None:
    app = TranscriptHost()
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


async def test_what_is_opened_at_the_end_is_read_from_its_beginning() -> None:
    app = TranscriptHost()
    text = "\n\n".join(f"thought {n}" for n in range(40))
    async with app.run_test(size=(60, 10)) as pilot:
        app.transcript.update(
            [prompt("Why?"), Cell("r", CellKind.REASONING, Rope(text), "thought")]
        )
        await pilot.pause()
        await pilot.press("enter")
        shown = "\n".join(app.screen_text())
        assert "thought ▾" in shown
        assert "thought 0" in shown
        assert not app.transcript.following


async def test_the_source_is_copied() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(60, 40)) as pilot:
        app.transcript.update([prompt("Hello?"), answer(TOUR)])
        await pilot.press("y", "c")
        copied = [(m.text, m.kind) for m in app.posted if isinstance(m, Transcript.Copied)]
        assert copied == [(TOUR, "answer"), ("def strike(prey):\n    return True\n", "code")]
        app.transcript.selected = app.transcript.cells[-1].turn
        assert app.transcript.selected_answer() == TOUR


async def test_the_mouse_selects_across_rows() -> None:
    app = TranscriptHost()
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


async def test_the_mouse_selects_the_source_of_a_formula() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(60, 12)) as pilot:
        app.transcript.update([answer("It takes $O(n \\log n)$ steps.")])
        await pilot.pause()
        y, line = next((y, line) for y, line in enumerate(app.screen_text()) if "takes" in line)
        assert "takes O(n log n) steps" in line
        start, stop = line.index("takes"), line.index("log n")
        await pilot.mouse_down(offset=(start, y))
        await pilot.hover(offset=(stop, y))
        await pilot.mouse_up(offset=(stop, y))
        assert app.screen.get_selected_text() == "takes $O(n \\log n)$"


async def test_find_counts_highlights_and_wraps_around() -> None:
    app = TranscriptHost()
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
    app = TranscriptHost()
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
    app = TranscriptHost()
    async with app.run_test(size=(60, 20)) as pilot:
        sources = Rope("Sources\n1. Herons · https://herons.example/a_b")
        app.transcript.update([Cell("n", CellKind.NOTICE, sources)])
        await pilot.pause()
        assert app.transcript.links() == ["https://herons.example/a_b"]
        y = next(y for y, line in enumerate(app.screen_text()) if "https" in line)
        await pilot.click(offset=(app.screen_text()[y].index("https") + 3, y))
        assert isinstance(app.posted[-1], Transcript.LinkChosen)


async def test_two_clicks_select_a_word_and_three_a_block() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(60, 20)) as pilot:
        app.transcript.update([answer("The grey heron waits.\n\nIt strikes.")])
        await pilot.pause()
        at = (app.screen_text()[1].index("heron") + 2, 1)
        await pilot.click(offset=at, times=2)
        assert app.screen.get_selected_text() == "heron"
        await pilot.click(offset=at, times=3)
        assert app.screen.get_selected_text() == "The grey heron waits."


async def test_raw_markdown_and_back() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(90, 40)) as pilot:
        app.transcript.update([answer(TOUR)])
        await pilot.press("m")
        assert any("A **grey heron** stands *still*" in line for line in app.screen_text())
        await pilot.press("m")
        assert not any("**" in line for line in app.screen_text())


async def test_keys_go_through_messages_and_code() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(60, 12)) as pilot:
        view = app.transcript
        view.update(turns(6))
        await pilot.press("home")
        await pilot.press("J", "J", "J")
        assert view.current is not None
        assert "Question" in str(view.current.text) or "Answer" in str(view.current.text)
        at = view.scroll_offset.y
        await pilot.press("right_square_bracket")
        assert "python" in app.screen_text()[1] or "python" in app.screen_text()[0]
        await pilot.press("K")
        assert view.scroll_offset.y <= at


async def test_wide_code_moves_sideways_or_wraps() -> None:
    app = TranscriptHost()
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


async def test_a_long_prompt_shows_its_first_rows_until_it_is_unfolded() -> None:
    app = TranscriptHost()
    text = "\n".join(f"line {number}" for number in range(40))
    async with app.run_test(size=(60, 20)) as pilot:
        view = app.transcript
        view.update([prompt(text), answer("Yes.")])
        await pilot.pause()
        shown = app.screen_text()
        assert shown[1:7] == [f"▌ line {n}" for n in range(5)] + ["▌ … 35 more lines ▸"]
        assert "Yes." in "\n".join(shown)
        await pilot.click(offset=(5, 3))  # the text itself does not unfold
        assert "line 39" not in "\n".join(app.screen_text())
        await pilot.click(offset=(5, 6))
        await pilot.pause()
        view.action_top()
        assert app.screen_text()[1:3] == ["█ 40 lines ▾", "█ line 0"]
        await pilot.press("enter")
        assert app.screen_text()[6].endswith("… 35 more lines ▸")
        assert view.find("line 33") == 1
        await pilot.pause()
        assert "line 33" in "\n".join(app.screen_text())


async def test_what_is_new_is_named_only_while_it_is_below() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(60, 20)) as pilot:
        view, text = app.transcript, "\n\n".join(f"Line {number}." for number in range(60))
        view.update([answer(text[:300], growing=True)])
        await pilot.pause()
        await pilot.press("pageup")
        before = app.painted()
        view.update([answer(text[:270], growing=True)])  # back to an earlier event, and forward
        view.update([answer(text[:300], growing=True)])
        await pilot.pause()
        assert app.painted() == before
        view.update([answer(text, growing=True)])
        await pilot.pause()
        *lines, last = app.painted()
        assert (lines, last.strip()) == (before[:-1], "↓ new")
        while not view.following:
            assert app.painted()[-1].strip() == "↓ new"
            seen = {line for line in app.painted() if "Line" in line}
            await pilot.press("down")
            await pilot.pause()
            assert len(seen ^ {line for line in app.painted() if "Line" in line}) <= 3
        assert app.painted()[-1].strip() == "Line 59.▌"
        await pilot.press("pageup")
        assert "↓ new" not in "\n".join(app.painted())
        view.update([answer(text + "\n\nMore", growing=True)])
        await pilot.pause()
        await pilot.click(offset=(30, 19))
        await pilot.pause()
        assert view.following
        assert app.painted()[-1].strip() == "More▌"


async def test_new_text_within_the_window_is_not_named() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(60, 20)) as pilot:
        view = app.transcript
        view.update([answer("One.", growing=True)])
        view.following = False
        view.update([answer("One.\n\nTwo.", growing=True)])
        await pilot.pause()
        assert app.painted()[3].strip() == "Two.▌"
        assert "↓ new" not in "\n".join(app.painted())


async def test_every_code_block_of_the_window_can_be_copied() -> None:
    app = TranscriptHost()
    text = "```python\na = 1\n```\n\n```\nplain\n```\n\n- item\n\n  ```sh\n  ls\n  cd\n  ```\n"
    async with app.run_test(size=(60, 30)) as pilot:
        app.transcript.update([answer(text)])
        await pilot.pause()
        assert [line[1:12].rstrip() for line in app.painted() if line[1:2].isdigit()] == [
            "1 python",
            "2▄▄▄▄▄▄▄▄▄▄",
            "3    sh",
        ]
        await pilot.press("c", "2", "right_square_bracket", "right_square_bracket", "c", "4")
        await pilot.pause()
        assert "2 2 of 3 · c copies" in app.painted()[5]
        assert app.painted()[6][1:].startswith("▐ plain")
        await pilot.press("right_square_bracket", "right_square_bracket", "c")
        await pilot.press("left_square_bracket", "c")
        assert [m.amount for m in app.posted if isinstance(m, Transcript.Copied)] == [
            "1 line of python",
            "1 line of code",
            "1 line of code",
            "2 lines of sh",
            "1 line of code",
        ]
        app.screen.set_focus(None)
        await pilot.pause()
        assert "c copies" not in "\n".join(app.painted())
        assert not any(line[1:2].strip() for line in app.painted())


async def test_a_marked_block_stays_in_sight_while_the_text_grows() -> None:
    app = TranscriptHost()
    block = "```python\n" + "x = 1\n" * 40
    async with app.run_test(size=(60, 20)) as pilot:
        view = app.transcript
        view.update([answer(f"Words.\n\n{block}", growing=True)])
        await pilot.press("right_square_bracket")
        await pilot.pause()
        assert "python · 1 of 1 · c copies" in app.painted()[1]
        view.update([answer(f"Words.\n\n{block}```\n\n" + "More.\n\n" * 30, growing=True)])
        await pilot.pause()
        assert "python · 1 of 1 · c copies" in app.painted()[1]
        assert "↓ new" in app.painted()[-1]
        await pilot.press("pagedown", "c")
        assert app.painted()[0][1:].startswith("1 x = 1")  # its head is above the window
        copied = [m for m in app.posted if isinstance(m, Transcript.Copied)]
        assert [(m.text, m.amount) for m in copied] == [("x = 1\n" * 40, "40 lines of python")]


async def test_keys_choose_the_current_image_or_the_first_in_sight() -> None:
    app = TranscriptHost()
    async with app.run_test(size=(80, 30)) as pilot:
        cells = [image_cell("AAAA", number=n) for n in range(2)]
        link = image_cell("https://birds.example.org/a.png", number=3)
        local = image_cell("file:///etc/passwd", number=4)
        await pilot.press("v")
        assert app.posted == []
        app.transcript.update([prompt("Draw."), answer("Two."), *cells, link, local])
        await pilot.press("v", "J", "y", "s", "enter", "o", "J", "v", "s", "J", "v")
        assert not any(isinstance(message, Transcript.Copied) for message in app.posted)
        await pilot.pause()
        chosen = [m for m in app.posted if isinstance(m, Transcript.ImageChosen)]
        purposes = [(message.index, message.purpose) for message in chosen]
        assert purposes == [(0, "view"), (1, "save"), (1, "view"), (1, "open")]
        assert [image.name for image in chosen[0].images][:2] == [
            "answer-1-image-1",
            "answer-1-image-2",
        ]
        links = [m.url for m in app.posted if isinstance(m, Transcript.LinkChosen)]
        assert links == ["https://birds.example.org/a.png"]
