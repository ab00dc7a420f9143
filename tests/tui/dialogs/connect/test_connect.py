"""Another server for the chat; tests/tui/dialogs/connect/test_screen.py walks the dialog."""

from __future__ import annotations

from pathlib import Path

from ppchat.tui.dialogs.picker import Picker
from tests.support.chat_app import paths_in, reply_with, run_chat
from tests.support.connecting import chat_server
from tests.support.loopback import scripted_server


async def test_a_profile_is_chosen_from_a_list(tmp_path: Path) -> None:
    async with scripted_server(chat_server) as server, run_chat(tmp_path, reply_with("x")) as chat:
        chat.screen._parts.dialogs.open("profile")
        await chat.until(lambda: any("There is no profile yet" in n for n in chat.notifications))
        paths_in(tmp_path).config_file.write_text(
            f'[profiles.mine]\nbase_url = "{server.base_url}"\nmodel = "qwen"\napi = "chat"\n'
        )
        chat.chat.connect(chat.chat.target)  # reads the file again
        chat.screen._parts.dialogs.open("profile")
        await chat.until(lambda: isinstance(chat.app.screen, Picker))
        await chat.press("enter")
        await chat.until(lambda: chat.foot.model == "qwen")
        await chat.write("hi")
        await chat.press("enter")
        await chat.until(lambda: chat.texts[-1:] == ["I am qwen"])
