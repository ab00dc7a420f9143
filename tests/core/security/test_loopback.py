"""Which servers are on this machine."""

from __future__ import annotations

import pytest

from ppchat.core.security.loopback import is_loopback


@pytest.mark.parametrize(
    ("base_url", "local"),
    [
        ("http://localhost:1/v1", True),
        ("http://LOCALHOST/v1", True),
        ("http://127.9.9.9:80", True),
        ("http://[::1]:1/v1", True),
        ("http://localhost.evil.example/v1", False),
        ("http://127.0.0.1.evil.example/v1", False),
        ("http://user@10.0.0.7/v1", False),
        ("https://api.openai.com/v1", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(base_url: str, local: bool) -> None:
    assert is_loopback(base_url) is local
