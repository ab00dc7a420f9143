"""The two specifications of Responses: OpenAI's own, and Open Responses, which differs in details.

Open Responses is a specification by several vendors (openresponses.org). It requires `[DONE]` and
`event:` lines, nests the error of an `error` event, and lets vendors add types with a prefix.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from ppchat.core.dialects.dialect import RecordingView


class Profile(Enum):
    """A specification of Responses; the value is its name on the command line."""

    OPENAI = "openai"
    OPEN_RESPONSES = "open-responses"

    @property
    def label(self) -> str:
        """Its name for people."""
        return "Open Responses" if self is Profile.OPEN_RESPONSES else "OpenAI's Responses"


_EXTENSION: Final = re.compile(r"[a-z0-9][a-z0-9_.-]*:[a-z0-9_.-]+\Z", re.IGNORECASE)
_OWN_TYPES: Final = frozenset({"response.reasoning.delta", "response.reasoning.done"})
"""Event types that only Open Responses has."""


def is_extension(name: str) -> bool:
    """Whether a type is a vendor's own in Open Responses: `vendor:name`."""
    return _EXTENSION.match(name) is not None


def shown_profile(recording: RecordingView) -> Profile:
    """The specification that a stream keeps to, by the types of its events and items."""
    items = (item.type for item in recording.response.items)
    if not _OWN_TYPES.isdisjoint(recording.types) or any(
        is_extension(name) for name in (*recording.types, *items)
    ):
        return Profile.OPEN_RESPONSES
    return Profile.OPENAI
