"""The prompt by itself: its keys, its history, what it posts."""

from __future__ import annotations

from textual import on
from textual.app import App, ComposeResult
from textual.message import Message

from ppchat.tui.widgets.prompt import Prompt


class Host(App[None]):
    """A prompt; keeps what it posted."""

    def __init__(self, draft: str = "", earlier: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.prompt = Prompt(draft)
        self._earlier = earlier
        self.posted: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.prompt

    def on_mount(self) -> None:
        self.prompt.replace_history(self._earlier)
        self.prompt.focus()

    @on(Prompt.Submitted)
    @on(Prompt.HistorySearched)
    @on(Prompt.EditorWanted)
    @on(Prompt.PaletteWanted)
    def keep(self, message: Message) -> None:
        self.posted.append(message)


async def test_enter_sends_what_was_written_without_blanks_around() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("space", "h", "i", "space", "enter")
        assert app.posted == [Prompt.Submitted("hi")]
        assert app.prompt.text == ""


async def test_nothing_is_sent_where_nothing_is_written() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("enter", "space", "enter")
        assert app.posted == []


async def test_lines_are_begun_by_each_of_three_keys() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("a", "ctrl+j", "b", "shift+enter", "c", "alt+enter", "d", "enter")
        assert app.posted == [Prompt.Submitted("a\nb\nc\nd")]


async def test_history_begins_at_the_edges_and_keeps_the_draft() -> None:
    app = Host("draft\nof two", ("first", "second"))
    async with app.run_test() as pilot:
        await pilot.press("up")
        assert app.prompt.text == "draft\nof two"
        await pilot.press("up")
        assert app.prompt.text == "second"
        await pilot.press("up")
        assert app.prompt.text == "first"
        await pilot.press("up")
        assert app.prompt.text == "first"
        await pilot.press("down", "down")
        assert app.prompt.text == "draft\nof two"
        await pilot.press("down")
        assert app.prompt.text == "draft\nof two"


async def test_what_was_sent_is_the_newest_of_the_history_once() -> None:
    app = Host("", ("one",))
    async with app.run_test() as pilot:
        app.prompt.accepted("two")
        app.prompt.accepted("two")
        assert app.prompt.earlier == ("one", "two")
        await pilot.press("up")
        assert app.prompt.text == "two"


async def test_up_goes_through_the_rows_of_a_wrapped_line() -> None:
    app = Host("word " * 60, ("earlier",))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("up")
        assert app.prompt.text.startswith("word")
        await pilot.press(*["up"] * 8)
        assert app.prompt.text == "earlier"


async def test_a_slash_is_the_palette_only_at_first() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("slash", "a", "slash")
        assert [type(each) for each in app.posted] == [Prompt.PaletteWanted]
        assert app.prompt.text == "a/"


async def test_history_and_editor_are_asked_for() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+r", "ctrl+g", "f4")
        wanted = [Prompt.HistorySearched, Prompt.EditorWanted, Prompt.EditorWanted]
        assert [type(each) for each in app.posted] == wanted


async def test_pasted_lines_are_not_sent() -> None:
    app = Host()
    async with app.run_test() as pilot:
        from textual.events import Paste

        app.post_message(Paste("one\ntwo\n"))
        await pilot.pause()
        assert app.prompt.text == "one\ntwo\n"
        assert app.posted == []
