"""The script for zsh: a call of `_arguments` for each command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.cli.completion.grammar import Command, Place, Takes, quoted, states

_HEAD: Final = """\
#compdef @
# zsh completion for @
"""
_FOOT: Final = """\
if [[ $funcstack[1] == _@ ]]; then
    _@ "$@"
else
    compdef _@ @
fi
"""


def zsh(program: Command) -> str:
    """The script for zsh 5 and later, to be sourced or to stand in a folder of `fpath`."""
    functions = "".join(
        "\n".join(_function(path, command)) + "\n" for path, command in states(program)
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
        names = " ".join(f"{each.name}\\:{_escaped(each.help, ' ()')}" for each in command.commands)
        yield f"        {quoted(f'1: :(({names}))')} \\"
        yield "        '*:: :->rest'"
        yield "    [[ $state == rest ]] || return"
        yield "    case $words[1] in"
        for each in command.commands:
            yield f"        {each.name}) _@{_suffix(f'{path} {each.name}'.strip())} ;;"
        yield "    esac"
    else:
        # An argument that nothing can complete would keep zsh from inserting an option's name.
        for argument in command.arguments[:1]:
            if argument.takes is not Takes.TEXT:
                yield f"        {quoted(f'*: :{_action(argument)}')} \\"
        yield "        && return"
    yield "}"


def _suffix(path: str) -> str:
    return "".join(f"_{word}" for word in path.split())


def _option(option: Place) -> str:
    said = f"[{_escaped(option.help, '[]')}]" if option.help else ""
    value = "" if option.takes is Takes.NOTHING else f": :{_action(option)}"
    if option.repeats:
        return " ".join(quoted(f"*{name}{said}{value}") for name in option.names)
    others = f"({' '.join(option.names)})" if len(option.names) > 1 else ""
    return " ".join(quoted(f"{others}{name}{said}{value}") for name in option.names)


def _action(place: Place) -> str:
    match place.takes:
        case Takes.FILE:
            return "_files"
        case Takes.FOLDER:
            return "_files -/"
        case Takes.CHOICE:
            return f"({' '.join(place.choices)})"
        case _:
            return " "


def _escaped(text: str, more: str) -> str:
    for character in "\\:" + more:
        text = text.replace(character, f"\\{character}")
    return text
