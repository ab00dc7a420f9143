"""The tools of a conversation follow it, and what is chosen is stored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ppchat.adapters.config import resolve_settings
from ppchat.adapters.store.store import Store
from ppchat.core.chat.conversation import ToolChoices
from ppchat.core.dialects.calls import APPROVAL_REQUEST, Call
from ppchat.core.dialects.tools import FunctionTool
from ppchat.services.chat import ChatSession
from ppchat.services.conversation_tools import ConversationTools, decided_answer, is_decided
from ppchat.services.launch import prepare_launch
from ppchat.services.tools.session import Permission
from tests.support.chat_app import paths_in
from tests.support.tool_loop import CAT, SEARCH, write_config

CALL = Call("function_call", "c1", "get_weather", '{"city": "Oslo"}', 0)


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[ChatSession]:
    write_config(tmp_path, CAT, SEARCH, "[tool.broken]\ncommand = 5\n")
    settings = resolve_settings(paths_in(tmp_path), {"base_url": "http://127.0.0.1:9/v1"}, {})
    store = Store(settings.paths.database)
    session = ChatSession(settings, prepare_launch(settings).target, store)
    yield session
    await session.aclose()


async def test_what_is_on_is_sent_and_follows_the_conversation(chat: ChatSession) -> None:
    tools = ConversationTools(chat)
    assert tools.names == ("get_weather", "broken", "search")
    assert await tools.enabled() == ()
    await tools.choose(("search", "get_weather", "broken"))
    assert chat.conversation.tools.on == ("search", "get_weather", "broken")
    assert [type(tool).__name__ for tool in await tools.enabled()] == ["HostedTool", "FunctionTool"]
    assert tools.on == ("search", "get_weather")
    assert "config.toml" in tools.problems["broken"]
    chat.switch_conversation()
    assert not await tools.enabled()
    assert not tools.on


async def test_permissions_are_kept_with_the_conversation(chat: ChatSession) -> None:
    tools = ConversationTools(chat)
    await tools.permit(CALL, Permission.ALWAYS)
    kept = chat.conversation.tools
    assert kept == ToolChoices((), {"get_weather": "always"})
    chat.switch_conversation()
    chat.conversation.tools = kept
    session = await tools.session()
    assert session.permission(CALL) is Permission.ALWAYS


async def test_what_is_decided_for_good_is_answered_by_itself(chat: ChatSession) -> None:
    tools = ConversationTools(chat)
    session = await tools.session()
    pending = session.pending(CALL)
    assert isinstance(pending.tool, FunctionTool)
    assert not is_decided(session, pending)
    await tools.permit(CALL, Permission.ALWAYS)
    assert is_decided(session, pending)
    assert (await decided_answer(session, pending)).output == '{"city": "Oslo"}'
    broken = session.pending(CALL._replace(arguments="{"))
    assert not is_decided(session, broken)  # whose arguments are no JSON
    await tools.permit(CALL, Permission.NEVER)
    assert is_decided(session, broken)
    assert (await decided_answer(session, pending)).output == "The user refused this call."


async def test_a_server_is_approved_for_good(chat: ChatSession) -> None:
    tools = ConversationTools(chat)
    request = Call(APPROVAL_REQUEST, "r1", "drop", "{}", 0, "db")
    await tools.permit(request, Permission.ALWAYS)
    session = await tools.session()
    other = session.pending(request._replace(name="list", call_id="r2"))
    assert is_decided(session, other)
    assert (await decided_answer(session, other)).approved is True
    assert not is_decided(session, session.pending(request._replace(server_label="mail")))
