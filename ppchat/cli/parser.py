"""Each command's parser, made from its module."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from importlib import import_module
from keyword import iskeyword
from types import ModuleType
from typing import Final

from ppchat import __version__

COMMANDS: Final = {
    "ask": "one answer without the app",
    "inspect": "a recording, or a stream that is still arriving, in the inspector",
    "replay": "the same, played",
    "check": "does this stream follow the protocol?",
    "stats": "the timings of a stream",
    "compare": "the timings of two, side by side",
    "export": "a recording or a conversation in another format",
    "import": "keep recordings from files",
    "serve": "a loopback server that answers with recordings",
    "proxy": "a loopback proxy that keeps the streams of any other client",
    "bench": "N requests a model: percentiles side by side",
    "events": "the catalogue of event types",
    "sessions": "list, show, rename and delete conversations",
    "models": "the models that a server offers",
    "paths": "where files are",
    "doctor": "what is configured, and what this terminal can do",
    "completion": "a script by which bash, zsh or fish completes all this",
}
"""The subcommands, each a module of `ppchat.cli.commands`, in the order of the help."""

APP: Final = "chat"
"""The module that stands for no subcommand: the app."""


def made(name: str) -> tuple[ArgumentParser, ModuleType]:
    """The parser of a command, `APP` for none, and its module."""
    module = import_module(f"ppchat.cli.commands.{name}{'_' if iskeyword(name) else ''}")
    does, _, examples = str(module.__doc__).partition("\n")
    is_app = name == APP
    parser = ArgumentParser(
        prog="ppchat" if is_app else f"ppchat {name}",
        description=does,
        epilog=f"{_command_help()}\n\n{examples.strip()}" if is_app else examples.strip(),
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    if is_app:
        parser.add_argument("--version", action="version", version=f"ppchat {__version__}")
    module.add_arguments(parser)
    return parser, module


def _command_help() -> str:
    lines = [f"  {name:<10} {does}" for name, does in COMMANDS.items()]
    return "\n".join(["commands (`ppchat COMMAND --help` tells more):", *lines])
