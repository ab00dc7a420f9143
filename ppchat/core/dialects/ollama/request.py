"""The body of the next request of Ollama, and what a request asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ppchat.core.dialects.attachments import Attachment, AttachmentKind
from ppchat.core.dialects.calls import CallAnswer
from ppchat.core.dialects.dialect import NextBody, Turn
from ppchat.core.dialects.parameters import EFFORTS, Parameter
from ppchat.core.dialects.request_text import last_user_text
from ppchat.core.dialects.requests.turns import prompt_messages, sent_turns, turn_messages
from ppchat.core.dialects.tools import Tool
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import string


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
    answers: Sequence[CallAnswer] = (),  # noqa: ARG001  # nothing is asked over this API
    tools: Sequence[Tool] = (),  # noqa: ARG001
    attachments: Sequence[Attachment] = (),
) -> NextBody:
    """The body for `/api/chat` that continues `turns` with `prompt`; it holds all messages."""
    messages = [message for turn in sent_turns(turns) for message in turn_messages(turn, _content)]
    messages.extend(prompt_messages(prompt, attachments, _content))
    count = len(messages)
    if instructions:
        messages.insert(0, {"role": "system", "content": instructions})
    return NextBody({**extra, "model": model, "messages": messages, "stream": True}, None, count)


def _content(text: str, files: Sequence[Attachment]) -> JsonObject:
    """The protocol has images, and no place for a PDF."""
    images = [file.base64 for file in files if file.kind is AttachmentKind.IMAGE]
    return {"content": text, "images": images}


def last_prompt(body: JsonObject) -> str:
    """The last text of the user in the body of a request of either kind; may be empty."""
    return last_user_text(body.get("messages")) or string(body, "prompt")


PARAMETERS: Final = (
    Parameter("effort", "thinking", "choice", ("think",), EFFORTS[2:5]),
    Parameter("temperature", "temperature", "number", ("options", "temperature"), low=0),
    Parameter("top_p", "top_p", "number", ("options", "top_p"), low=0, high=1),
    Parameter("max_tokens", "max output tokens", "integer", ("options", "num_predict"), low=1),
    Parameter("schema", "JSON schema", "json", ("format",)),
)
"""What a request can be asked with, in the order of a form."""
