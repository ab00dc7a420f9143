"""The kinds of content parts of the Responses API, and the fields that place and hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.dialects.vocabulary import PartKind

_CONTENT: Final = "content_index"
_CONTENT_ADDED: Final = "response.content_part.added"
_SUMMARY_ADDED: Final = "response.reasoning_summary_part.added"

PART_KINDS: Final[Mapping[str, PartKind]] = {
    kind.name: kind
    for kind in (
        PartKind("text", "message", _CONTENT, announced_by=_CONTENT_ADDED),
        PartKind("refusal", "message", _CONTENT, announced_by=_CONTENT_ADDED),
        PartKind("audio", "message", _CONTENT),
        PartKind("transcript", "message", _CONTENT),
        PartKind("summary", "reasoning", "summary_index", announced_by=_SUMMARY_ADDED),
        PartKind("reasoning", "reasoning", _CONTENT),
        PartKind("arguments", "function_call", _CONTENT, language="json"),
        PartKind("input", "custom_tool_call", _CONTENT),
        PartKind("code", "code_interpreter_call", _CONTENT, language="python"),
        PartKind("program", "program", _CONTENT, language="javascript"),
        PartKind("command", "shell_call", "command_index", language="bash"),
        PartKind("output", "shell_call_output", "command_index"),
        PartKind("diff", "apply_patch_call", _CONTENT, language="diff"),
    )
}
"""Every known kind of part, by name."""

CONTENT_TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "output_text": ("text", "text"),
    "refusal": ("refusal", "refusal"),
    "reasoning_text": ("reasoning", "text"),
    "summary_text": ("summary", "text"),
}
"""The kind of a part in a complete item, and the field with its text, by the part's type."""

AUDIO_FIELDS: Final[Mapping[str, str]] = {"audio": "data", "transcript": "transcript"}
"""The two kinds of parts that a part of audio is, and the fields with their texts."""
