"""The palette: every action of the screen, to choose one by what it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple, Protocol, runtime_checkable

from textual.app import App

from ppchat.tui.bindings import ScreenAction, screen_actions
from ppchat.tui.dialogs.choice import Choice
from ppchat.tui.dialogs.dialog import Dialog
from ppchat.tui.dialogs.picker import Picker

_COMMANDS: Final = "Commands"


class PaletteCommand(NamedTuple):
    """A command that is typed at a prompt, and can be chosen too."""

    name: str
    hint: str
    """What follows the name."""
    sentence: str
    binding: str
    """The id of the binding that does the same; empty if none does."""
    obstacle: str
    """Why it cannot be run now; empty if it can."""
    run: Callable[[], Awaitable[object]]


@runtime_checkable
class OffersCommands(Protocol):
    """A screen with a prompt that takes commands."""

    def palette_commands(self) -> Sequence[PaletteCommand]:
        """Its commands."""
        ...


class ActionPalette(Picker):
    """The actions as sentences, in groups, with their keys and the names of their commands."""

    def __init__(
        self, actions: Iterable[ScreenAction], commands: Sequence[PaletteCommand] = ()
    ) -> None:
        names = {command.sentence: command.name for command in commands if command.binding}
        choices = [
            Choice(
                action.id,
                action.sentence,
                "  ".join(filter(None, (names.get(action.sentence, ""), action.keys))),
                action.group,
                (action.id.rpartition(".")[2], action.id, action.group),
                action.obstacle.rstrip("."),
            )
            for action in actions
        ]
        choices += [
            Choice(
                command.name,
                command.sentence,
                f"{command.name} {command.hint}".rstrip(),
                _COMMANDS,
                (command.name,),
                command.obstacle.rstrip("."),
            )
            for command in commands
            if not command.binding
        ]
        super().__init__(choices, "Actions", "Type what to do")


def show_palette(app: App[Any]) -> None:
    """Let the user choose an action of the screen, and run it; over a dialog, do nothing."""
    if isinstance(app.screen, Dialog):
        return
    screen = app.screen
    actions = {action.id: action for action in screen_actions(screen)}
    actions.pop("app.palette", None)
    commands = screen.palette_commands() if isinstance(screen, OffersCommands) else ()

    async def run(chosen: str | None) -> None:
        if chosen in actions:
            action = actions[chosen]
            await app.run_action(action.action, action.node)
        elif chosen is not None:
            await next(command.run() for command in commands if command.name == chosen)

    app.push_screen(ActionPalette(actions.values(), commands), run)
