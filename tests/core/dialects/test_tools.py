"""The tools that a request offers to the model."""

from __future__ import annotations

import pytest

from ppchat.core.dialects.tools import FunctionTool, HostedTool, is_tool_name


def test_a_function_is_answered_by_a_person_unless_it_has_a_command() -> None:
    tool = FunctionTool("get_weather", "The weather in a city.", {"type": "object"})
    assert (tool.command, tool.environment, tool.strict) == ((), (), False)


@pytest.mark.parametrize("name", ["get_weather", "a", "Get-Weather_2", "x" * 64])
def test_a_name_that_servers_accept(name: str) -> None:
    assert is_tool_name(name)


@pytest.mark.parametrize("name", ["", "get weather", "wetter.heute", "x" * 65, "größe", "a\n"])
def test_a_name_that_servers_refuse(name: str) -> None:
    assert not is_tool_name(name)


def test_a_hosted_tool_knows_the_label_of_its_server() -> None:
    assert HostedTool("docs", {"type": "mcp", "server_label": "d"}).server_label == "d"
    assert HostedTool("web", {"type": "web_search"}).server_label == ""
    assert HostedTool("odd", {"type": "mcp", "server_label": 3}).server_label == ""
