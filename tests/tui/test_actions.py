"""What any screen may want done, as a person asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from ppchat.tui.dialogs.confirm import Confirm
from ppchat.tui.screens.compare.screen import CompareScreen
from ppchat.tui.screens.sessions.screen import SessionsScreen
from ppchat.tui.transcript import Transcript
from tests.support.chat_app import Chatting, Turn, chatting, keep
from tests.support.playbook import TWISTER, delta, recording

LINK = recording([*TWISTER[:3], delta(310, "see [this](https://example.org/a?b=1)")])


def turn(prompt: str, after: int | None = None, *, first: bool = False) -> Turn:
    """A turn whose model tells it from the others."""
    made = recording(TWISTER, model=prompt)
    return (prompt, made, None) if first else (prompt, made, after) if after else (prompt, made)


async def compared(chat: Chatting) -> list[str]:
    """The models of the responses that are shown side by side."""
    await chat.until(lambda: isinstance(chat.app.screen, CompareScreen))
    await chat.until(lambda: chat.app.screen.query("#compare-table"))
    assert isinstance(chat.app.screen, CompareScreen)
    return [each.request.model for each in chat.app.screen._recordings]


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_the_response_is_compared_from_the_events_beside_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    turns = [turn(name) for name in ("one", "two", "three")]
    async with chatting(tmp_path, None, *turns, size=size) as chat:
        if size[0] < 100:
            await chat.press("f12")
        chat.events.focus()
        await chat.press("left_square_bracket", "c")
        assert await compared(chat) == ["two", "one", "three"]
        await chat.press("escape")
        assert chat.app.screen is chat.screen


async def test_other_answers_to_the_same_prompt_come_before_other_prompts(tmp_path: Path) -> None:
    turns = [turn("one", first=True), turn("again", first=True), turn("after")]
    async with chatting(tmp_path, None, *turns) as chat:
        chat.events.focus()
        await chat.press("left_square_bracket", "c")
        assert await compared(chat) == ["again", "one"]


async def test_no_more_than_five_and_the_nearest_are_compared(tmp_path: Path) -> None:
    turns = [turn(str(n)) for n in range(8)]
    async with chatting(tmp_path, None, *turns) as chat:
        chat.events.focus()
        await chat.press("left_square_bracket", "c")
        assert await compared(chat) == ["6", "5", "7", "4", "3"]


@pytest.mark.parametrize("key", ["c", "f11"])
async def test_the_only_response_is_put_beside_that_of_another_conversation(
    tmp_path: Path, key: str
) -> None:
    keep(tmp_path, turn("other"), conversation="0ther")
    async with chatting(tmp_path, None, turn("one")) as chat:
        chat.events.focus()
        await chat.press(key)
        if key == "f11":
            await chat.until(lambda: chat.app.screen is not chat.screen)
            await chat.press("c")
        await chat.until(lambda: isinstance(chat.app.screen, SessionsScreen))
        await chat.until(lambda: "other" in chat.text)
        await chat.press(*"other", "enter")
        assert await compared(chat) == ["one", "other"]


async def test_the_letter_is_text_in_the_prompt_and_without_an_answer_nothing(
    tmp_path: Path,
) -> None:
    async with chatting(tmp_path) as chat:
        await chat.press("c")
        assert chat.prompt.text == "c"
        chat.events.focus()
        await chat.press("c")
        assert chat.app.screen is chat.screen


async def test_a_link_opens_once_it_was_seen_and_agreed_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    async with chatting(tmp_path, None, ("one", LINK)) as chat:
        monkeypatch.setattr(chat.app, "open_url", lambda url, **_: opened.append(url))
        for key, then in (("escape", []), ("enter", ["https://example.org/a?b=1"])):
            chat.transcript.post_message(Transcript.LinkChosen("https://example.org/a?b=1"))
            await chat.until(lambda: isinstance(chat.app.screen, Confirm))
            shown = " ".join(str(each.content) for each in chat.app.screen.query(Static))
            assert "https://example.org/a?b=1" in shown
            await chat.press(key)
            await chat.until(lambda: chat.app.screen is chat.screen)
            assert opened == then
