"""Calls that wait, and what the model gets for them."""

from __future__ import annotations

import pytest

from ppchat.adapters.processes.tool_command import CommandResult
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.dialects.tools import FunctionTool
from ppchat.services.tools.pending_call import (
    PendingCall,
    command_answer,
    error_answer,
    refusal_answer,
    result_line,
)

TOOL = FunctionTool("f", "", {}, ("true",))
APPROVAL = Call("mcp_approval_request", "r", "search", "{", 0, "docs")


def call(arguments: str = "{}") -> Call:
    return Call("function_call", "c", "f", arguments, 0)


@pytest.mark.parametrize("arguments", ["{}", "", " ", '{"a": [1, null]}'])
def test_a_command_can_answer(arguments: str) -> None:
    assert PendingCall(call(arguments), TOOL).problem == ""


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ('{"a": ', "the arguments are not JSON: Expecting value: line 1 column 7 (char 6)"),
        ("[1]", "the arguments are not a JSON object"),
        ("[" * 100_000, "the arguments are not JSON: nested more than 500 levels deep"),
    ],
)
def test_arguments_that_no_command_gets(arguments: str, problem: str) -> None:
    pending = PendingCall(call(arguments), TOOL)
    assert pending.problem == pending.error == problem
    assert error_answer(pending) == CallAnswer(pending.call, f"error: {problem}")


def test_a_function_that_is_not_there_is_the_models_error() -> None:
    assert PendingCall(call(), None).error == "there is no function f"


def test_a_function_without_a_command_is_nobodys_error() -> None:
    pending = PendingCall(call(), FunctionTool("f", "", {}))
    assert (pending.error, pending.problem) == ("", "it has no command")


def test_an_approval_is_given_by_the_user_alone() -> None:
    pending = PendingCall(APPROVAL, None)
    assert (pending.error, pending.problem) == ("", "an approval is given, not computed")
    assert refusal_answer(APPROVAL) == CallAnswer(APPROVAL, approved=False)


def test_a_refusal_is_a_text() -> None:
    assert refusal_answer(call()) == CallAnswer(call(), "The user refused this call.")


@pytest.mark.parametrize(
    ("result", "output", "line"),
    [
        (CommandResult("18 °C\n", 0, "", False, 100_000_000), "18 °C", "exit code 0 · 0.1 s"),
        (
            CommandResult("", 0, "", False, 0),
            "",
            "exit code 0 · 0.0 s · printed nothing",
        ),
        (
            CommandResult("half\n", 3, "exit code 3", False, 0, "no city\n"),
            "half\nerror: exit code 3\nno city",
            "exit code 3 · 0.0 s",
        ),
        (
            CommandResult("y\n", 0, "", True, 0),
            "y\n[cut off after 1 MiB]",
            "exit code 0 · 0.0 s · cut off after 1 MiB",
        ),
        (
            CommandResult("", None, "x cannot be started: No such file or directory", False, 9),
            "error: x cannot be started: No such file or directory",
            "x cannot be started: No such file or directory",
        ),
    ],
)
def test_what_a_command_printed_is_the_answer(
    result: CommandResult, output: str, line: str
) -> None:
    answer = CallAnswer(call(), output, note=line, ran_ns=result.duration_ns)
    assert command_answer(call(), result) == answer
    assert result_line(result) == line
