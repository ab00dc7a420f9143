"""What leaves the machine, without its secrets."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.security.redact import MASK, masked, masked_headers, masked_text, masked_url

KEY = "sk-proj-" + "a1B2" * 8


@pytest.mark.parametrize(
    "text",
    [
        f"my key is {KEY}, really",
        "Authorization: Bearer abcdefgh12345678",
        "ghp_" + "x" * 36,
        "AKIA" + "ABCDEFGH12345678",
    ],
)
def test_keys_in_text(text: str) -> None:
    found = masked_text(text)
    assert MASK in found
    assert not any(word in found for word in (KEY, "abcdefgh", "x" * 36, "ABCDEFGH"))


@pytest.mark.parametrize("text", ["a task-oriented risk-taking desk", "sk-1", "", "Bearer of news"])
def test_text_that_is_none(text: str) -> None:
    assert masked_text(text) == text


@pytest.mark.parametrize(
    ("value", "clean"),
    [
        ({"authorization": "x"}, {"authorization": MASK}),
        ({"tools": [{"headers": {"X-Any": "x"}}]}, {"tools": [{"headers": {"X-Any": MASK}}]}),
        ({"client_secret": "x", "api_key": "y"}, {"client_secret": MASK, "api_key": MASK}),
        ({"max_output_tokens": 4, "input": ["hi"]}, {"max_output_tokens": 4, "input": ["hi"]}),
        ({"prompt_cache_key": "a"}, {"prompt_cache_key": "a"}),
        ({"authorization": ""}, {"authorization": ""}),
    ],
)
def test_fields_that_are_named_so(value: Any, clean: Any) -> None:
    assert masked(value) == clean


def test_what_is_nested_too_deep_is_masked_whole() -> None:
    value: Any = "x"
    for _ in range(5000):
        value = [value]
    assert masked(value) == MASK


def test_headers() -> None:
    headers = {"authorization": "x", "x-api-key": "x", "cookie": "x", "date": "today"}
    assert masked_headers(headers) == dict.fromkeys(headers, MASK) | {"date": "today"}


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://api.example/v1", "https://api.example/v1"),
        ("https://me:secret@api.example:8/v1", "https://api.example:8/v1"),
        ("https://a/v1?api-key=x&v=1", f"https://a/v1?api-key={MASK}&v=1"),
        ("https://[", MASK),
        ("", ""),
    ],
)
def test_addresses(url: str, clean: str) -> None:
    assert masked_url(url) == clean
