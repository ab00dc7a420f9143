"""What may stand on the command line → scripts by which bash, zsh and fish complete it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class Takes(Enum):
    """What a place on the command line is filled with."""

    NOTHING = "nothing"
    TEXT = "text"
    CHOICE = "choice"
    FILE = "file"
    FOLDER = "folder"


class Place(NamedTuple):
    """An option with its value, or, without names, an argument."""

    takes: Takes
    names: tuple[str, ...] = ()
    help: str = ""
    choices: tuple[str, ...] = ()
    repeats: bool = False


class Command(NamedTuple):
    """A command and what may follow it; the outermost is the program itself."""

    name: str
    help: str
    options: tuple[Place, ...]
    arguments: tuple[Place, ...] = ()
    commands: tuple[Command, ...] = ()

    @property
    def with_value(self) -> tuple[str, ...]:
        """The names of the options that a value follows."""
        return tuple(
            name
            for option in self.options
            if option.takes is not Takes.NOTHING
            for name in option.names
        )


def states(command: Command, path: str = "") -> Iterator[tuple[str, Command]]:
    """The command and all below it, each by the words that lead there; empty for the first."""
    yield path, command
    for each in command.commands:
        yield from states(each, f"{path} {each.name}".strip())


def quoted(text: str) -> str:
    """A word of a script for bash or zsh."""
    return "'" + text.replace("'", "'\\''") + "'"
