"""Faces of shell commands and patches, and of what they wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.item_faces import face

EXIT_3 = {"stdout": "a", "stderr": "b", "outcome": {"type": "exit", "exit_code": 3}}
LATE = {"stdout": "c", "stderr": "", "outcome": {"type": "timeout"}}
PATCH = {"type": "apply_patch_call"}
LOCAL = {"type": "local_shell_call_output"}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"type": "shell_call", "action": {"timeout_ms": 1500}}, ["shell · at most 1.5 s"]),
        ({"type": "shell_call", "action": {"timeout_ms": 10**400}}, ["shell"]),
        (
            {"type": "shell_call_output", "output": [EXIT_3]},
            ["shell output · exit 3: a", "!stderr · exit 3: b"],
        ),
        (
            {"type": "shell_call_output", "output": [EXIT_3, LATE]},
            [
                "shell output · exit 3 · timed out",
                "output 1 · exit 3: a",
                "!stderr · command 1 · exit 3: b",
                "output 2 · timed out: c",
            ],
        ),
        (
            {
                "type": "local_shell_call",
                "action": {
                    "command": ["ls", "a b"],
                    "env": {"B": "1", "A": "2"},
                    "user": "me",
                    "working_directory": "/src",
                    "timeout_ms": 60_000,
                },
            },
            [
                "local shell · ls 'a b': ls 'a b'",
                "surroundings: in /src\nas me\nwith A, B\nat most 60 s",
            ],
        ),
        ({"type": "local_shell_call", "action": {"command": 7}}, ["local shell"]),
        ({**LOCAL, "output": "12 passed"}, ["local shell output: 12 passed"]),
        (
            {**LOCAL, "output": json.dumps({"stdout": "a", "stderr": "b", "exit_code": 0})},
            ["local shell output · exit 0: a", "stderr · exit 0: b"],
        ),
        ({**LOCAL, "output": '{"stdout"'}, ['local shell output: {"stdout"']),
        ({**LOCAL, "output": '{"a": 1}'}, ['local shell output: {"a": 1}']),
        (
            {**PATCH, "operation": {"type": "create_file", "path": "a.py"}},
            ["patch · create a.py"],
        ),
        (
            {**PATCH, "operation": {"type": "delete_file", "path": "a.py"}},
            ["patch · delete a.py"],
        ),
        ({"type": "apply_patch_call_output", "status": "completed"}, ["patch output"]),
        (
            {"type": "apply_patch_call_output", "status": "failed", "output": "no"},
            ["!patch output · failed: no"],
        ),
    ],
)
def test_faces(item: dict[str, Any], expected: list[str]) -> None:
    assert face(item) == expected
