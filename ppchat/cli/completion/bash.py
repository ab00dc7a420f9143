"""The script for bash: it walks over the words to find where it is, then looks that up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ppchat.cli.completion.grammar import Command, Place, Takes, quoted, states

_SCRIPT: Final = """\
# bash completion for @
_@_files() {
    compopt -o default 2>/dev/null && return
    local IFS=$'\\n'
    COMPREPLY=($(compgen "$1" -- "$word"))
}
_@_words() {
    local IFS=$' \\t\\n'
    COMPREPLY=($(compgen -W "$1" -- "$word"))
}
_@_takes_value() {
    case "$1:$2" in
        %values) return 0 ;;
    esac
    return 1
}
_@_is_command() {
    case "$1:$2" in
        %commands) return 0 ;;
    esac
    return 1
}
_@() {
    local state= settled= option= each i word=${COMP_WORDS[COMP_CWORD]}
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        each=${COMP_WORDS[i]}
        if [[ $each == "=" ]]; then
            continue
        elif [[ -n $option ]]; then
            option=
        elif _@_takes_value "$state" "$each"; then
            option=$each
        elif [[ $each != -* && -z $settled ]]; then
            if _@_is_command "$state" "$each"; then
                state="${state:+$state }$each"
            else
                settled=1
            fi
        fi
    done
    [[ $word == "=" ]] && word=
    if [[ -n $option ]]; then
        case "$state:$option" in
            %replies
        esac
    elif [[ $word == -* ]]; then
        case "$state" in
            %options
        esac
    else
        case "$state:$settled" in
            %arguments
        esac
    fi
}
complete -F _@ @
"""


def bash(program: Command) -> str:
    """The script for bash 3.2 and later."""
    found = list(states(program))
    values = "|".join(
        quoted(f"{path}:{name}") for path, command in found for name in command.with_value
    )
    commands = "|".join(
        quoted(f"{path}:{each.name}") for path, command in found for each in command.commands
    )
    parts = {
        "%values": [values],
        "%commands": [commands],
        "%replies": _replies(found),
        "%options": _options(found),
        "%arguments": _arguments(found),
    }
    script = _SCRIPT
    for mark, lines in parts.items():
        script = script.replace(mark, ("\n" + " " * 12).join(lines))
    return script.replace("@", program.name)


def _replies(found: Iterable[tuple[str, Command]]) -> Iterator[str]:
    for path, command in found:
        for option in command.options:
            if reply := _reply(option):
                patterns = "|".join(quoted(f"{path}:{name}") for name in option.names)
                yield f"{patterns}) {reply} ;;"


def _options(found: Iterable[tuple[str, Command]]) -> Iterator[str]:
    for path, command in found:
        names = " ".join(name for option in command.options for name in option.names)
        yield f"{quoted(path)}) _@_words {quoted(names)} ;;"


def _arguments(found: Iterable[tuple[str, Command]]) -> Iterator[str]:
    for path, command in found:
        if command.commands:
            names = " ".join(each.name for each in command.commands)
            yield f"{quoted(f'{path}:')}) _@_words {quoted(names)} ;;"
        for argument in command.arguments[:1]:
            if reply := _reply(argument):
                yield f"{quoted(f'{path}:')}|{quoted(f'{path}:1')}) {reply} ;;"


def _reply(place: Place) -> str:
    match place.takes:
        case Takes.FILE:
            return "_@_files -f"
        case Takes.FOLDER:
            return "_@_files -d"
        case Takes.CHOICE:
            return f"_@_words {quoted(' '.join(place.choices))}"
        case _:
            return ""
