"""Completes commands at the start of the prompt, and what follows them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from textual.screen import Screen

from ppchat.core.text.matching import match_rank
from ppchat.tui.screens.conversation.commands.parse import split_command
from ppchat.tui.screens.conversation.commands.slash_command import CommandContext, SlashCommand
from ppchat.tui.widgets.completion.source import Candidate, Candidates

_NO_COMMAND = "No command: enter sends this as it is."


class CommandSource:
    """The commands after a slash."""

    trigger = "/"

    def __init__(
        self,
        commands: Mapping[str, SlashCommand],
        screen: Screen[None],
        context: Callable[[], Awaitable[CommandContext]],
    ) -> None:
        self._commands = commands
        self._screen = screen
        self._context = context

    def word(self, before: str, row: int) -> str | None:
        """The name at the start of the prompt, or what follows it."""
        if row or not before.startswith("/") or "/" in before[1:].partition(" ")[0]:
            return None
        if " " not in before:
            return before
        command = self._commands.get(split_command(before)[0])
        return before.partition(" ")[2].lstrip() if command and command.hint else None

    async def candidates(self, before: str) -> Candidates:
        """Commands whose names or purposes have what was typed; else what may follow one."""
        if " " not in before:
            rows = tuple(map(self._candidate, self._matches(before[1:])))
            return Candidates(rows, note=_NO_COMMAND)
        name, argument = split_command(before)
        command = self._commands[name]
        note = f"/{name} {command.hint}: {command.help}"
        if command.arguments is None:
            return Candidates(note=note, takes_first=False)
        names = _ranked(argument, await command.arguments(await self._context()))
        return Candidates([Candidate(name, name) for name in names], takes_first=False, note=note)

    def _candidate(self, command: SlashCommand) -> Candidate:
        text = f"/{command.name}"
        return Candidate(
            text,
            f"{text} " if command.hint else text,
            command.hint,
            command.help,
            command.obstacle(self._screen).rstrip("."),
        )

    def _matches(self, typed: str) -> Sequence[SlashCommand]:
        """The commands whose names match; if there is none, those that do what was typed."""
        commands = self._commands
        if names := _ranked(typed, commands):
            return [commands[name] for name in names]
        return [each for each in commands.values() if _rank(typed, each.help) in (0, 1)]


def _ranked(typed: str, names: Sequence[str] | Mapping[str, object]) -> list[str]:
    ranked = [(rank, name) for name in names if (rank := _rank(typed, name)) is not None]
    return [name for _, name in sorted(ranked, key=lambda pair: (pair[0], pair[1] != typed))]


def _rank(typed: str, text: str) -> int | None:
    return match_rank(typed, [text])
