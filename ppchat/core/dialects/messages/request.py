"""The body of the next request of Messages, and what a request asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ppchat.core.dialects.dialect import NextBody, Turn, turn_messages
from ppchat.core.dialects.request_text import last_user_text
from ppchat.core.response.response import JsonObject

_MAX_TOKENS: Final = 4096
"""The limit of output tokens where none is set: the protocol requires one."""


def build_body(
    turns: Sequence[Turn],
    prompt: str,
    /,
    *,
    model: str,
    base_url: str,  # noqa: ARG001  # no server keeps what it answered
    instructions: str,
    extra: Mapping[str, Any],
    chain: bool,  # noqa: ARG001
) -> NextBody:
    """The body that continues `turns` with `prompt`; it holds all messages."""
    messages = [message for turn in turns for message in turn_messages(turn)]
    messages.append({"role": "user", "content": prompt})
    body = {"max_tokens": _MAX_TOKENS, **extra, "model": model, "messages": messages}
    if instructions:
        body["system"] = instructions
    return NextBody({**body, "stream": True}, None, len(messages))


def last_prompt(body: JsonObject) -> str:
    """The last text of the user in the body of a request; empty if there is none."""
    return last_user_text(body.get("messages"))
