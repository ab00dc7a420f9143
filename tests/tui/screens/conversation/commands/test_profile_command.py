"""The command that asks the server of another profile."""

from __future__ import annotations

from pathlib import Path

from tests.support.chat_app import paths_in, run_chat
from tests.support.connecting import chat_server
from tests.support.loopback import scripted_server


async def test_a_profile_is_taken_by_its_name(tmp_path: Path) -> None:
    async with scripted_server(chat_server) as server:
        paths_in(tmp_path).config_file.write_text(
            f'[profiles.mine]\nbase_url = "{server.base_url}"\nmodel = "qwen"\napi = "chat"\n'
        )
        async with run_chat(tmp_path) as chat:
            await chat.write("/profile wrong")
            await chat.press("enter")
            await chat.until(lambda: any("no profile wrong" in text for text in chat.notifications))
            chat.prompt.set_text("")
            await chat.write("/profile mine")
            await chat.press("enter")
            await chat.until(lambda: chat.foot.model == "qwen")
            assert chat.foot.host in server.base_url
