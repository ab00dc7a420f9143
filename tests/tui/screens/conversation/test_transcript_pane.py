"""The transcript with its find bar, copying and links."""

from __future__ import annotations

from pathlib import Path

from ppchat.tui.dialogs.confirm import Confirm
from ppchat.tui.dialogs.picker import Picker
from ppchat.tui.widgets.find_bar import FindBar
from tests.support.chat_app import run_chat
from tests.support.recordings import (
    build_recording,
    created,
    delta,
    item_added,
    item_done,
    terminal,
)

LINKED = build_recording(
    [
        created(300),
        item_added(310),
        delta(320, "See [a](https://example.org/a) and [b](https://example.org/b), then see."),
        item_done(330),
        terminal(340),
    ]
)


async def test_matches_are_stepped_through_and_counted(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("see", LINKED)) as chat:
        bar = chat.screen.query_one(FindBar)
        await chat.press("ctrl+f", *"see")
        await chat.until(lambda: bar.hits == "1 of 3")
        await chat.press("enter")
        assert bar.hits == "2 of 3"
        await chat.press("up", "up")
        assert bar.hits == "3 of 3"
        await chat.press(*"x")
        assert bar.hits == "no matches"
        await chat.press("escape")
        assert not bar.has_class("-shown")


async def test_a_link_is_shown_before_it_is_opened(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", LINKED)) as chat:
        opened: list[str] = []
        chat.app.open_url = lambda url, **_: opened.append(url)  # type: ignore[method-assign]
        chat.transcript.focus()
        await chat.press("o")
        await chat.until(lambda: isinstance(chat.app.screen, Confirm))
        assert "https://example.org/a" in chat.text
        await chat.press("n")
        assert opened == []
        chat.transcript.focus()
        await chat.press("O")
        await chat.until(lambda: isinstance(chat.app.screen, Picker))
        await chat.press("down", "enter")
        await chat.until(lambda: isinstance(chat.app.screen, Confirm))
        await chat.press("y")
        assert opened == ["https://example.org/b"]


async def test_a_message_is_copied_as_it_was_written(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", LINKED)) as chat:
        chat.transcript.focus()
        await chat.press("y")
        length = len(str(LINKED.response.items[0].parts[0].text))
        await chat.until(
            lambda: any(f"Copied {length} characters" in text for text in chat.notifications)
        )
