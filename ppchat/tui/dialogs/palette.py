"""The palette: every action of the screen, to choose one by what it does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.app import App

from ppchat.tui.bindings import ScreenAction, screen_actions
from ppchat.tui.dialogs.choice import Choice
from ppchat.tui.dialogs.dialog import Dialog
from ppchat.tui.dialogs.picker import Picker


class ActionPalette(Picker):
    """The actions as sentences, in groups, with their keys."""

    def __init__(self, actions: Iterable[ScreenAction]) -> None:
        choices = [
            Choice(
                action.id,
                action.sentence,
                action.keys,
                action.group,
                (action.id.rpartition(".")[2], action.id, action.group),
                action.obstacle.rstrip("."),
            )
            for action in actions
        ]
        super().__init__(choices, "Actions", "Type what to do")


def show_palette(app: App[Any]) -> None:
    """Let the user choose an action of the screen, and run it; over a dialog, do nothing."""
    if isinstance(app.screen, Dialog):
        return
    actions = {action.id: action for action in screen_actions(app.screen)}
    actions.pop("app.palette", None)

    async def run(chosen: str | None) -> None:
        if chosen is not None:
            action = actions[chosen]
            await app.run_action(action.action, action.node)

    app.push_screen(ActionPalette(actions.values()), run)
