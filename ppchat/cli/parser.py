"""Builds each command's parser from its module."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence, Set
from importlib import import_module  # noqa: TID251 (one command is imported, of many)
from keyword import iskeyword
from types import ModuleType
from typing import Final

from ppchat import __version__

COMMANDS: Final = {
    "ask": "print the answer to one prompt, without the app",
    "inspect": "open a recording, or a stream still arriving, in the inspector",
    "replay": "play a recording in the inspector",
    "record": "run a command such as curl, and record the stream that it prints",
    "check": "check whether a stream follows the protocol",
    "stats": "print the timings of a stream",
    "compare": "compare the timings of streams side by side",
    "export": "convert a recording or conversation to another format",
    "import": "add recordings from files to the stored conversations",
    "serve": "run a local server that answers with recordings",
    "proxy": "run a local proxy that records the streams of any client",
    "bench": "send N requests per model and compare percentiles",
    "events": "list the known event types",
    "sessions": "list, show, rename, pin and delete stored conversations",
    "models": "list the models that a server offers",
    "keys": "list the keys of the app, and their ids for the keymap",
    "config": "print a config file with every setting",
    "paths": "print where files are",
    "doctor": "show what is configured, and what this terminal can do",
    "completion": "print a completion script for bash, zsh or fish",
}
"""The subcommands, each a module of `ppchat.cli.commands`, in the order of the help text."""

APP: Final = "chat"
"""The module that runs where no subcommand is given: the app."""


def build_parser(name: str) -> tuple[ArgumentParser, ModuleType]:
    """The parser of a command (`APP` for none), and its module."""
    module = import_module(f"ppchat.cli.commands.{name}{'_' if iskeyword(name) else ''}")
    summary, _, details = str(module.__doc__).partition("\n")
    is_app = name == APP
    parser = ArgumentParser(
        prog="ppchat" if is_app else f"ppchat {name}",
        description=summary,
        epilog=f"{_command_help()}\n\n{details.strip()}" if is_app else details.strip(),
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    if sys.version_info >= (3, 14):
        parser.color = False  # no escape sequences: what is printed is text
    if is_app:
        parser.add_argument("--version", action="version", version=f"ppchat {__version__}")
    module.add_arguments(parser)
    return parser, module


def valued_options(parser: ArgumentParser) -> frozenset[str]:
    """The names of the options whose next argument is their value."""
    actions = (action for action in parser._actions if action.nargs is None)
    return frozenset(name for action in actions for name in action.option_strings)


def first_positional(argv: Sequence[str], valued: Set[str]) -> int | None:
    """Index of the first argument that is neither an option nor the value of a `valued` one."""
    skip = False
    for index, argument in enumerate(argv):
        if skip:
            skip = False
        elif argument == "--":
            return None  # a prompt follows, even one that looks like a command
        elif argument in valued:
            skip = True
        elif not argument.startswith("-"):
            return index
    return None


def _command_help() -> str:
    lines = [f"  {name:<10} {summary}" for name, summary in COMMANDS.items()]
    return "\n".join(["commands (details: `ppchat COMMAND --help`):", *lines])
