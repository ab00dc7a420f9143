"""The script for zsh: one call of `_arguments` per command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ppchat.cli.completion.grammar import Argument, Command, ValueKind, quote, walk_commands

_HEAD: Final = """\
#compdef @
# zsh completion for @
"""
_FOOT: Final = """\
if [[ $funcstack[1] == _@ ]]; then
    _@
else
    compdef _@ @
fi
"""


def zsh_script(program: Command) -> str:
    """The script for zsh 5 and later, to be sourced or put into a folder of `fpath`."""
    functions = "".join(
        "\n".join(_function(path, command)) + "\n" for path, command in walk_commands(program)
    )
    return (_HEAD + functions + _FOOT).replace("@", program.name)


def _function(path: str, command: Command) -> Iterator[str]:
    yield f"_@{_suffix(path)}() {{"
    yield "    local curcontext=$curcontext context state line"
    yield "    typeset -A opt_args"
    yield "    _arguments -C -S \\"
    for option in command.options:
        yield f"        {_option(option)} \\"
    if command.commands:
        names = " ".join(
            f"{subcommand.name}\\:{_escape_all(subcommand.help)}" for subcommand in command.commands
        )
        yield f"        {quote(f'1: :(({names}))')} \\"
        yield "        '*:: :->rest'"
        yield "    [[ $state == rest ]] || return"
        yield "    case $words[1] in"
        for subcommand in command.commands:
            name = subcommand.name
            yield f"        {name}) _@{_suffix(f'{path} {name}'.strip())} ;;"
        yield "    esac"
    else:
        # An argument without completions would keep zsh from inserting an option's name.
        for argument in command.arguments[:1]:
            if argument.value_kind is not ValueKind.TEXT:
                yield f"        {quote(f'*: :{_action(argument)}')} \\"
        yield "        && return"
    yield "}"


def _suffix(path: str) -> str:
    return "".join(f"_{word}" for word in path.split())


def _option(option: Argument) -> str:
    description = f"[{_escape(option.help, '[]')}]" if option.help else ""
    value = "" if option.value_kind is ValueKind.NOTHING else f": :{_action(option)}"
    if option.repeats:
        return " ".join(quote(f"*{name}{description}{value}") for name in option.names)
    others = f"({' '.join(option.names)})" if len(option.names) > 1 else ""
    return " ".join(quote(f"{others}{name}{description}{value}") for name in option.names)


def _action(argument: Argument) -> str:
    match argument.value_kind:
        case ValueKind.FILE:
            return "_files"
        case ValueKind.FOLDER:
            return "_files -/"
        case ValueKind.CHOICE:
            return f"({' '.join(argument.choices)})"
        case _:
            return " "


def _escape_all(text: str) -> str:
    """Escape what `_arguments` evaluates as words of the shell."""
    return re.sub(r"(\W)", r"\\\1", text)


def _escape(text: str, special: str) -> str:
    for character in "\\:" + special:
        text = text.replace(character, f"\\{character}")
    return text
