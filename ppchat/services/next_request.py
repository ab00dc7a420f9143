"""Builds the request that sends a prompt with the settings of its turn."""

from __future__ import annotations

from collections.abc import Sequence

from ppchat.core.chat.conversation import NextRequest, PastTurn, build_request
from ppchat.core.chat.settings.request_fields import lacking_parameters, write_fields
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.attachments import Attachment
from ppchat.core.dialects.calls import CallAnswer
from ppchat.core.dialects.tools import Tool
from ppchat.services.server_api import ServerApi


def next_request(
    prompt: str,
    settings: TurnSettings,
    *,
    base_url: str,
    api: ServerApi,
    path: Sequence[PastTurn] = (),
    chain: bool = True,
    answers: Sequence[CallAnswer] = (),
    tools: Sequence[Tool] = (),
    attachments: Sequence[Attachment] = (),
) -> NextRequest:
    """The request that sends `prompt`, or `answers`, after the turns of `path`; `build_request`."""
    return build_request(
        path,
        prompt,
        model=settings.model,
        base_url=base_url,
        instructions=settings.instructions,
        extra=write_fields(api.dialect, settings.fields, settings.parameters, api.omit),
        chain=chain,
        dialect=api.dialect,
        omit=api.omit,
        answers=answers,
        tools=tools,
        attachments=attachments,
    )


def left_out_notice(settings: TurnSettings, api: ServerApi) -> str:
    """The line that says which parameters are not sent; empty if all are."""
    names = ", ".join(lacking_parameters(api.dialect, settings.parameters))
    return f"{names}: not sent, as {api.dialect.label} has no place for it" if names else ""
