"""What a call is about stands above the choices, as high as a share of the terminal."""

from __future__ import annotations

from ppchat.core.dialects.calls import Call
from ppchat.core.dialects.tools import FunctionTool
from ppchat.tui.dialogs.calls.call_details import call_details

CALL = Call("function_call", "c1", "get_weather", '{"city": "Lisbon", "note": "a\\nb"}', 0)


def lines(call: Call, tool: FunctionTool | None) -> list[str]:
    return call_details(call, tool).plain.split("\n")


def test_the_command_comes_first_and_is_written_as_a_shell_would_read_it() -> None:
    tool = FunctionTool("get_weather", "What it is for.", {}, ("weather", "two words"))
    assert lines(CALL, tool) == [
        "command  weather 'two words'",
        "city     Lisbon",
        "note   ",
        "  a",
        "  b",
        "What it is for.",
    ]


def test_an_unknown_function_has_its_arguments() -> None:
    assert lines(CALL._replace(arguments=""), None) == ["no arguments"]
    assert lines(CALL._replace(arguments="{"), None)[-1] == "{"


def test_the_input_of_a_custom_tool_is_a_text() -> None:
    call = CALL._replace(item_type="custom_tool_call", arguments="print(1)")
    assert lines(call, None) == ["print(1)"]
