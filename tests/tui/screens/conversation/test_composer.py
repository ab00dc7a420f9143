"""The prompt box on its screen: editing earlier turns, the editor, the history, the palette."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual import on
from textual.app import ComposeResult
from textual.events import Paste
from textual.widgets import Static

from ppchat.tui.dialogs.picker import Picker
from ppchat.tui.screens.conversation.composer import Composer
from ppchat.tui.screens.conversation.pending_turn import PendingTurn
from ppchat.tui.terminal.app import TerminalApp
from ppchat.tui.widgets.prompt import Prompt
from tests.support.chat_app import run_chat
from tests.support.recordings import TWISTER, build_recording
from tests.support.until import until

ONE, TWO = (PendingTurn(f"Edit {name}", name, f"prompt {name}") for name in "12")
AGAIN = PendingTurn("Regenerate", "1", "", "prompt 1")
FORK = PendingTurn("Continue", "1")


class Host(TerminalApp):
    """An app with only the composer; keeps what it posts."""

    suspended = 0

    def __init__(self) -> None:
        super().__init__(folder=Path())
        self.composer = Composer()
        self.submitted: list[tuple[str, PendingTurn | None]] = []

    def compose(self) -> ComposeResult:
        yield self.composer

    def on_mount(self) -> None:
        self.prompt.set_text("a draft")

    @on(Composer.Submitted)
    def keep(self, event: Composer.Submitted) -> None:
        self.submitted.append((event.text, event.pending))

    @property
    def prompt(self) -> Prompt:
        return self.query_one(Prompt)

    @property
    def note(self) -> str:
        """The line above the prompt; empty while there is none."""
        note = self.query_one("#note", Static)
        return str(note.content) if note.display else ""


class SuspendableHost(Host):
    """An app that can be suspended without a terminal."""

    @contextmanager
    def suspend(self) -> Iterator[None]:
        self.suspended += 1
        yield


async def test_a_new_prompt_has_no_earlier_turn() -> None:
    app = Host()
    async with app.run_test() as pilot:
        assert app.prompt.text == "a draft"
        app.prompt.focus()
        await pilot.press("enter")
        await until(pilot, lambda: app.submitted)
        assert app.submitted == [("a draft", None)]


async def test_what_enter_will_do_is_shown_until_it_is_given_up() -> None:
    app = Host()
    async with app.run_test() as pilot:
        assert not app.composer.give_up()
        app.composer.propose(ONE)
        app.composer.propose(TWO)
        await pilot.pause()
        assert app.note == "Edit 2"
        assert app.prompt.text == "prompt 2"
        assert app.prompt.has_focus
        assert app.composer.draft == "a draft"
        await pilot.press("enter")
        await until(pilot, lambda: app.submitted)
        assert app.submitted == [("prompt 2", TWO)]
        assert app.composer.give_up()
        await pilot.pause()
        assert app.note == ""
        assert app.prompt.text == app.composer.draft == "a draft"


async def test_a_default_is_sent_from_an_empty_prompt() -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.composer.propose(AGAIN)
        await pilot.pause()
        assert app.prompt.text == ""
        assert app.prompt.placeholder == "prompt 1"
        await pilot.press("enter")
        await until(pilot, lambda: app.submitted)
        assert app.submitted == [("prompt 1", AGAIN)]


async def test_a_question_that_is_asked_again_is_no_command() -> None:
    app = Host()
    app.composer.take_command = lambda _: None
    async with app.run_test() as pilot:
        again = replace(AGAIN, default="/title was sent with two slashes")
        app.composer.propose(again)
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: app.submitted)
        assert app.submitted == [(again.default, again)]


async def test_typing_something_else_drops_what_has_a_default() -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.composer.propose(AGAIN)
        await pilot.pause()
        await pilot.press(*"ef")
        assert app.note == ""
        assert app.prompt.text == "a draftef"
        assert app.prompt.placeholder == "Ask anything"
        await pilot.press("enter")
        await until(pilot, lambda: app.submitted)
        assert app.submitted == [("a draftef", None)]


async def test_the_key_that_proposed_a_turn_begins_the_word_that_is_typed_on() -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.prompt.set_text("")
        app.typed = "r"
        app.composer.propose(AGAIN)
        await pilot.pause()
        await pilot.press(*"eally?")
        assert (app.note, app.prompt.text) == ("", "really?")


async def test_what_is_pasted_does_not_begin_with_the_key_that_proposed_a_turn() -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.prompt.set_text("")
        app.typed = "r"
        app.composer.propose(AGAIN)
        await pilot.pause()
        app.post_message(Paste("pasted"))
        await until(pilot, lambda: not app.note)
        assert app.prompt.text == "pasted"


async def test_a_turn_without_a_text_of_its_own_takes_the_draft() -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.composer.propose(FORK)
        await pilot.pause()
        await pilot.press("!", "enter")
        await until(pilot, lambda: app.submitted)
        assert app.submitted == [("a draft!", FORK)]


async def test_the_editor_returns_the_edited_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "path.write_text(path.read_text() + ', edited\\n')\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    app = SuspendableHost()
    async with app.run_test() as pilot:
        app.prompt.post_message(Prompt.EditorWanted())
        await until(pilot, lambda: app.prompt.text == "a draft, edited")
        assert app.suspended == 1


@pytest.mark.parametrize("host", [Host, SuspendableHost])
async def test_a_draft_survives_an_editor_that_cannot_start(
    host: type[Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "/no/such/editor")
    app = host()
    async with app.run_test() as pilot:
        app.prompt.post_message(Prompt.EditorWanted())
        await until(pilot, lambda: len(app._notifications) == 1)
        (notification,) = app._notifications
        assert "The editor did not start: " in notification.message
        assert app.prompt.text == "a draft"


@pytest.mark.parametrize("editor", ["false", "'open quotes"])
async def test_a_draft_survives_an_editor_that_fails(
    editor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", editor)
    app = SuspendableHost()
    async with app.run_test() as pilot:
        app.prompt.post_message(Prompt.EditorWanted())
        await until(pilot, lambda: len(app._notifications) == 1)
        (notification,) = app._notifications
        assert "The prompt is as it was before the editor: " in notification.message
        assert app.prompt.text == "a draft"


async def test_history_is_searched(tmp_path: Path) -> None:
    turns = [
        (prompt, build_recording(TWISTER)) for prompt in ("why is the sky blue", "herons", "quic")
    ]
    async with run_chat(tmp_path, None, *turns) as chat:
        await chat.press("ctrl+r")
        await chat.until(lambda: isinstance(chat.app.screen, Picker))
        await chat.press(*"sky", "enter")
        await chat.until(lambda: chat.prompt.text == "why is the sky blue")
        await chat.press("ctrl+r")
        await chat.until(lambda: isinstance(chat.app.screen, Picker))
        await chat.press("escape")
        await chat.until(lambda: chat.prompt.has_focus)
        assert chat.prompt.text == "why is the sky blue"
