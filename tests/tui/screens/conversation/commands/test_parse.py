"""Which texts are commands."""

from __future__ import annotations

import pytest

from ppchat.tui.screens.conversation.commands.parse import literal, parse_command, split_command

NAMES = ("new", "title")


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("/new", ("new", "")),
        ("/NEW ", ("new", "")),
        ("/title  Birds\nof prey ", ("title", "Birds\nof prey")),
        ("/newer", None),
        ("/etc/hosts is a file", None),
        ("/", None),
        ("/ new", None),
        ("//new", None),
        ("new", None),
        ("", None),
    ],
)
def test_only_known_names_are_commands(text: str, parsed: tuple[str, str] | None) -> None:
    assert parse_command(text, NAMES) == parsed


def test_a_name_ends_at_white_space() -> None:
    assert split_command("/title\tA bird") == ("title", "A bird")


@pytest.mark.parametrize(
    ("text", "sent"), [("//new", "/new"), ("///", "//"), ("/etc/hosts", "/etc/hosts"), ("a", "a")]
)
def test_two_slashes_send_one(text: str, sent: str) -> None:
    assert literal(text) == sent
