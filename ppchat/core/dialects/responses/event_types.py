"""The event types: what each means, its family, and what its delta adds to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

COMMENT: Final = ":comment"
"""The type of a frame with comments only, which servers send as keepalives."""
DONE: Final = "[DONE]"
"""The type of the sentinel that ends every stream of some servers."""
UNTYPED: Final = "?"
"""The type of a frame that names none."""


class Family(Enum):
    """What an event is about."""

    LIFECYCLE = "lifecycle"
    ITEM = "item"
    TEXT = "text"
    REASONING = "reasoning"
    TOOL = "tool"
    ERROR = "error"
    KEEPALIVE = "keepalive"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class EventType:
    """What is known about one type of event."""

    name: str
    family: Family
    meaning: str
    part_kind: str = ""
    """The kind of content part that its `delta` adds to; empty for events without a delta."""
    in_sdk: bool = True
    """Whether the openai SDK (3.54) has a model for it; the others occur on the wire."""


def delta_text(event_type: str, data: Mapping[str, Any]) -> str:
    """The text that an event adds to a content part; empty if it adds none."""
    known = EVENT_TYPES.get(event_type)
    if known is None or not known.part_kind:
        return ""
    value = data.get("delta")
    if type(value) is str:
        return value
    if isinstance(value, dict):  # the output of a shell, by channel
        return "".join(
            part for key in ("stdout", "stderr") if isinstance(part := value.get(key), str)
        )
    return ""


def family(event_type: str) -> Family:
    """What events of a type are about."""
    known = EVENT_TYPES.get(event_type)
    return known.family if known else Family.UNKNOWN


def short_type(event_type: str) -> str:
    """A type without the prefix that nearly all share."""
    return event_type.removeprefix("response.")


EVENT_TYPES: Final[Mapping[str, EventType]] = {
    event_type.name: event_type
    for event_type in (
        EventType("response.queued", Family.LIFECYCLE, "The request is queued on the server."),
        EventType(
            "response.created",
            Family.LIFECYCLE,
            "The response exists; carries the response object, still empty.",
        ),
        EventType("response.in_progress", Family.LIFECYCLE, "The server works on the response."),
        EventType(
            "response.completed",
            Family.LIFECYCLE,
            "The last event of a success; carries the complete response and its usage.",
        ),
        EventType(
            "response.incomplete",
            Family.LIFECYCLE,
            "The last event when the answer was cut short; `incomplete_details` says why.",
        ),
        EventType(
            "response.failed",
            Family.LIFECYCLE,
            "The last event of a failure; `response.error` says why.",
        ),
        EventType(
            "response.compaction.compacting",
            Family.LIFECYCLE,
            "Earlier context is being condensed into a compaction item.",
        ),
        EventType(
            "keepalive",
            Family.KEEPALIVE,
            "Nothing new: the connection is kept open while the server works.",
            in_sdk=False,
        ),
        EventType(
            "response.output_item.added",
            Family.ITEM,
            "A new output item begins: a message, reasoning, or a tool call.",
        ),
        EventType(
            "response.output_item.done",
            Family.ITEM,
            "An output item is finished; carries the complete item.",
        ),
        EventType(
            "response.content_part.added",
            Family.ITEM,
            "A new part of an item's content begins, still empty.",
        ),
        EventType(
            "response.content_part.done",
            Family.ITEM,
            "A part of an item's content is finished; carries the complete part.",
        ),
        EventType(
            "response.output_text.delta",
            Family.TEXT,
            "A piece of the answer's text.",
            part_kind="text",
        ),
        EventType(
            "response.output_text.done",
            Family.TEXT,
            "A part of the answer's text is finished; carries the full text.",
        ),
        EventType(
            "response.output_text.annotation.added",
            Family.TEXT,
            "A citation or file path for a range of the text.",
        ),
        EventType(
            "response.refusal.delta",
            Family.TEXT,
            "A piece of the model's refusal to answer.",
            part_kind="refusal",
        ),
        EventType(
            "response.refusal.done", Family.TEXT, "The refusal is finished; carries the full text."
        ),
        EventType(
            "response.audio.delta",
            Family.TEXT,
            "A piece of the spoken answer, Base64.",
            part_kind="audio",
        ),
        EventType("response.audio.done", Family.TEXT, "The spoken answer is finished."),
        EventType(
            "response.audio.transcript.delta",
            Family.TEXT,
            "A piece of the transcript of the spoken answer.",
            part_kind="transcript",
        ),
        EventType(
            "response.audio.transcript.done",
            Family.TEXT,
            "The transcript of the spoken answer is finished.",
        ),
        EventType(
            "response.reasoning_summary_part.added",
            Family.REASONING,
            "A new part of the summary of the model's reasoning begins.",
        ),
        EventType(
            "response.reasoning_summary_part.done",
            Family.REASONING,
            "A part of the reasoning summary is finished; carries the complete part.",
        ),
        EventType(
            "response.reasoning_summary_text.delta",
            Family.REASONING,
            "A piece of the reasoning summary.",
            part_kind="summary",
        ),
        EventType(
            "response.reasoning_summary_text.done",
            Family.REASONING,
            "The text of a reasoning summary part is finished; carries the full text.",
        ),
        EventType(
            "response.reasoning_text.delta",
            Family.REASONING,
            "A piece of the reasoning itself.",
            part_kind="reasoning",
        ),
        EventType(
            "response.reasoning_text.done",
            Family.REASONING,
            "A part of the reasoning is finished; carries the full text.",
        ),
        EventType(
            "response.function_call_arguments.delta",
            Family.TOOL,
            "A piece of the JSON arguments of a function call.",
            part_kind="arguments",
        ),
        EventType(
            "response.function_call_arguments.done",
            Family.TOOL,
            "The arguments of a function call are finished; carries them in full.",
        ),
        EventType(
            "response.custom_tool_call_input.delta",
            Family.TOOL,
            "A piece of the free-form input of a custom tool.",
            part_kind="input",
        ),
        EventType(
            "response.custom_tool_call_input.done",
            Family.TOOL,
            "The input of a custom tool is finished; carries the full input.",
        ),
        EventType("response.web_search_call.in_progress", Family.TOOL, "A web search has started."),
        EventType("response.web_search_call.searching", Family.TOOL, "A web search is running."),
        EventType("response.web_search_call.completed", Family.TOOL, "A web search is finished."),
        EventType(
            "response.file_search_call.in_progress", Family.TOOL, "A file search has started."
        ),
        EventType("response.file_search_call.searching", Family.TOOL, "A file search is running."),
        EventType("response.file_search_call.completed", Family.TOOL, "A file search is finished."),
        EventType(
            "response.code_interpreter_call.in_progress",
            Family.TOOL,
            "A code interpreter call has started.",
        ),
        EventType(
            "response.code_interpreter_call_code.delta",
            Family.TOOL,
            "A piece of the code that the model wants to run.",
            part_kind="code",
        ),
        EventType(
            "response.code_interpreter_call_code.done",
            Family.TOOL,
            "The code to run is finished; carries the full code.",
        ),
        EventType(
            "response.code_interpreter_call.interpreting", Family.TOOL, "The code is running."
        ),
        EventType(
            "response.code_interpreter_call.completed", Family.TOOL, "The code has been run."
        ),
        EventType(
            "response.image_generation_call.in_progress",
            Family.TOOL,
            "An image generation has started.",
        ),
        EventType(
            "response.image_generation_call.generating", Family.TOOL, "An image is being generated."
        ),
        EventType(
            "response.image_generation_call.partial_image",
            Family.TOOL,
            "A preview of an unfinished image, Base64.",
        ),
        EventType("response.image_generation_call.completed", Family.TOOL, "An image is finished."),
        EventType(
            "response.mcp_list_tools.in_progress",
            Family.TOOL,
            "The tools of an MCP server are being listed.",
        ),
        EventType(
            "response.mcp_list_tools.completed",
            Family.TOOL,
            "The tools of an MCP server have been listed.",
        ),
        EventType(
            "response.mcp_list_tools.failed",
            Family.TOOL,
            "The tools of an MCP server could not be listed.",
        ),
        EventType(
            "response.mcp_call.in_progress",
            Family.TOOL,
            "A call to an MCP server's tool has started.",
        ),
        EventType(
            "response.mcp_call_arguments.delta",
            Family.TOOL,
            "A piece of the JSON arguments of an MCP call.",
            part_kind="arguments",
        ),
        EventType(
            "response.mcp_call_arguments.done",
            Family.TOOL,
            "The arguments of an MCP call are finished; carries them in full.",
        ),
        EventType(
            "response.mcp_call.completed", Family.TOOL, "A call to an MCP server's tool succeeded."
        ),
        EventType(
            "response.mcp_call.failed", Family.TOOL, "A call to an MCP server's tool failed."
        ),
        EventType("response.shell_call_command.added", Family.TOOL, "A new shell command begins."),
        EventType(
            "response.shell_call_command.delta",
            Family.TOOL,
            "A piece of a shell command.",
            part_kind="command",
        ),
        EventType(
            "response.shell_call_command.done",
            Family.TOOL,
            "A shell command is finished; carries the full command.",
        ),
        EventType(
            "response.shell_call_output_content.delta",
            Family.TOOL,
            "A piece of the output of a shell command.",
            part_kind="output",
        ),
        EventType(
            "response.shell_call_output_content.done",
            Family.TOOL,
            "The output of a shell command is finished; carries the full output.",
        ),
        EventType(
            "response.apply_patch_call_operation_diff.delta",
            Family.TOOL,
            "A piece of the diff that the model wants applied.",
            part_kind="diff",
            in_sdk=False,
        ),
        EventType(
            "response.apply_patch_call_operation_diff.done",
            Family.TOOL,
            "The diff to apply is finished; carries the full diff.",
            in_sdk=False,
        ),
        EventType(
            "error", Family.ERROR, "Something went wrong on the server's side of the stream."
        ),
        EventType(
            DONE,
            Family.LIFECYCLE,
            "Not an event: a sentinel that ends the streams of some servers.",
            in_sdk=False,
        ),
        EventType(
            COMMENT,
            Family.KEEPALIVE,
            "Not an event: a comment, sent to keep the connection open.",
            in_sdk=False,
        ),
    )
}
"""Every known event type, by name, roughly in the order of a stream."""

TERMINAL_TYPES: Final = frozenset({"response.completed", "response.incomplete", "response.failed"})
"""The types that end a stream."""

TEXT_DELTA: Final = "response.output_text.delta"
"""The type that carries the answer's text."""
