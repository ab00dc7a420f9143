"""Which dialect a stream speaks."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.registry import (
    ASKABLE,
    DEFAULT_DIALECT,
    DIALECTS,
    askable_dialect,
    dialect_of_data,
    dialect_of_path,
    dialect_of_request,
)
from ppchat.core.stream.foreign import READ_PROTOCOLS
from ppchat.core.stream.signals import Request


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/responses", "responses"),
        ("/api/chat", "ollama"),
        ("/api/generate", "ollama"),
        ("/v1/responses/resp_1?stream=true", "responses"),
        ("/v1/chat/completions", "chat"),
        ("/openai/deployments/x/chat/completions?api-version=1", "chat"),
        ("/v1/embeddings", None),
        ("", None),
    ],
)
def test_a_path_asks_for_a_dialect(path: str, name: str | None) -> None:
    dialect = dialect_of_path(path)
    assert (dialect.name if dialect else None) == name
    assert dialect_of_request(Request({}, "", path=path)) is (dialect or DEFAULT_DIALECT)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"type": "response.created"}, "responses"),
        ({"object": "chat.completion.chunk"}, "chat"),
        ({"choices": []}, "chat"),
        ({"object": "text_completion", "choices": []}, None),
        ({"type": 7}, None),
        ({"error": {"message": "no"}}, None),
    ],
)
def test_data_show_a_dialect(data: dict[str, Any], name: str | None) -> None:
    dialect = dialect_of_data(data)
    assert (dialect.name if dialect else None) == name


def test_a_name_is_of_one_dialect() -> None:
    assert len({dialect.name for dialect in DIALECTS}) == len(DIALECTS)


def test_a_server_can_be_asked_in_dialects_that_are_known_by_name() -> None:
    assert ASKABLE[0] is DEFAULT_DIALECT
    assert all(dialect in DIALECTS for dialect in ASKABLE)
    assert [askable_dialect(dialect.name) for dialect in ASKABLE] == list(ASKABLE)
    assert askable_dialect("") is DEFAULT_DIALECT


def test_what_can_be_read_is_named_as_such() -> None:
    assert tuple(dialect.label for dialect in DIALECTS) == READ_PROTOCOLS
