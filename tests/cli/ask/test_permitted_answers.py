"""Calls without anybody to ask: which can be answered, and how those that can't are shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ppchat.cli.ask.permitted_answers import call_line, unanswerable, waiting_notice
from ppchat.core.dialects.calls import Call
from ppchat.core.dialects.tools import FunctionTool, HostedTool
from ppchat.services.tools.session import ToolSession

TOOL = FunctionTool("f", "", {}, ("true",))
DOCS = HostedTool("docs", {"type": "mcp", "server_label": "d"})


def call(name: str = "f", arguments: str = "{}") -> Call:
    return Call("function_call", "c", name, arguments, 0)


APPROVAL = Call("mcp_approval_request", "r", "search", "{}", 0, "d")


def test_what_is_not_permitted_waits_and_errors_do_not() -> None:
    session = ToolSession({"f": TOOL, "docs": DOCS})
    calls = (call(), call("g"), call(arguments="{"), APPROVAL)
    assert unanswerable(session, calls) == (call(), APPROVAL)
    session.permit_tool("f")
    session.permit_tool("docs")
    assert unanswerable(session, calls) == ()


def test_without_tools_a_function_may_have_come_with_the_request() -> None:
    assert unanswerable(ToolSession({}), [call("g")]) == (call("g"),)


@pytest.mark.parametrize(
    ("arguments", "value"), [('{"a": "\x1b"}', '{"a": "\x1b"}'), ('{"a":1}', {"a": 1}), ("", "")]
)
def test_a_call_is_one_line_of_json(arguments: str, value: Any) -> None:
    line = call_line(call(arguments=arguments))
    assert line.isascii()
    assert line.count("\n") == 1
    assert "\x1b" not in line
    assert json.loads(line)["arguments"] == value


def test_a_notice_says_what_would_answer() -> None:
    session = ToolSession({"f": TOOL, "docs": DOCS})
    assert waiting_notice(session, call(arguments='{"x":"\x1b"}')) == (
        'f {"x":"␛"} waits for an answer: --allow f runs its command'
    )
    assert waiting_notice(session, APPROVAL) == (
        "d: search {} waits for an answer: --allow docs approves the calls of this server"
    )
    assert waiting_notice(session, call("g", "x" * 1000)).endswith("x… waits for an answer")
    session.permit_tool("f")
    assert waiting_notice(session, call()) == "f {} waits for an answer"
