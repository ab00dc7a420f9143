"""The script for fish: a line a completion, each with the place where it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.cli.completion.grammar import Command, Place, Takes, states

_HEAD: Final = """\
# fish completion for @
function __@_takes_value
    switch "$argv[1]:$argv[2]"
        case %values
            return 0
    end
    return 1
end
function __@_is_command
    switch "$argv[1]:$argv[2]"
        case %commands
            return 0
    end
    return 1
end
function __@_state
    set -l state ''
    set -l option ''
    set -l settled ''
    for each in (commandline -opc)[2..-1]
        if test -n "$option"
            set option ''
        else if __@_takes_value "$state" "$each"
            set option $each
        else if not string match -q -- '-*' "$each"; and test -z "$settled"
            if __@_is_command "$state" "$each"
                set state (string trim -- "$state $each")
            else
                set settled 1
            end
        end
    end
    echo "$state:$settled"
end
function __@_at
    string match -q -- "$argv[1]:*" (__@_state)
end
function __@_open
    test "$argv[1]:" = (__@_state)
end
complete -c @ -f
"""


def fish(program: Command) -> str:
    """The script for fish 3 and later."""
    found = list(states(program))
    values = " ".join(
        _word(f"{path}:{name}") for path, command in found for name in command.with_value
    )
    commands = " ".join(
        _word(f"{path}:{each.name}") for path, command in found for each in command.commands
    )
    head = _HEAD.replace("%values", values).replace("%commands", commands)
    lines = [line for path, command in found for line in _lines(path, command)]
    return (head + "\n".join(lines) + "\n").replace("@", program.name)


def _lines(path: str, command: Command) -> Iterator[str]:
    at, open_ = _word(f"__@_at {_word(path)}"), _word(f"__@_open {_word(path)}")
    for each in command.commands:
        yield f"complete -c @ -n {open_} -a {each.name} -d {_word(each.help)}"
    for option in command.options:
        names = " ".join(
            f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names
        )
        said = f" -d {_word(option.help)}" if option.help else ""
        yield f"complete -c @ -n {at} {names}{_value(option, required=True)}{said}"
    for argument in command.arguments[:1]:
        if value := _value(argument, required=False):
            yield f"complete -c @ -n {at}{value}"


def _value(place: Place, *, required: bool) -> str:
    alone = " -x" if required else ""  # a value is needed, and no file stands for it
    match place.takes:
        case Takes.FILE:
            return " -r -F" if required else " -F"
        case Takes.FOLDER:
            return f"{alone} -a '(__fish_complete_directories)'"
        case Takes.CHOICE:
            return f"{alone} -a {_word(' '.join(place.choices))}"
        case Takes.TEXT:
            return alone
        case Takes.NOTHING:
            return ""


def _word(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
