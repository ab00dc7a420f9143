"""The request that sends a prompt with the settings of its turn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ppchat.adapters.config import Settings
from ppchat.adapters.paths import Paths
from ppchat.adapters.profiles.target import Target
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.tools import FunctionTool
from ppchat.core.stream.signals import Request
from ppchat.services.next_request import next_request
from ppchat.services.server_api import ServerApi
from tests.support.refusals import refused

BASE_URL = "http://127.0.0.1/v1"


def server_api(api: str = "") -> ServerApi:
    settings = Settings(Paths(Path("config.toml"), Path()), api=api)
    return ServerApi(settings, Target("", "h", None, "", False))


def request(settings: TurnSettings, api: ServerApi, **options: Any) -> Request:
    return next_request("hello", settings, base_url=BASE_URL, api=api, **options).request


def test_the_settings_are_part_of_the_body() -> None:
    settings = TurnSettings("m", "Be brief.", {"max_tokens": 9}, {"temperature": 0.5})
    sent = request(settings, server_api())
    assert sent.base_url == BASE_URL
    assert sent.body == {
        "temperature": 0.5,
        "max_output_tokens": 9,
        "model": "m",
        "input": [{"type": "message", "role": "user", "content": "hello"}],
        "stream": True,
        "instructions": "Be brief.",
    }


def test_the_dialect_decides_on_the_path_and_the_words() -> None:
    sent = request(TurnSettings("m", "Be brief.", {"effort": "low"}), server_api("chat"))
    assert sent.line == ("POST", f"{BASE_URL}/chat/completions")
    assert sent.body["reasoning_effort"] == "low"
    assert sent.body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "hello"},
    ]


def test_fields_that_the_server_rejects_are_left_out() -> None:
    api = server_api("chat")
    sent = request(TurnSettings("m"), api)
    assert "stream_options" in sent.body
    api.learn(refused(sent, 400, "Unknown parameter: 'stream_options'."))
    assert "stream_options" not in request(TurnSettings("m"), api).body


def test_tools_are_sent_in_the_words_of_the_dialect() -> None:
    tool = FunctionTool("f", "does it", {"type": "object"})
    (sent,) = request(TurnSettings("m"), server_api("chat"), tools=[tool]).body["tools"]
    assert sent["type"] == "function"
    assert sent["function"]["name"] == "f"
