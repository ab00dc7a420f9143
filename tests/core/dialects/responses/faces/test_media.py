"""Faces of images, computers that are looked at, and code that is run."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.images import base64_png
from tests.support.item_faces import face

PNG = base64_png()
IMAGE = {"type": "image_generation_call"}
CODE = {"type": "code_interpreter_call"}
SCREEN = {"type": "computer_call_output"}
CHECK = {"id": "c_1", "code": "odd_page", "message": "Look twice."}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (IMAGE, ["image generation"]),
        (
            {
                **IMAGE,
                "result": PNG,
                "size": "1024x1536",
                "quality": "high",
                "background": "opaque",
                "output_format": "webp",
                "revised_prompt": "A heron.",
            },
            [
                "image generation · 1024×1536 · high",
                "image: PNG · 8×8 · 111 B",
                "revised prompt: A heron.",
            ],
        ),
        (
            {**IMAGE, "partial_image_b64": PNG, "partial_image_index": 1, "size": "8x8"},
            ["image generation · 8×8 · preview 2", "image: PNG · 8×8 · 111 B"],
        ),
        (
            {**IMAGE, "status": "failed", "error": {"code": "blocked", "message": "No."}},
            ["image generation · failed", "!error: blocked · No."],
        ),
        (
            {
                **CODE,
                "outputs": [{"logs": "7"}, {"type": "image", "url": "data:,"}],
            },
            ["code interpreter", "logs: 7", "image: not an image that can be read · 0 B"],
        ),
        ({**CODE, "status": "interpreting", "outputs": None}, ["code interpreter · interpreting"]),
        (
            {**SCREEN, "output": {"image_url": f"data:image/png;base64,{PNG}"}},
            ["screenshot", "image: PNG · 8×8 · 111 B"],
        ),
        (
            {**SCREEN, "output": {"file_id": "f_1"}, "acknowledged_safety_checks": [CHECK]},
            ["screenshot: file · f_1", "acknowledged safety checks: odd_page · Look twice."],
        ),
    ],
)
def test_faces(item: dict[str, Any], expected: list[str]) -> None:
    assert face(item) == expected


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ({"type": "click", "button": "left", "x": 1, "y": 2}, "click left at 1, 2"),
        ({"type": "double_click", "x": 1, "y": 2, "keys": ["SHIFT"]}, "double click SHIFT at 1, 2"),
        ({"type": "type", "text": "heron"}, "type “heron”"),
        ({"type": "keypress", "keys": ["CTRL", "A"]}, "keypress CTRL+A"),
        (
            {"type": "scroll", "x": 1, "y": 2, "scroll_x": 0, "scroll_y": -40},
            "scroll at 1, 2 by 0, -40",
        ),
        ({"type": "drag", "path": [{"x": 1, "y": 2}, {"x": 3, "y": 4}]}, "drag 1, 2 → 3, 4"),
        ({"type": "screenshot"}, "screenshot"),
        ({"x": "left"}, "action"),
    ],
)
def test_an_action_in_words(action: dict[str, Any], words: str) -> None:
    assert face({"type": "computer_call", "action": action}) == [f"computer · {words}"]


def test_several_actions_and_long_texts_are_listed() -> None:
    wait = {"type": "wait"}
    assert face({"type": "computer_call", "actions": [wait, wait, wait]}) == [
        "computer · wait and 2 more: wait\nwait\nwait"
    ]
    typing = {"type": "type", "text": "x" * 90}
    (text,) = face({"type": "computer_call", "action": typing})
    assert text.endswith(f": type “{'x' * 90}”")


def test_checks_that_wait_for_somebody_stand_out() -> None:
    item = {"type": "computer_call", "pending_safety_checks": [CHECK, {"id": "c_2"}]}
    assert face(item) == [
        "computer",
        "!pending safety checks: odd_page · Look twice.\nc_2",
    ]
