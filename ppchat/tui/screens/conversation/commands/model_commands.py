"""The commands that change the model and its settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ppchat.core.dialects.parameters import Parameter
from ppchat.core.view.settings.draft import choices_of
from ppchat.tui.screens.conversation.commands.slash_command import (
    Arguments,
    CommandContext,
    Run,
)

_DEFAULT: Final = "default"
"""What is typed for the value that the server has by itself."""


async def choose_model(context: CommandContext, name: str) -> str:
    """Take a model by its name; without one, show those that there are."""
    if name:
        models = context.parts.models
        models.set(replace(context.chat.turn_settings, model=name))
    else:
        context.parts.dialogs.open("model")
    return ""


async def model_names(context: CommandContext) -> Sequence[str]:
    """The names of the models of the current server."""
    return await context.parts.models.catalogue.names(context.chat)


async def set_instructions(context: CommandContext, text: str) -> str:
    """Set the instructions; without a text, show the form, where they can be edited."""
    if text:
        settings = context.chat.turn_settings
        context.parts.models.set(replace(settings, instructions=text))
        context.screen.notify("These instructions hold from the next prompt on.", timeout=4)
    else:
        context.parts.dialogs.open("settings")
    return ""


def setter(name: str) -> Run:
    """What sets a parameter, or leaves it to the server."""

    async def set_value(context: CommandContext, text: str) -> str:
        parameter = _parameter(context, name)
        if parameter is None:
            return f"{context.chat.api.dialect.label} has no {name}."
        try:
            value = None if text == _DEFAULT else parameter.parse(text)
        except ValueError as error:
            return f"{error}, or {_DEFAULT}."
        settings = context.chat.turn_settings
        context.parts.models.set(settings.with_parameter(name, value))
        return ""

    return set_value


def values_of(name: str) -> Arguments:
    """What completes the values of a parameter that has few."""

    async def values(context: CommandContext) -> Sequence[str]:
        parameter = _parameter(context, name)
        return [text or _DEFAULT for text in choices_of(parameter)] if parameter else ()

    return values


def _parameter(context: CommandContext, name: str) -> Parameter | None:
    parameters = context.chat.api.dialect.parameters
    return next((parameter for parameter in parameters if parameter.name == name), None)
