"""The request that sends a prompt with the user's settings."""

from __future__ import annotations

from pathlib import Path

from ppchat.adapters.config import Settings
from ppchat.adapters.paths import Paths
from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.services.next_request import next_request


def test_the_settings_are_part_of_the_body() -> None:
    paths = Paths(Path("config.toml"), Path())
    settings = Settings(paths, system="Be brief.", request={"temperature": 0.5})
    request = next_request(
        settings, "hello", model="m", base_url="http://127.0.0.1/v1", dialect=RESPONSES
    ).request
    assert request.base_url == "http://127.0.0.1/v1"
    assert request.body == {
        "temperature": 0.5,
        "model": "m",
        "input": [{"role": "user", "content": "hello"}],
        "stream": True,
        "instructions": "Be brief.",
    }


def test_the_dialect_decides_on_the_path_and_the_words() -> None:
    settings = Settings(Paths(Path("config.toml"), Path()), system="Be brief.")
    request = next_request(
        settings, "hello", model="m", base_url="http://127.0.0.1/v1", dialect=CHAT_COMPLETIONS
    ).request
    assert request.line == ("POST", "http://127.0.0.1/v1/chat/completions")
    assert request.body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "hello"},
    ]
