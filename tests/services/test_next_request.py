"""The request that sends a prompt with the user's settings."""

from __future__ import annotations

from pathlib import Path

from ppchat.adapters.config import Settings, Target
from ppchat.adapters.paths import Paths
from ppchat.core.dialects.tools import FunctionTool
from ppchat.services.next_request import next_request
from ppchat.services.server_api import ServerApi
from tests.support.refusals import refused


def server_api(settings: Settings) -> ServerApi:
    return ServerApi(settings, Target("", "h", None, "", False))


def test_the_settings_are_part_of_the_body() -> None:
    paths = Paths(Path("config.toml"), Path())
    settings = Settings(paths, system="Be brief.", request={"temperature": 0.5})
    request = next_request(
        settings, "hello", model="m", base_url="http://127.0.0.1/v1", api=server_api(settings)
    ).request
    assert request.base_url == "http://127.0.0.1/v1"
    assert request.body == {
        "temperature": 0.5,
        "model": "m",
        "input": [{"type": "message", "role": "user", "content": "hello"}],
        "stream": True,
        "instructions": "Be brief.",
    }


def test_the_dialect_decides_on_the_path_and_the_words() -> None:
    settings = Settings(Paths(Path("config.toml"), Path()), system="Be brief.", api="chat")
    request = next_request(
        settings, "hello", model="m", base_url="http://127.0.0.1/v1", api=server_api(settings)
    ).request
    assert request.line == ("POST", "http://127.0.0.1/v1/chat/completions")
    assert request.body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "hello"},
    ]


def test_fields_that_the_server_rejects_are_left_out() -> None:
    settings = Settings(Paths(Path("config.toml"), Path()), api="chat")
    api = server_api(settings)
    request = next_request(settings, "hello", model="m", base_url="", api=api).request
    assert "stream_options" in request.body
    api.learn(refused(request, 400, "Unknown parameter: 'stream_options'."))
    request = next_request(settings, "hello", model="m", base_url="", api=api).request
    assert "stream_options" not in request.body


def test_tools_are_sent_in_the_words_of_the_dialect() -> None:
    settings = Settings(Paths(Path("config.toml"), Path()), api="chat")
    tool = FunctionTool("f", "does it", {"type": "object"})
    request = next_request(
        settings, "hello", model="m", base_url="", api=server_api(settings), tools=[tool]
    ).request
    (sent,) = request.body["tools"]
    assert sent["type"] == "function"
    assert sent["function"]["name"] == "f"


def test_a_schema_is_asked_for_besides_the_users_own_fields() -> None:
    fields = {"text": {"verbosity": "low"}, "temperature": 0}
    settings = Settings(Paths(Path("config.toml"), Path()), request=fields)
    schema = {"type": "string"}
    request = next_request(
        settings, "hello", model="m", base_url="", api=server_api(settings), schema=schema
    ).request
    text = request.body["text"]
    assert (text["verbosity"], text["format"]["schema"]) == ("low", schema)
    assert request.body["temperature"] == 0
    assert fields == {"text": {"verbosity": "low"}, "temperature": 0}
