"""The prompt: its keys, its history and its messages."""

from __future__ import annotations

from textual import on
from textual.app import App, ComposeResult
from textual.events import Key
from textual.message import Message

from ppchat.tui.widgets.prompt import Prompt


class Host(App[None]):
    """A prompt; records its messages."""

    def __init__(self, draft: str = "", earlier: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.prompt = Prompt()
        self._draft_text = draft
        self._earlier = earlier
        self.posted: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.prompt

    def on_mount(self) -> None:
        self.prompt.set_text(self._draft_text)
        self.prompt.replace_history(self._earlier)
        self.prompt.focus()

    @on(Prompt.Submitted)
    @on(Prompt.HistorySearched)
    @on(Prompt.EditorWanted)
    @on(Prompt.TriggerTyped)
    def record(self, message: Message) -> None:
        self.posted.append(message)


def sent(app: Host) -> list[str]:
    """The texts that were sent."""
    return [message.text for message in app.posted if isinstance(message, Prompt.Submitted)]


async def test_enter_sends_the_stripped_text() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("space", "h", "i", "space", "enter")
        assert sent(app) == ["hi"]
        assert app.prompt.text == ""


async def test_a_blank_prompt_is_not_sent() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("enter", "space", "enter")
        assert app.posted == []


async def test_a_pasted_line_break_sends_nothing() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("a")
        app.post_message(Key("enter", "\n"))
        await pilot.press("b")
        assert app.prompt.text == "a\nb"
        assert app.posted == []


async def test_three_keys_insert_a_line_break() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("a", "ctrl+j", "b", "shift+enter", "c", "alt+enter", "d", "enter")
        assert sent(app) == ["a\nb\nc\nd"]


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


async def test_a_sent_prompt_is_the_newest_in_the_history_once() -> None:
    app = Host("", ("one",))
    async with app.run_test() as pilot:
        app.prompt.add_to_history("two")
        app.prompt.add_to_history("two")
        assert app.prompt.earlier_prompts == ("one", "two")
        await pilot.press("up")
        assert app.prompt.text == "two"


async def test_up_goes_through_the_rows_of_a_wrapped_line() -> None:
    app = Host("word " * 60, ("earlier",))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("up")
        assert app.prompt.text.startswith("word")
        await pilot.press(*["up"] * 8)
        assert app.prompt.text == "earlier"


async def test_characters_that_open_a_list_are_typed_and_reported() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("slash", "a", "at")
        assert [
            message.trigger for message in app.posted if isinstance(message, Prompt.TriggerTyped)
        ] == ["/", "@"]
        assert app.prompt.text == "/a@"


async def test_history_and_editor_are_asked_for() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+r", "ctrl+g", "f4")
        types = [Prompt.HistorySearched, Prompt.EditorWanted, Prompt.EditorWanted]
        assert [type(message) for message in app.posted] == types


async def test_pasted_lines_are_not_sent() -> None:
    app = Host()
    async with app.run_test() as pilot:
        from textual.events import Paste

        app.post_message(Paste("one\ntwo\n"))
        await pilot.pause()
        assert app.prompt.text == "one\ntwo\n"
        assert app.posted == []
