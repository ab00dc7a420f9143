"""Which dialect a stream speaks."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.registry import DEFAULT_DIALECT, DIALECTS, find_dialect


@pytest.mark.parametrize(
    ("path", "data", "name"),
    [
        ("/v1/responses", {}, "responses"),
        ("/v1/responses/resp_1", {}, "responses"),
        ("", {"type": "response.created"}, "responses"),
        ("/proxy", {"type": "response.created"}, "responses"),
    ],
)
def test_the_path_decides_then_the_data(path: str, data: dict[str, Any], name: str) -> None:
    assert find_dialect(path, data).name == name


def test_a_stream_that_nothing_identifies_has_the_default() -> None:
    assert find_dialect("", {"type": 7}) is DEFAULT_DIALECT
    assert len({dialect.name for dialect in DIALECTS}) == len(DIALECTS)
