"""The keys that never reach a program, because its terminal or desktop takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple


class TakenKeys(NamedTuple):
    """The keys that one program takes for itself, by default."""

    program: str
    remedy: str
    keys: frozenset[str]


_IsRunning = Callable[[Mapping[str, str], str], bool]

_PROGRAMS: Final[tuple[tuple[_IsRunning, str, str, str], ...]] = (
    (
        lambda environment, _: "ZELLIJ" in environment,
        "Zellij",
        "ctrl+g locks it, and again unlocks it",
        "ctrl+b ctrl+g ctrl+h ctrl+n ctrl+o ctrl+p ctrl+q ctrl+s ctrl+t",
    ),
    (
        lambda environment, _: "TMUX" in environment,
        "tmux",
        "press it twice, or set another prefix",
        "ctrl+b",
    ),
    (
        lambda environment, _: "STY" in environment,
        "GNU screen",
        "press ctrl+a a to send ctrl+a",
        "ctrl+a",
    ),
    (
        lambda environment, _: environment.get("TERM_PROGRAM") == "vscode",
        "VS Code",
        'list its commands in "terminal.integrated.commandsToSkipShell" with a leading "-"',
        "ctrl+e ctrl+f ctrl+j ctrl+p ctrl+q f1 f5 f10 f11",
    ),
    (
        lambda environment, _: "GNOME_TERMINAL_SCREEN" in environment,
        "GNOME Terminal",
        "disable its shortcuts in its preferences",
        "f1 f10 f11",
    ),
    (
        lambda environment, _: "KONSOLE_VERSION" in environment,
        "Konsole",
        "change its shortcuts in its settings",
        "f11",
    ),
    (
        lambda environment, _: "WT_SESSION" in environment,
        "Windows Terminal",
        "unbind its actions in its settings",
        "alt+enter f11",
    ),
    (
        lambda _, platform: platform == "darwin",
        "macOS",
        "turn off its shortcut in the keyboard settings, or press fn too",
        "f11 ctrl+up ctrl+down ctrl+left ctrl+right",
    ),
)


def taken_keys(environment: Mapping[str, str], platform: str) -> Iterator[TakenKeys]:
    """What each program around this one takes, as far as the environment tells."""
    for is_running, program, remedy, keys in _PROGRAMS:
        if is_running(environment, platform):
            yield TakenKeys(program, remedy, frozenset(keys.split()))
