"""Builds the request that sends a prompt, with what the user's settings add to it."""

from __future__ import annotations

from collections.abc import Sequence

from ppchat.adapters.config import Settings
from ppchat.core.chat.conversation import NextRequest, Node, build_request
from ppchat.services.server_api import ServerApi


def next_request(
    settings: Settings,
    prompt: str,
    *,
    model: str,
    base_url: str,
    api: ServerApi,
    path: Sequence[Node] = (),
    chain: bool = True,
) -> NextRequest:
    """The request that sends `prompt` after the turns of `path`; see `build_request`."""
    return build_request(
        path,
        prompt,
        model=model,
        base_url=base_url,
        instructions=settings.system,
        extra=settings.request,
        chain=chain,
        dialect=api.dialect,
        omit=api.omit,
    )
