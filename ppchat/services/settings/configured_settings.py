"""The turn settings that the configuration asks for."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from typing import Any, Final

from ppchat.adapters.config import Settings
from ppchat.adapters.profiles.target import Target
from ppchat.core.chat.settings.options import parse_options, with_options
from ppchat.core.chat.settings.request_fields import read_parameters
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.response.response import JsonObject
from ppchat.services.default_model import default_model

_TOOL_FIELDS: Final = ("tools", "tool_choice")
"""The fields of a request that are no settings of one turn: the configured ones always hold."""


def configured_settings(
    settings: Settings,
    target: Target,
    dialect: Dialect,
    schema: JsonObject | None = None,
    omit: Container[str] = (),
) -> TurnSettings:
    """What a new conversation with a server begins with; its answers are to follow the `schema`."""
    parameters, fields = read_parameters(dialect, settings.request, omit)
    if schema is not None:
        parameters["schema"] = schema
    model = default_model(settings, target)
    turn = TurnSettings(model, settings.system, parameters, fields)
    return with_options(turn, parse_options(settings.options), dialect)


def with_flags(
    turn: TurnSettings, settings: Settings, dialect: Dialect, schema: JsonObject | None = None
) -> TurnSettings:
    """The settings of an earlier turn, but for what the user named on the command line."""
    changes: dict[str, Any] = {}
    if _is_flag(settings, "model"):
        changes["model"] = settings.model
    if _is_flag(settings, "system"):
        changes["instructions"] = settings.system
    if _is_flag(settings, "schema"):
        changes["parameters"] = {**turn.parameters, "schema": schema}
    return with_options(replace(turn, **changes), parse_options(settings.options), dialect)


def with_tool_fields(turn: TurnSettings, settings: Settings) -> TurnSettings:
    """The settings with the tools that the configuration adds to each request."""
    tools = {name: settings.request[name] for name in _TOOL_FIELDS if name in settings.request}
    return replace(turn, fields={**tools, **turn.fields})


def _is_flag(settings: Settings, name: str) -> bool:
    return settings.origins.get(name, "").startswith("-")
