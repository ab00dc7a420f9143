"""What the configuration asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ppchat.adapters.config import Settings
from ppchat.adapters.paths import Paths
from ppchat.adapters.profiles.target import Target
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.registry import ASKABLE
from ppchat.services.settings.configured_settings import (
    configured_settings,
    with_flags,
    with_tool_fields,
)

RESPONSES, CHAT = ASKABLE
TARGET = Target("http://h/v1", "h", None, "", False)
SCHEMA = {"type": "string"}


def config(**settings: Any) -> Settings:
    return Settings(Paths(Path("config.toml"), Path()), **settings)


def test_the_fields_of_every_request_are_parameters_where_the_dialect_has_them() -> None:
    settings = config(
        model="m", system="S", request={"reasoning": {"effort": "low"}, "top_k": 4, "text": "x"}
    )
    turn = configured_settings(settings, TARGET, RESPONSES, SCHEMA)
    fields = {"top_k": 4, "text": "x"}
    assert turn == TurnSettings("m", "S", {"effort": "low", "schema": SCHEMA}, fields)
    asked_over_chat = configured_settings(settings, TARGET, CHAT)
    assert asked_over_chat == TurnSettings("m", "S", {}, settings.request)


def test_the_demo_has_a_model_of_its_own() -> None:
    demo = Target("", "demo", None, "", True)
    assert configured_settings(config(model="m"), demo, RESPONSES).model == "ppchat-demo"


def test_what_a_flag_names_is_asked_with_instead_of_what_an_earlier_turn_did() -> None:
    turn = TurnSettings("old", "Old.", {"effort": "low"}, {"seed": 1})
    origins = {"model": "--model", "system": "--system", "schema": "--schema"}
    flags = config(model="new", system="New.", schema="s.json", origins=origins)
    assert with_flags(turn, flags, RESPONSES, SCHEMA) == TurnSettings(
        "new", "New.", {"effort": "low", "schema": SCHEMA}, {"seed": 1}
    )
    others = {"model": "PPCHAT_MODEL", "system": "/home/u/config.toml"}
    assert with_flags(turn, flags._replace(origins=others), RESPONSES, SCHEMA) == turn


def test_the_tools_of_the_configuration_are_part_of_every_turn() -> None:
    settings = config(request={"tools": [{"type": "web_search"}], "seed": 1})
    turn = with_tool_fields(TurnSettings("m", fields={"seed": 2}), settings)
    assert turn.fields == {"tools": [{"type": "web_search"}], "seed": 2}


def test_options_come_before_all_else() -> None:
    options = ("effort=high", "temperature=", "seed=3", 'reasoning.summary="auto"')
    settings = config(
        model="m", options=options, request={"reasoning": {"effort": "low"}, "temperature": 1}
    )
    parameters = {"effort": "high", "summary": "auto"}
    turn = configured_settings(settings, TARGET, RESPONSES)
    assert turn == TurnSettings("m", "", parameters, {"seed": 3})
    earlier = TurnSettings("old", "Old.", {"temperature": 0.5, "summary": "concise"}, {"seed": 1})
    assert with_flags(earlier, settings, RESPONSES) == TurnSettings(
        "old", "Old.", parameters, {"seed": 3}
    )
