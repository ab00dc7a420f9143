"""What a turn asks with."""

from __future__ import annotations

from ppchat.core.chat.settings.turn_settings import TurnSettings


def test_a_parameter_is_set_or_left_to_the_server() -> None:
    settings = TurnSettings("m", parameters={"effort": "low", "top_p": 0.5})
    assert settings.with_parameter("effort", "high").parameters == {"effort": "high", "top_p": 0.5}
    assert settings.with_parameter("effort", None).parameters == {"top_p": 0.5}
    assert settings.with_parameter("store", False).parameters["store"] is False
    assert settings.parameters == {"effort": "low", "top_p": 0.5}


def test_the_schema_is_one_of_them() -> None:
    assert TurnSettings("m").schema is None
    assert TurnSettings("m", parameters={"schema": {"type": "string"}}).schema == {"type": "string"}
