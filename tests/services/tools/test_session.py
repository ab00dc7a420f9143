"""The tools of a conversation, and what is permitted."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Final

import pytest

from ppchat.core.dialects.calls import Call
from ppchat.core.dialects.tools import FunctionTool, HostedTool, Tool
from ppchat.services.tools.session import Permission, ToolSession

ECHO = (sys.executable, "-ISc", "import sys; print(sys.stdin.read())")
WEATHER = FunctionTool("get_weather", "", {}, ECHO)
DOCS = HostedTool("docs", {"type": "mcp", "server_label": "d"})
TOOLS: Final[Mapping[str, Tool]] = {"get_weather": WEATHER, "docs": DOCS}


def call(name: str = "get_weather", arguments: str = "{}") -> Call:
    return Call("function_call", "c", name, arguments, 0)


def approval(label: str) -> Call:
    return Call("mcp_approval_request", "r", "get_weather", "{}", 0, label)


def test_nothing_is_on_unless_it_is_switched_on() -> None:
    assert not ToolSession(TOOLS).enabled
    session = ToolSession(TOOLS, on=["docs", "get_weather", "docs"])
    assert list(session.enabled) == [DOCS, WEATHER]
    session.on = ("get_weather",)
    assert list(session.enabled) == [WEATHER]


def test_what_the_config_has_no_longer_is_kept_without_effect() -> None:
    session = ToolSession(TOOLS, on=["gone", "docs"], permissions={"gone": "always", "x": "yes"})
    assert session.enabled == (DOCS,)
    assert session.on == ("gone", "docs")
    assert session.permissions == {"gone": "always"}


def test_each_call_is_asked_about_until_the_user_chooses() -> None:
    session = ToolSession(TOOLS)
    assert session.permission(call()) is Permission.ASK
    session.permit(call(), Permission.ALWAYS)
    assert session.permission(call()) is Permission.ALWAYS
    session.permit(call(), Permission.NEVER)
    assert session.permissions == {"get_weather": "never"}
    session.permit(call(), Permission.ASK)
    assert session.permissions == {}


def test_a_function_and_a_server_of_one_name_are_two_things() -> None:
    session = ToolSession(TOOLS)
    session.permit(call("d"), Permission.ALWAYS)
    assert session.permission(approval("d")) is Permission.ASK
    session.permit_tool("docs")
    assert session.permission(approval("d")) is Permission.ALWAYS
    assert session.permission(approval("e")) is Permission.ASK


def test_choices_are_restored() -> None:
    first = ToolSession(TOOLS)
    first.permit_tool("get_weather")
    first.permit(approval("d"), Permission.NEVER)
    second = ToolSession(TOOLS, permissions=first.permissions)
    assert second.permission(call()) is Permission.ALWAYS
    assert second.permission(approval("d")) is Permission.NEVER


def test_an_approval_names_no_function_of_ones_own() -> None:
    assert ToolSession(TOOLS).pending(approval("d")).tool is None
    assert ToolSession(TOOLS).pending(call()).tool is WEATHER
    assert ToolSession(TOOLS).pending(call("docs")).tool is None


async def test_a_command_gets_the_arguments_as_they_arrived() -> None:
    session = ToolSession(TOOLS)
    arguments = '{"city": "Lisbon",  "n": 1e400}'
    assert (
        await session.run(session.pending(call(arguments=arguments)))
    ).output == arguments + "\n"
    assert (await session.run(session.pending(call(arguments="")))).output == "{}\n"


async def test_what_no_command_can_answer_is_not_run() -> None:
    session = ToolSession(TOOLS)
    for pending in (call("other"), call(arguments="{"), approval("d")):
        with pytest.raises(ValueError, match=r"no function|not JSON|approval"):
            await session.run(session.pending(pending))


async def test_at_most_four_commands_run_side_by_side(tmp_path: object) -> None:
    script = (
        "import os, pathlib, sys, time, json\n"
        "folder = pathlib.Path(json.load(sys.stdin)['folder'])\n"
        "(folder / str(os.getpid())).touch()\n"
        "time.sleep(0.05)\n"
        "print(len(list(folder.iterdir())))\n"
        "(folder / str(os.getpid())).unlink()\n"
    )
    tool = FunctionTool("f", "", {}, (sys.executable, "-ISc", script))
    session = ToolSession({"f": tool})
    pending = session.pending(call("f", json.dumps({"folder": str(tmp_path)})))
    results = await asyncio.gather(*(session.run(pending) for _ in range(10)))
    counts = [int(result.output) for result in results]
    assert len(counts) == 10
    assert max(counts) <= 4


def test_rounds_end_unless_the_user_lets_them_go_on() -> None:
    session = ToolSession(TOOLS, max_rounds=3)
    assert [session.may_go_on(rounds) for rounds in (1, 2, 3)] == [True, True, False]
    session.allow_more_rounds()
    assert [session.may_go_on(rounds) for rounds in (5, 6)] == [True, False]
    session.begin_exchange()
    assert not session.may_go_on(3)
