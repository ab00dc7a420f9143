"""Secrets are removed from what leaves the machine."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.security.redact import MASK, redact_headers, redact_json, redact_text, redact_url

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
    redacted = redact_text(text)
    assert MASK in redacted
    assert not any(word in redacted for word in (KEY, "abcdefgh", "x" * 36, "ABCDEFGH"))


@pytest.mark.parametrize("text", ["a task-oriented risk-taking desk", "sk-1", "", "Bearer of news"])
def test_text_without_keys(text: str) -> None:
    assert redact_text(text) == text


@pytest.mark.parametrize(
    ("value", "redacted"),
    [
        ({"authorization": "x"}, {"authorization": MASK}),
        ({"tools": [{"headers": {"X-Any": "x"}}]}, {"tools": [{"headers": {"X-Any": MASK}}]}),
        ({"headers": {"A": "Bearer $TOKEN"}}, {"headers": {"A": "Bearer $TOKEN"}}),
        ({"authorization": "${TOKEN}"}, {"authorization": "${TOKEN}"}),
        ({"client_secret": "x", "api_key": "y"}, {"client_secret": MASK, "api_key": MASK}),
        ({"max_output_tokens": 4, "input": ["hi"]}, {"max_output_tokens": 4, "input": ["hi"]}),
        ({"prompt_cache_key": "a"}, {"prompt_cache_key": "a"}),
        ({"authorization": ""}, {"authorization": ""}),
    ],
)
def test_fields_with_secret_names(value: Any, redacted: Any) -> None:
    assert redact_json(value) == redacted


@pytest.mark.parametrize(("levels", "is_masked"), [(200, False), (201, True), (5000, True)])
def test_data_nested_too_deeply_is_masked_entirely(levels: int, is_masked: bool) -> None:
    in_list: Any = "x"
    in_object: Any = "x"
    for _ in range(levels):
        in_list, in_object = [in_list], {"headers": "h", "a": in_object}
    assert (redact_json(in_list) == MASK) is is_masked
    assert (redact_json(in_object) == MASK) is is_masked


def test_headers() -> None:
    headers = {"authorization": "x", "x-api-key": "x", "cookie": "x", "date": "today"}
    assert redact_headers(headers) == dict.fromkeys(headers, MASK) | {"date": "today"}


@pytest.mark.parametrize(
    ("url", "redacted"),
    [
        ("https://api.example/v1", "https://api.example/v1"),
        ("https://me:secret@api.example:8/v1", "https://api.example:8/v1"),
        ("https://a/v1?api-key=x&v=1", f"https://a/v1?api-key={MASK}&v=1"),
        ("https://[", MASK),
        ("", ""),
    ],
)
def test_addresses(url: str, redacted: str) -> None:
    assert redact_url(url) == redacted
