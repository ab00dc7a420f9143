"""The script for fish: one line per completion, each with the command where it applies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.cli.completion.grammar import Argument, Command, ValueKind, walk_commands

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
    for token in (commandline -opc)[2..-1]
        if test -n "$option"
            set option ''
        else if __@_takes_value "$state" "$token"
            set option $token
        else if not string match -q -- '-*' "$token"; and test -z "$settled"
            if __@_is_command "$state" "$token"
                set state (string trim -- "$state $token")
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


def fish_script(program: Command) -> str:
    """The script for fish 3 and later."""
    nodes = list(walk_commands(program))
    values = " ".join(
        _word(f"{path}:{name}") for path, command in nodes for name in command.options_with_value
    )
    commands = " ".join(
        _word(f"{path}:{subcommand.name}")
        for path, command in nodes
        for subcommand in command.commands
    )
    head = _HEAD.replace("%values", values).replace("%commands", commands)
    lines = [line for path, command in nodes for line in _lines(path, command)]
    return (head + "\n".join(lines) + "\n").replace("@", program.name)


def _lines(path: str, command: Command) -> Iterator[str]:
    at, open_ = _word(f"__@_at {_word(path)}"), _word(f"__@_open {_word(path)}")
    for subcommand in command.commands:
        yield f"complete -c @ -n {open_} -a {subcommand.name} -d {_word(subcommand.help)}"
    for option in command.options:
        names = " ".join(
            f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names
        )
        description = f" -d {_word(option.help)}" if option.help else ""
        yield f"complete -c @ -n {at} {names}{_value(option, required=True)}{description}"
    for argument in command.arguments[:1]:
        if value := _value(argument, required=False):
            yield f"complete -c @ -n {at}{value}"


def _value(argument: Argument, *, required: bool) -> str:
    exclusive = " -x" if required else ""  # a value is required, and it is not a file
    match argument.value_kind:
        case ValueKind.FILE:
            return " -r -F" if required else " -F"
        case ValueKind.FOLDER:
            return f"{exclusive} -a '(__fish_complete_directories)'"
        case ValueKind.CHOICE:
            return f"{exclusive} -a {_word(' '.join(argument.choices))}"
        case ValueKind.TEXT:
            return exclusive
        case ValueKind.NOTHING:
            return ""


def _word(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
