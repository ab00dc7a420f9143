"""Builds the request that sends a prompt, with what the user's settings add to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ppchat.adapters.config import Settings
from ppchat.core.chat.conversation import NextRequest, PastTurn, build_request
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
        extra=_merged(settings.request, api.dialect.schema_fields(schema) if schema else {}),
        chain=chain,
        dialect=api.dialect,
        omit=api.omit,
        answers=answers,
        tools=tools,
    )


def _merged(fields: Mapping[str, Any], others: JsonObject) -> dict[str, Any]:
    """The fields with the others added, also to those tables that both have."""
    return {
        **fields,
        **{
            name: {**old, **value}
            if isinstance(old := fields.get(name), dict) and isinstance(value, dict)
            else value
            for name, value in others.items()
        },
    }
