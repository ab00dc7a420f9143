"""Builds the request that sends a prompt, with what the user's settings add to it."""

from __future__ import annotations

from collections.abc import Sequence

from ppchat.adapters.config import Settings
from ppchat.core.chat.conversation import NextRequest, PastTurn, build_request
from ppchat.core.chat.settings.request_fields import write_fields
from ppchat.core.dialects.attachments import Attachment
from ppchat.core.dialects.calls import CallAnswer
from ppchat.core.dialects.tools import Tool
from ppchat.core.response.response import JsonObject
from ppchat.services.server_api import ServerApi


def next_request(
    settings: Settings,
    prompt: str,
    *,
    model: str,
    base_url: str,
    api: ServerApi,
    path: Sequence[PastTurn] = (),
    chain: bool = True,
    answers: Sequence[CallAnswer] = (),
    tools: Sequence[Tool] = (),
    attachments: Sequence[Attachment] = (),
    schema: JsonObject | None = None,
) -> NextRequest:
    """The request that sends `prompt`, or `answers`, after the turns of `path`.

    See `build_request`. With a `schema`, the answer is to follow it.
    """
    return build_request(
        path,
        prompt,
        model=model,
        base_url=base_url,
        instructions=settings.system,
        extra=write_fields(
            api.dialect, settings.request, {"schema": schema} if schema else {}, api.omit
        ),
        chain=chain,
        dialect=api.dialect,
        omit=api.omit,
        answers=answers,
        tools=tools,
        attachments=attachments,
    )
