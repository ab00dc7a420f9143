"""Secrets of hosted tools are in what is sent, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.stream.signals import (
    Arrived,
    End,
    Ended,
    Opened,
    Problem,
    Request,
    Signal,
    Started,
)
from ppchat.core.stream.sse import Frame
from ppchat.services.tools.variables import FilledRequest, fill_variables

ENVIRONMENT = {
    "TOKEN": 's3cret-"value"',
    "TEAM": "docs",
    "KEY": "key-of-the-url",
    "PATH_KEY": "pa/th",
}
MCP = {
    "type": "mcp",
    "server_label": "$TEAM",
    "server_url": "https://h/?k=$KEY",
    "authorization": "$TOKEN",
    "headers": {"Authorization": "Bearer ${TOKEN}", "X-Number": 3},
}


def request(*tools: Any) -> Request:
    return Request({"input": "$TOKEN", "tools": list(tools)}, "http://h")


def filled(*tools: Any) -> FilledRequest:
    result = fill_variables(request(*tools), ENVIRONMENT)
    assert isinstance(result, FilledRequest)
    return result


def test_variables_are_replaced_in_what_is_sent_alone() -> None:
    stored = request(MCP, {"type": "web_search", "headers": {"A": "$TOKEN"}}, 3)
    sent = fill_variables(stored, ENVIRONMENT)
    assert isinstance(sent, FilledRequest)
    assert sent.request.body == {
        "input": "$TOKEN",
        "tools": [
            {
                "type": "mcp",
                "server_label": "$TEAM",
                "server_url": "https://h/?k=key-of-the-url",
                "authorization": 's3cret-"value"',
                "headers": {"Authorization": 'Bearer s3cret-"value"', "X-Number": 3},
            },
            {"type": "web_search", "headers": {"A": "$TOKEN"}},
            3,
        ],
    }
    assert stored == request(MCP, {"type": "web_search", "headers": {"A": "$TOKEN"}}, 3)


@pytest.mark.parametrize("body", [{}, {"tools": None}, {"tools": [{"type": "mcp"}]}])
def test_a_request_without_variables_stays_what_it_is(body: dict[str, Any]) -> None:
    stored = Request(body, "http://h")
    assert fill_variables(stored, ENVIRONMENT) == FilledRequest(stored, {})


def test_a_variable_that_is_not_set_is_a_problem() -> None:
    problem = fill_variables(request(MCP), {"TOKEN": "", "KEY": "k"})
    assert isinstance(problem, Problem)
    assert problem.message == "TOKEN is not set"


@pytest.mark.parametrize(
    ("signal", "masked"),
    [
        (Started(1), Started(1)),
        (
            Arrived((Frame(rb'data: {"a":"Bearer s3cret-\"value\""}', 5),)),
            Arrived((Frame(rb'data: {"a":"Bearer $TOKEN"}', 5),)),
        ),
        (
            Arrived((Frame(rb'data: {"a":"pa\/th"}', 5),)),
            Arrived((Frame(rb'data: {"a":"$PATH_KEY"}', 5),)),
        ),
        (Opened(1, 400, {"x": 'a s3cret-"value"'}), Opened(1, 400, {"x": "a $TOKEN"})),
        (
            Ended(1, End.REFUSED, Problem("x", "no server https://h/?k=key-of-the-url")),
            Ended(1, End.REFUSED, Problem("x", "no server https://h/?k=$KEY")),
        ),
        (Ended(1, End.EOF), Ended(1, End.EOF)),
    ],
)
def test_what_a_server_repeats_of_a_secret_is_masked(signal: Signal, masked: Signal) -> None:
    other = {"type": "mcp", "authorization": "$PATH_KEY"}
    assert filled(MCP, other).mask(signal) == masked
