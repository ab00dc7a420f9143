"""What the signals of a stream say."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.stream.signals import Request


@pytest.mark.parametrize(
    ("body", "model"),
    [({"model": "m"}, "m"), ({}, ""), ({"model": None}, ""), ({"model": ["m"]}, "")],
)
def test_the_model_of_a_request_is_what_its_body_names(body: dict[str, Any], model: str) -> None:
    assert Request(body, "").model == model
