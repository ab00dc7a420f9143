"""What the reference requires of a chunk and of what is in it: the one table of fields.

The reference is OpenAI's, as its SDK's models state it; a test compares the two. A field's type
follows from its name, unless `:type` stands after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.dialects.shared_rules.required_fields import Field, parse_field_list

_TYPES: Final[Mapping[str, str]] = {
    name: field_type
    for field_type, names in (
        ("integer", "index created prompt_tokens completion_tokens total_tokens"),
        ("object", "delta function usage function_call logprobs"),
        ("list", "choices tool_calls"),
    )
    for name in names.split()
}
"""The types of fields, by name; the others are strings."""


def _fields(words: str) -> tuple[Field, ...]:
    return parse_field_list(words, _TYPES)


CHUNK_FIELDS: Final = _fields("id object created model choices")
CHOICE_FIELDS: Final = _fields("index delta")
CALL_FIELDS: Final = _fields("index")
USAGE_FIELDS: Final = _fields("prompt_tokens completion_tokens total_tokens")
"""The required fields; all may not be null."""

CHUNK_OPTIONS: Final = _fields("usage system_fingerprint service_tier")
CHOICE_OPTIONS: Final = _fields("finish_reason logprobs")
DELTA_OPTIONS: Final = _fields(
    "role content refusal tool_calls function_call reasoning_content reasoning"
)
CALL_OPTIONS: Final = _fields("id type function")
FUNCTION_OPTIONS: Final = _fields("name arguments")
"""Fields that may be missing or null, but have a type where they are there."""

OBJECT: Final = "chat.completion.chunk"
ROLES: Final = frozenset({"assistant"})
