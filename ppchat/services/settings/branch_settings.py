"""What the next turn of a conversation asks with: the same as the turn before it on its branch."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from ppchat.adapters.config import Settings
from ppchat.adapters.profiles.target import Target
from ppchat.core.chat.conversation import Conversation
from ppchat.core.chat.settings.request_fields import read_turn_settings
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.registry import dialect_of_request
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.signals import Request
from ppchat.services.default_model import DEMO_MODEL
from ppchat.services.server_api import ServerApi
from ppchat.services.settings.configured_settings import (
    configured_settings,
    with_flags,
    with_tool_fields,
)

_LOOPBACK: Final = "127.0.0.1"


def settings_after(
    request: Request | None,
    settings: Settings,
    target: Target,
    api: ServerApi,
    schema: JsonObject | None = None,
) -> TurnSettings:
    """What a turn after one with this `request` asks with: the same, if the server is the same.

    Else, and for a first turn, what is configured.
    """
    dialect = api.dialect
    configured = configured_settings(settings, target, dialect, schema, api.omit)
    if request is None or not is_same_server(request, target):
        return configured
    asked = dialect_of_request(request)
    turn = with_tool_fields(read_turn_settings(asked, request, api.omit), settings)
    return turn if asked is dialect else replace(turn, fields=configured.fields)


def resumed_settings(
    request: Request | None,
    settings: Settings,
    target: Target,
    api: ServerApi,
    schema: JsonObject | None = None,
) -> TurnSettings:
    """The same, but for what the user named on the command line."""
    turn = settings_after(request, settings, target, api, schema)
    return with_flags(turn, settings, api.dialect, schema)


def is_same_server(request: Request, target: Target) -> bool:
    """Whether a request went to the server that is asked now."""
    return went_to_demo(request) if target.is_demo else request.base_url == target.base_url


def went_to_demo(request: Request) -> bool:
    """Whether the demo was asked, which is at another port each time."""
    return urlsplit(request.base_url).hostname == _LOOPBACK and request.model == DEMO_MODEL


class BranchSettings:
    """Follows a conversation: other settings hold for the turn after the one they were chosen at.

    They are sent with it, so that its request keeps them. A new conversation begins with those that
    were chosen last.
    """

    def __init__(self, settings: Settings, schema: JsonObject | None) -> None:
        self._settings = settings
        self._schema = schema
        self._place: tuple[str, str | None, str] | None = None
        """The conversation, its leaf and the server for which they hold."""
        self._turn = TurnSettings("")
        self._chosen: tuple[str, TurnSettings] | None = None
        """The settings that were chosen last, and for which server."""
        self.flags_count = True
        """Whether flags come before the settings of the turn that is shown: until one is shown or
        sent, or others are chosen."""

    def current(self, conversation: Conversation, target: Target, api: ServerApi) -> TurnSettings:
        """What the turn after the leaf asks with; each frame asks.

        Flags count for the first conversation that is resumed.
        """
        place = (conversation.id, conversation.leaf, target.base_url)
        if place != self._place:
            leaf = conversation.leaf
            request = None if leaf is None else conversation.node(leaf).recording.request
            if request is None and self._chosen and self._chosen[0] == target.base_url:
                self._turn = self._chosen[1]
            else:
                begin = resumed_settings if self.flags_count else settings_after
                self._turn = begin(request, self._settings, target, api, self._schema)
            self.flags_count = self.flags_count and request is None
            self._place = place
        return self._turn

    def choose(self, turn: TurnSettings, conversation: Conversation, target: Target) -> None:
        """Let the turn after the leaf ask with these."""
        self._place = (conversation.id, conversation.leaf, target.base_url)
        self._turn, self._chosen = turn, (target.base_url, turn)
        self.flags_count = False
