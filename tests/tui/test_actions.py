"""The actions of several screens, as the user triggers them."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from ppchat.tui.dialogs.confirm import Confirm
from ppchat.tui.screens.compare.screen import CompareScreen
from ppchat.tui.screens.sessions.screen import SessionsScreen
from ppchat.tui.transcript import Transcript
from tests.support.chat_app import ChatDriver, Turn, run_chat, save_conversation
from tests.support.recordings import TWISTER, build_recording, delta

LINK = build_recording([*TWISTER[:3], delta(310, "see [this](https://example.org/a?b=1)")])


def turn(prompt: str, after: int | None = None, *, first: bool = False) -> Turn:
    """A turn whose model is its prompt."""
    answer = build_recording(TWISTER, model=prompt)
    if first:
        return prompt, answer, None
    return (prompt, answer, after) if after else (prompt, answer)


async def compared_models(chat: ChatDriver) -> list[str]:
    """The models of the responses that are shown side by side."""
    await chat.until(lambda: isinstance(chat.app.screen, CompareScreen))
    await chat.until(lambda: chat.app.screen.query("#compare-table"))
    assert isinstance(chat.app.screen, CompareScreen)
    return [recording.request.model for recording in chat.app.screen._recordings]


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_a_response_is_compared_from_its_events(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    turns = [turn(name) for name in ("one", "two", "three")]
    async with run_chat(tmp_path, None, *turns, size=size) as chat:
        if size[0] < 100:
            await chat.press("f12")
        chat.events.focus()
        await chat.press("left_square_bracket", "c")
        assert await compared_models(chat) == ["two", "one", "three"]
        await chat.press("escape")
        assert chat.app.screen is chat.screen


async def test_other_answers_to_the_same_prompt_come_first(tmp_path: Path) -> None:
    turns = [turn("one", first=True), turn("again", first=True), turn("after")]
    async with run_chat(tmp_path, None, *turns) as chat:
        chat.events.focus()
        await chat.press("left_square_bracket", "c")
        assert await compared_models(chat) == ["again", "one"]


async def test_the_nearest_five_are_compared(tmp_path: Path) -> None:
    turns = [turn(str(n)) for n in range(8)]
    async with run_chat(tmp_path, None, *turns) as chat:
        chat.events.focus()
        await chat.press("left_square_bracket", "c")
        assert await compared_models(chat) == ["6", "5", "7", "4", "3"]


@pytest.mark.parametrize("key", ["c", "f11"])
async def test_the_only_response_is_compared_with_another_conversation(
    tmp_path: Path, key: str
) -> None:
    save_conversation(tmp_path, turn("other"), conversation="0ther")
    async with run_chat(tmp_path, None, turn("one")) as chat:
        chat.events.focus()
        await chat.press(key)
        if key == "f11":
            await chat.until(lambda: chat.app.screen is not chat.screen)
            await chat.press("c")
        await chat.until(lambda: isinstance(chat.app.screen, SessionsScreen))
        await chat.until(lambda: "other" in chat.text)
        await chat.press(*"other", "enter")
        assert await compared_models(chat) == ["one", "other"]


async def test_c_is_a_letter_in_the_prompt_and_does_nothing_without_an_answer(
    tmp_path: Path,
) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.press("c")
        assert chat.prompt.text == "c"
        chat.events.focus()
        await chat.press("c")
        assert chat.app.screen is chat.screen


async def test_a_link_opens_once_the_user_has_confirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    async with run_chat(tmp_path, None, ("one", LINK)) as chat:
        monkeypatch.setattr(chat.app, "open_url", lambda url, **_: opened.append(url))
        for key, expected in (("escape", []), ("enter", ["https://example.org/a?b=1"])):
            chat.transcript.post_message(Transcript.LinkChosen("https://example.org/a?b=1"))
            await chat.until(lambda: isinstance(chat.app.screen, Confirm))
            shown = " ".join(str(static.content) for static in chat.app.screen.query(Static))
            assert "https://example.org/a?b=1" in shown
            await chat.press(key)
            await chat.until(lambda: chat.app.screen is chat.screen)
            assert opened == expected
