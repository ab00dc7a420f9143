"""Which tools the model may use is chosen for a conversation, and shown at the foot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ppchat.tui.dialogs.calls.tools import ToolsScreen
from tests.support.chat_app import load_conversation, run_chat
from tests.support.loopback import Exchange, answer, text_stream
from tests.support.tool_loop import CAT, SEARCH, write_config


async def test_what_is_chosen_is_sent_shown_and_kept(tmp_path: Path) -> None:
    write_config(tmp_path, CAT, SEARCH)
    requests: list[Any] = []

    async def script(exchange: Exchange) -> None:
        requests.append(exchange.request.json)
        await answer(*text_stream("Hello"))(exchange)

    async with run_chat(tmp_path, script) as chat:
        await chat.write("my draft")
        await chat.press("ctrl+t")
        await chat.until(lambda: isinstance(chat.app.screen, ToolsScreen))
        assert "runs cat · The weather" in chat.text
        assert "web search, run by the server" in chat.text
        await chat.press("space", "down", "space", "enter")
        await chat.until(lambda: "tools: get_weather, search" in chat.text)
        assert chat.prompt.text == "my draft"
        await chat.ask("one")
        conversation_id = chat.chat.conversation.id
        await chat.press("ctrl+n")
        await chat.until(lambda: "tools: get_weather" not in chat.text)
        await chat.ask("two")
    assert [tool["type"] for tool in requests[0]["tools"]] == ["function", "web_search"]
    assert "tools" not in requests[1]
    kept = load_conversation(tmp_path, conversation_id).tools.on
    assert kept == ("get_weather", "search")
    async with run_chat(tmp_path, script, flags={"resume": conversation_id}) as chat:
        await chat.until(lambda: "tools: get_weather, search" in chat.text)


async def test_without_tools_the_user_is_told_where_they_are_defined(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.press("ctrl+t")
        await chat.until(lambda: any("No tools yet" in text for text in chat.notifications))
        assert any("config.toml" in text for text in chat.notifications)


async def test_a_hosted_tool_that_the_api_has_no_place_for_is_named(tmp_path: Path) -> None:
    write_config(tmp_path, SEARCH)
    async with run_chat(tmp_path, flags={"api": "chat"}) as chat:
        await chat.press("ctrl+t")
        await chat.until(lambda: isinstance(chat.app.screen, ToolsScreen))
        await chat.press("space", "enter")
        await chat.until(lambda: any("search: not sent" in text for text in chat.notifications))
