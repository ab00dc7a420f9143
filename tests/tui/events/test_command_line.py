"""The command line: completions, errors below what they are about, what it reports."""

from __future__ import annotations

from typing import Any

import pytest
from textual import on
from textual.message import Message
from textual.widgets import Input, Static

from ppchat.tui.events.command_line import CommandLine
from tests.support.hosts import Host
from tests.support.until import until

WORDS = ["family:", "family:text", "family:tool", "size>"]


def complete(text: str) -> list[str]:
    last = text.replace("(", " ").rpartition(" ")[2]
    return [word for word in WORDS if word.startswith(last)] if last else []


class LineHost(Host):
    """A command line; keeps what it reports."""

    def __init__(self) -> None:
        self.line = CommandLine()
        super().__init__(self.line)

    def on_ready(self) -> None:
        self.line.open("/", "", complete, "a hint")

    @on(CommandLine.Changed)
    @on(CommandLine.Submitted)
    @on(CommandLine.Cancelled)
    def keep(self, message: Message) -> None:
        self.posted.append(message)

    @property
    def hint(self) -> str:
        return str(self.line.query_one(".command-hint", Static).render())

    @property
    def value(self) -> str:
        return self.line.query_one(Input).value


async def test_it_reports_its_text_and_is_hidden_by_escape() -> None:
    host = LineHost()
    async with host.run_test(size=(60, 10)) as pilot:
        assert host.hint == "a hint"
        await pilot.press("s", "enter", "escape")
        await until(pilot, lambda: len(host.posted) == 3)
        assert host.posted == [
            CommandLine.Changed("/", "s"),
            CommandLine.Submitted("/", "s"),
            CommandLine.Cancelled("/"),
        ]
        assert not host.line.display


async def test_opening_it_again_reports_nothing() -> None:
    host = LineHost()
    async with host.run_test(size=(60, 10)) as pilot:
        host.line.open(":", "0.3s", lambda _: [], "where to jump")
        await pilot.press("enter")
        await until(pilot, lambda: host.posted)
        assert host.posted == [CommandLine.Submitted(":", "0.3s")]
        assert str(host.line.query_one(".command-sign", Static).render()) == ":"
        assert host.hint == "where to jump"


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("fam", "family:"),
        ("size>1 family:te", "size>1 family:text"),
        ("(family:to", "(family:tool"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
async def test_tab_completes_the_last_word(text: str, completed: str) -> None:
    host = LineHost()
    async with host.run_test(size=(60, 10)) as pilot:
        host.line.open("/", text, complete)
        await pilot.press("tab")
        await pilot.pause()
        assert host.value == completed
        assert host.line.query_one(Input).has_focus


async def test_completions_are_listed_sanitized_and_limited() -> None:
    host = LineHost()
    async with host.run_test(size=(60, 10)):
        host.line.open("/", "f", complete)
        assert host.hint == "family:  family:text  family:tool"
        host.line.open("/", "f", lambda _: ["[bold]\x1b" + "x" * 100] * 50)
        assert host.hint.count("[bold]␛xxx") == 12
        assert host.hint.isprintable()


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("unknown key", 2, 5), "  ▔▔▔ unknown key"),
        (("unknown key", 0, 0), "▔ unknown key"),
        (("unknown \x1b[31m key",), "unknown ␛[31m key"),
        (("unknown key", 500, 510), "unknown key"),
        (("a long explanation of the error", 2, 5), "  ▔▔▔\na long explanation of the error"),
    ],
)
async def test_an_error_is_below_what_it_is_about(arguments: Any, shown: str) -> None:
    host = LineHost()
    async with host.run_test(size=(36, 10)) as pilot:
        await pilot.pause()
        host.line.show_error(*arguments)
        assert host.hint == shown
