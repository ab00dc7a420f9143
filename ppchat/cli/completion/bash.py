"""The script for bash: it walks over the words to find the command, then looks that up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ppchat.cli.completion.grammar import Argument, Command, ValueKind, quote, walk_commands

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
    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
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
    local state= settled= option= pair= token i word=${COMP_WORDS[COMP_CWORD]}
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        token=${COMP_WORDS[i]}
        if [[ $token == "=" ]]; then
            continue
        elif [[ -n $option ]]; then
            pair="$option $token=" option=  # a value that may have a value of its own
            continue
        fi
        pair=
        if _@_takes_value "$state" "$token"; then
            option=$token
        elif [[ $token != -* && -z $settled ]]; then
            if _@_is_command "$state" "$token"; then
                state="${state:+$state }$token"
            else
                settled=1
            fi
        fi
    done
    [[ $word == "=" || ${COMP_WORDS[COMP_CWORD - 1]} == "=" ]] || pair=
    [[ $word == "=" ]] && word=
    if [[ -n $pair ]]; then
        option=${pair%% *} pair=${pair#* } word=${pair}$word
    fi
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
    for i in ${!COMPREPLY[*]}; do
        COMPREPLY[i]=${COMPREPLY[i]#"$pair"}
    done
}
complete -F _@ @
"""


def bash_script(program: Command) -> str:
    """The script for bash 3.2 and later."""
    nodes = list(walk_commands(program))
    values = "|".join(
        quote(f"{path}:{name}") for path, command in nodes for name in command.options_with_value
    )
    names = "|".join(
        quote(f"{path}:{subcommand.name}")
        for path, command in nodes
        for subcommand in command.commands
    )
    parts = {
        "%values": [values],
        "%commands": [names],
        "%replies": _replies(nodes),
        "%options": _options(nodes),
        "%arguments": _arguments(nodes),
    }
    script = _SCRIPT
    for placeholder, lines in parts.items():
        script = script.replace(placeholder, ("\n" + " " * 12).join(lines))
    return script.replace("@", program.name)


def _replies(nodes: Iterable[tuple[str, Command]]) -> Iterator[str]:
    for path, command in nodes:
        for option in command.options:
            if reply := _reply(option):
                patterns = "|".join(quote(f"{path}:{name}") for name in option.names)
                yield f"{patterns}) {reply} ;;"


def _options(nodes: Iterable[tuple[str, Command]]) -> Iterator[str]:
    for path, command in nodes:
        names = " ".join(name for option in command.options for name in option.names)
        yield f"{quote(path)}) _@_words {quote(names)} ;;"


def _arguments(nodes: Iterable[tuple[str, Command]]) -> Iterator[str]:
    for path, command in nodes:
        if command.commands:
            names = " ".join(subcommand.name for subcommand in command.commands)
            yield f"{quote(f'{path}:')}) _@_words {quote(names)} ;;"
        for argument in command.arguments[:1]:
            if reply := _reply(argument):
                yield f"{quote(f'{path}:')}|{quote(f'{path}:1')}) {reply} ;;"


def _reply(argument: Argument) -> str:
    match argument.value_kind:
        case ValueKind.FILE:
            return "_@_files -f"
        case ValueKind.FOLDER:
            return "_@_files -d"
        case ValueKind.CHOICE:
            return f"_@_words {quote(' '.join(argument.choices))}"
        case _:
            return ""
