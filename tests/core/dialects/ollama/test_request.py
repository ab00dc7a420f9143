"""The body of the next request."""

from __future__ import annotations

from ppchat.core.chat.conversation import Node
from ppchat.core.dialects.ollama.request import build_body, last_prompt
from tests.support.lines import TWISTER, ollama_recording


def test_the_next_request_holds_all_messages() -> None:
    turns = [Node("1", None, "Who?", ollama_recording(*TWISTER))]
    body, chained, count = build_body(
        turns,
        "And?",
        model="m-1",
        base_url="",
        instructions="Be brief.",
        extra={"think": True},
        chain=True,
    )
    assert body == {
        "think": True,
        "model": "m-1",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Who?"},
            {"role": "assistant", "content": "Peter Piper"},
            {"role": "user", "content": "And?"},
        ],
        "stream": True,
    }
    assert (chained, count) == (None, 3)


def test_the_last_prompt_of_either_kind_of_request() -> None:
    assert last_prompt({"prompt": "Why?"}) == "Why?"
    assert last_prompt({"messages": [{"role": "user", "content": "Who?"}]}) == "Who?"
    assert last_prompt({"prompt": 7}) == ""
