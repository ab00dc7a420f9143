"""The two specifications of Responses: OpenAI's own, and Open Responses, which differs in details.

Open Responses is a specification by several vendors (openresponses.org). It requires `[DONE]` and
`event:` lines, nests the error of an `error` event, and lets vendors add types with a prefix.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import mapping, string


class Profile(Enum):
    """A specification of Responses; the value is its name on the command line."""

    OPENAI = "openai"
    OPEN_RESPONSES = "open-responses"


_EXTENSION: Final = re.compile(r"[a-z0-9][a-z0-9_.-]*:[a-z0-9_.-]+\Z", re.IGNORECASE)
_OWN_TYPES: Final = frozenset({"response.reasoning.delta", "response.reasoning.done"})
"""Event types that only Open Responses has."""


def is_extension(name: str) -> bool:
    """Whether a type is a vendor's own in Open Responses: `vendor:name`."""
    return _EXTENSION.match(name) is not None


def shows_open_responses(event: Event) -> bool:
    """Whether only a stream of Open Responses can hold an event."""
    kind = event.type
    return kind in _OWN_TYPES or is_extension(kind) or is_extension(_item_type(event.data))


def _item_type(data: JsonObject) -> str:
    return string(mapping(data, "item"), "type")
