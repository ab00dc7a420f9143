"""The grammar of the command line, from which the completion scripts are built."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class ValueKind(Enum):
    """What kind of value an option or argument takes."""

    NOTHING = "nothing"
    TEXT = "text"
    CHOICE = "choice"
    FILE = "file"
    FOLDER = "folder"


class Argument(NamedTuple):
    """An option with its value, or, without names, an argument."""

    value_kind: ValueKind
    names: tuple[str, ...] = ()
    help: str = ""
    choices: tuple[str, ...] = ()
    repeats: bool = False


class Command(NamedTuple):
    """A command and what can follow it; the outermost one is the program itself."""

    name: str
    help: str
    options: tuple[Argument, ...]
    arguments: tuple[Argument, ...] = ()
    commands: tuple[Command, ...] = ()

    @property
    def options_with_value(self) -> tuple[str, ...]:
        """The names of the options that take a value."""
        return tuple(
            name
            for option in self.options
            if option.value_kind is not ValueKind.NOTHING
            for name in option.names
        )


def walk_commands(command: Command, path: str = "") -> Iterator[tuple[str, Command]]:
    """The command and all its subcommands, each with the words that lead to it (none: "")."""
    yield path, command
    for subcommand in command.commands:
        yield from walk_commands(subcommand, f"{path} {subcommand.name}".strip())


def quote(text: str) -> str:
    """Quote a word for bash or zsh."""
    return "'" + text.replace("'", "'\\''") + "'"
