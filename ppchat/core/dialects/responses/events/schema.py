"""What the reference requires of events, items and parts: the one table of fields and values.

The reference is OpenAI's, as its SDK's models state it; a test compares the two. A field is listed
if it is required and may not be null. Its type follows from its name, unless `:type` stands after
it. Each event also requires `sequence_number`, which has rules of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from ppchat.core.dialects.responses.event_types import PREFIX
from ppchat.core.dialects.shared_rules.required_fields import Field, parse_field_list

_TYPES: Final[Mapping[str, str]] = {
    name: field_type
    for field_type, names in (
        (
            "integer",
            "output_index content_index summary_index command_index annotation_index",
        ),
        ("integer", "partial_image_index sequence_number input_tokens output_tokens total_tokens"),
        (
            "object",
            "item part response action operation input_tokens_details output_tokens_details",
        ),
        (
            "list",
            "logprobs content summary queries tools pending_safety_checks annotations output",
        ),
        ("number", "created_at"),
        ("boolean", "parallel_tool_calls approve"),
    )
    for name in names.split()
}
"""The types of fields, by name; the others are strings."""


class ItemSchema(NamedTuple):
    """What is required of a type of output item."""

    fields: tuple[Field, ...]
    statuses: frozenset[str]
    """The values its `status` may have; empty if it has none."""


def _fields(words: str) -> tuple[Field, ...]:
    return parse_field_list(words, _TYPES)


def _events(fields: str, *names: str) -> dict[str, tuple[Field, ...]]:
    return {PREFIX + name: _fields(fields) for name in names}


def _phases(name: str, phases: str) -> tuple[str, ...]:
    return tuple(f"{name}.{phase}" for phase in phases.split())


_AT: Final = "item_id output_index"
_AT_CONTENT: Final = f"{_AT} content_index"
_AT_SUMMARY: Final = f"{_AT} summary_index"
_AT_COMMAND: Final = "output_index command_index"

EVENT_FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    **_events(
        "response", *("queued", "created", "in_progress", "completed", "incomplete", "failed")
    ),
    **_events("output_index item", "output_item.added", "output_item.done"),
    **_events(f"{_AT_CONTENT} part", "content_part.added", "content_part.done"),
    **_events(f"{_AT_CONTENT} delta logprobs", "output_text.delta"),
    **_events(f"{_AT_CONTENT} text logprobs", "output_text.done"),
    **_events(f"{_AT_CONTENT} annotation_index", "output_text.annotation.added"),
    **_events(f"{_AT_CONTENT} delta", "refusal.delta", "reasoning_text.delta"),
    **_events(f"{_AT_CONTENT} refusal", "refusal.done"),
    **_events(f"{_AT_CONTENT} text", "reasoning_text.done"),
    **_events(f"{_AT_SUMMARY} part", *_phases("reasoning_summary_part", "added done")),
    **_events(f"{_AT_SUMMARY} delta", "reasoning_summary_text.delta"),
    **_events(f"{_AT_SUMMARY} text", "reasoning_summary_text.done"),
    **_events("delta", "audio.delta", "audio.transcript.delta"),
    **_events("", "audio.done", "audio.transcript.done"),
    **_events(
        f"{_AT} delta",
        "function_call_arguments.delta",
        "mcp_call_arguments.delta",
        "custom_tool_call_input.delta",
        "code_interpreter_call_code.delta",
    ),
    **_events(f"{_AT} arguments", "function_call_arguments.done", "mcp_call_arguments.done"),
    **_events(f"{_AT} input", "custom_tool_call_input.done"),
    **_events(f"{_AT} code", "code_interpreter_call_code.done"),
    **_events(
        _AT,
        "compaction.compacting",
        *_phases("web_search_call", "in_progress searching completed"),
        *_phases("file_search_call", "in_progress searching completed"),
        *_phases("code_interpreter_call", "in_progress interpreting completed"),
        *_phases("image_generation_call", "in_progress generating completed"),
        *_phases("mcp_list_tools", "in_progress completed failed"),
        *_phases("mcp_call", "in_progress completed failed"),
    ),
    **_events(
        f"{_AT} partial_image_index partial_image_b64", "image_generation_call.partial_image"
    ),
    **_events(f"{_AT_COMMAND} command", *_phases("shell_call_command", "added done")),
    **_events(f"{_AT_COMMAND} delta", "shell_call_command.delta"),
    **_events(f"item_id {_AT_COMMAND} delta:object", "shell_call_output_content.delta"),
    **_events(f"item_id {_AT_COMMAND} output", "shell_call_output_content.done"),
    "error": _fields("message"),
}
"""The required fields of an event, by its type."""


POSITION_FIELDS: Final = _fields(
    "sequence_number output_index content_index summary_index command_index item_id"
)
"""Fields whose types are checked wherever they occur."""


def _item(fields: str, statuses: str = "") -> ItemSchema:
    return ItemSchema(_fields(fields), frozenset(statuses.split()))


_STATUSES: Final = "in_progress completed incomplete"

ITEM_SCHEMAS: Final[Mapping[str, ItemSchema]] = {
    "message": _item("id role content status", _STATUSES),
    "reasoning": _item("id summary", _STATUSES),
    "function_call": _item("call_id name arguments", _STATUSES),
    "function_call_output": _item("id output:any status", _STATUSES),
    "custom_tool_call": _item("call_id name input"),
    "custom_tool_call_output": _item("id call_id output:any status", _STATUSES),
    "web_search_call": _item("id action status", f"{_STATUSES} searching failed"),
    "file_search_call": _item("id queries status", f"{_STATUSES} searching failed"),
    "code_interpreter_call": _item("id container_id status", f"{_STATUSES} interpreting failed"),
    "image_generation_call": _item("id status", "in_progress completed generating failed"),
    "mcp_call": _item("id server_label name arguments", f"{_STATUSES} calling failed"),
    "mcp_list_tools": _item("id server_label tools"),
    "mcp_approval_request": _item("id server_label name arguments"),
    "mcp_approval_response": _item("id approval_request_id approve"),
    "shell_call": _item("id call_id action status", _STATUSES),
    "shell_call_output": _item("id call_id output status", _STATUSES),
    "local_shell_call": _item("id call_id action status", _STATUSES),
    "local_shell_call_output": _item("id output:string", _STATUSES),
    "apply_patch_call": _item("id call_id operation status", "in_progress completed"),
    "apply_patch_call_output": _item("id call_id status", "completed failed"),
    "computer_call": _item("id call_id pending_safety_checks status", _STATUSES),
    "computer_call_output": _item("id call_id output:object status", f"{_STATUSES} failed"),
    "tool_search_call": _item("id arguments:any execution status", _STATUSES),
    "tool_search_output": _item("id tools execution status", _STATUSES),
    "additional_tools": _item("id role tools"),
    "compaction": _item("id encrypted_content"),
    "program": _item("id call_id code fingerprint"),
    "program_output": _item("id call_id result status", "completed incomplete"),
}
"""What is required of an output item, by its type; all require `type`."""

PART_FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    "output_text": _fields("text annotations"),
    "refusal": _fields("refusal"),
    "reasoning_text": _fields("text"),
    "summary_text": _fields("text"),
}
"""The required fields of a content part, by its type; all require `type`."""

RESPONSE_FIELDS: Final = _fields(
    "id object created_at model output parallel_tool_calls tool_choice:any tools"
)
RESPONSE_STATUSES: Final = frozenset(
    {"queued", "in_progress", "completed", "incomplete", "failed", "cancelled"}
)
USAGE_FIELDS: Final = _fields(
    "input_tokens input_tokens_details output_tokens output_tokens_details total_tokens"
)

OFTEN_OMITTED: Final = frozenset(
    {
        *("logprobs", "parallel_tool_calls", "tool_choice", "tools", "action", "container_id"),
        *("input_tokens_details", "output_tokens_details"),
    }
)
"""Required fields that sound servers omit without harm to a client."""

EVENT_STATUSES: Final[Mapping[str, frozenset[str]]] = {
    PREFIX + name: frozenset(statuses.split())
    for name, statuses in (
        ("queued", "queued"),
        ("created", "queued in_progress"),
        ("in_progress", "in_progress"),
        ("completed", "completed"),
        ("incomplete", "incomplete cancelled"),
        ("failed", "failed cancelled"),
    )
}
"""The statuses that the response of a lifecycle event may have."""
