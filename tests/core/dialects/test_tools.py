"""The tools that a request offers to the model."""

from __future__ import annotations

from ppchat.core.dialects.tools import FunctionTool


def test_a_function_is_answered_by_a_person_unless_it_has_a_command() -> None:
    tool = FunctionTool("get_weather", "The weather in a city.", {"type": "object"})
    assert (tool.command, tool.environment, tool.strict) == ((), (), False)
