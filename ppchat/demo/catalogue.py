"""The questions that the demo answers with a recording, without reading the recordings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = Path(__file__).parent
_FIRST: Final = ("twister", "markdown", "reasoning", "web-search", "function-call", "essay")
"""The recordings shown first; the others follow by name."""
_ANYTHING: Final = "*"
"""The keyword of the recording for prompts that no other recording answers."""


class DemoQuestion(NamedTuple):
    """A prompt, and what its answer shows."""

    prompt: str
    title: str


def questions() -> tuple[DemoQuestion, ...]:
    """Every question, from the first line of each recording."""
    names = {path.stem: path for path in sorted(FOLDER.glob("*.jsonl"))}
    paths = dict.fromkeys((*_FIRST, *names))
    listed = []
    for name in paths:
        with names[name].open(encoding="ascii") as lines:
            header = json.loads(lines.readline())
        if _ANYTHING not in header["keywords"]:
            listed.append(DemoQuestion(header["request"]["input"], header["title"]))
    return tuple(listed)
