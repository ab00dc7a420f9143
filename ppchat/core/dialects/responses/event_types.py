"""The event types of the Responses API: the one table of what each means and what it changes.

The reducer, the rules, the filter and the views are made from it: a new type is one line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from ppchat.core.dialects.vocabulary import EventType, Family
from ppchat.core.stream.event import COMMENT, DONE

PREFIX: Final = "response."
"""The beginning of nearly all names."""


def _event_type(family: Family, name: str, meaning: str, **fields: Any) -> EventType:
    fields.setdefault("text_field", fields.get("finishes", ""))
    return EventType(PREFIX + name, family, meaning, **fields)


_lifecycle = partial(_event_type, Family.LIFECYCLE)
_item = partial(_event_type, Family.ITEM)
_text = partial(_event_type, Family.TEXT)
_reasoning = partial(_event_type, Family.REASONING)
_tool = partial(_event_type, Family.TOOL)

EVENT_TYPES: Final[Mapping[str, EventType]] = {
    event_type.name: event_type
    for event_type in (
        _lifecycle("queued", "The request is queued on the server.", response_status="queued"),
        _lifecycle(
            "created",
            "The response exists; carries the response object, still empty.",
            response_status="in_progress",
        ),
        _lifecycle(
            "in_progress", "The server works on the response.", response_status="in_progress"
        ),
        _lifecycle(
            "completed",
            "The last event of a success; carries the complete response and its usage.",
            response_status="completed",
        ),
        _lifecycle(
            "incomplete",
            "The last event when the answer was cut short; `incomplete_details` says why.",
            response_status="incomplete",
        ),
        _lifecycle(
            "failed",
            "The last event of a failure; `response.error` says why.",
            response_status="failed",
        ),
        _lifecycle(
            "compaction.compacting", "Earlier context is being condensed into a compaction item."
        ),
        EventType(
            "keepalive",
            Family.KEEPALIVE,
            "Nothing new: the connection is kept open while the server works.",
            in_sdk=False,
        ),
        _item(
            "output_item.added", "A new output item begins: a message, reasoning, or a tool call."
        ),
        _item("output_item.done", "An output item is finished; carries the complete item."),
        _item("content_part.added", "A new part of an item's content begins, still empty."),
        _item(
            "content_part.done",
            "A part of an item's content is finished; carries the complete part.",
        ),
        _text("output_text.delta", "A piece of the answer's text.", grows="text"),
        _text(
            "output_text.done",
            "A part of the answer's text is finished; carries the full text.",
            finishes="text",
        ),
        _text("output_text.annotation.added", "A citation or file path for a range of the text."),
        _text("refusal.delta", "A piece of the model's refusal to answer.", grows="refusal"),
        _text(
            "refusal.done", "The refusal is finished; carries the full text.", finishes="refusal"
        ),
        _text("audio.delta", "A piece of the spoken answer, Base64.", grows="audio"),
        _text("audio.done", "The spoken answer is finished."),
        _text(
            "audio.transcript.delta",
            "A piece of the transcript of the spoken answer.",
            grows="transcript",
        ),
        _text("audio.transcript.done", "The transcript of the spoken answer is finished."),
        _reasoning(
            "reasoning_summary_part.added",
            "A new part of the summary of the model's reasoning begins.",
        ),
        _reasoning(
            "reasoning_summary_part.done",
            "A part of the reasoning summary is finished; carries the complete part.",
        ),
        _reasoning(
            "reasoning_summary_text.delta", "A piece of the reasoning summary.", grows="summary"
        ),
        _reasoning(
            "reasoning_summary_text.done",
            "The text of a reasoning summary part is finished; carries the full text.",
            finishes="summary",
            text_field="text",
        ),
        _reasoning("reasoning_text.delta", "A piece of the reasoning itself.", grows="reasoning"),
        _reasoning(
            "reasoning_text.done",
            "A part of the reasoning is finished; carries the full text.",
            finishes="reasoning",
            text_field="text",
        ),
        _reasoning(
            "reasoning.delta",
            "A piece of the reasoning itself, in Open Responses.",
            grows="reasoning",
            in_sdk=False,
        ),
        _reasoning(
            "reasoning.done",
            "A part of the reasoning is finished, in Open Responses; carries the full text.",
            finishes="reasoning",
            text_field="text",
            in_sdk=False,
        ),
        _reasoning(
            "reasoning_part.added",
            "A part of the reasoning begins; sent by vLLM.",
            in_sdk=False,
        ),
        _reasoning(
            "reasoning_part.done",
            "A part of the reasoning is finished; sent by vLLM.",
            in_sdk=False,
        ),
        _tool(
            "function_call_arguments.delta",
            "A piece of the JSON arguments of a function call.",
            grows="arguments",
        ),
        _tool(
            "function_call_arguments.done",
            "The arguments of a function call are finished; carries them in full.",
            finishes="arguments",
        ),
        _tool(
            "custom_tool_call_input.delta",
            "A piece of the free-form input of a custom tool.",
            grows="input",
        ),
        _tool(
            "custom_tool_call_input.done",
            "The input of a custom tool is finished; carries the full input.",
            finishes="input",
        ),
        _tool("web_search_call.in_progress", "A web search has started."),
        _tool("web_search_call.searching", "A web search is running."),
        _tool("web_search_call.completed", "A web search is finished."),
        _tool("file_search_call.in_progress", "A file search has started."),
        _tool("file_search_call.searching", "A file search is running."),
        _tool("file_search_call.completed", "A file search is finished."),
        _tool("code_interpreter_call.in_progress", "A code interpreter call has started."),
        _tool(
            "code_interpreter_call_code.delta",
            "A piece of the code that the model wants to run.",
            grows="code",
        ),
        _tool(
            "code_interpreter_call_code.done",
            "The code to run is finished; carries the full code.",
            finishes="code",
        ),
        _tool("code_interpreter_call.interpreting", "The code is running."),
        _tool("code_interpreter_call.completed", "The code has been run."),
        _tool("image_generation_call.in_progress", "An image generation has started."),
        _tool("image_generation_call.generating", "An image is being generated."),
        _tool("image_generation_call.partial_image", "A preview of an unfinished image, Base64."),
        _tool("image_generation_call.completed", "An image is finished."),
        _tool("mcp_list_tools.in_progress", "The tools of an MCP server are being listed."),
        _tool("mcp_list_tools.completed", "The tools of an MCP server have been listed."),
        _tool(
            "mcp_list_tools.failed",
            "The tools of an MCP server could not be listed.",
            item_status="failed",
        ),
        _tool("mcp_call.in_progress", "A call to an MCP server's tool has started."),
        _tool(
            "mcp_call_arguments.delta",
            "A piece of the JSON arguments of an MCP call.",
            grows="arguments",
        ),
        _tool(
            "mcp_call_arguments.done",
            "The arguments of an MCP call are finished; carries them in full.",
            finishes="arguments",
        ),
        _tool("mcp_call.completed", "A call to an MCP server's tool succeeded."),
        _tool("mcp_call.failed", "A call to an MCP server's tool failed.", item_status="failed"),
        _tool("shell_call_command.added", "A new shell command begins."),
        _tool("shell_call_command.delta", "A piece of a shell command.", grows="command"),
        _tool(
            "shell_call_command.done",
            "A shell command is finished; carries the full command.",
            finishes="command",
        ),
        _tool(
            "shell_call_output_content.delta",
            "A piece of the output of a shell command.",
            grows="output",
            delta_keys=("stdout", "stderr"),
        ),
        _tool(
            "shell_call_output_content.done",
            "The output of a shell command is finished; carries the full output.",
        ),
        _tool(
            "apply_patch_call_operation_diff.delta",
            "A piece of the diff that the model wants applied.",
            grows="diff",
            in_sdk=False,
        ),
        _tool(
            "apply_patch_call_operation_diff.done",
            "The diff to apply is finished; carries the full diff.",
            finishes="diff",
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

BRIEF_PREFIXES: Final[Mapping[str, str]] = {
    "output_item.": "item.",
    "output_text.annotation.": "annotation.",
    "output_text.": "text.",
    "content_part.": "part.",
    "reasoning_summary_text.": "summary.",
    "reasoning_summary_part.": "summary_part.",
    "reasoning_text.": "reasoning.",
    "function_call_arguments.": "arguments.",
    "mcp_call_arguments.": "mcp_arguments.",
    "custom_tool_call_input.": "input.",
    "code_interpreter_call_code.": "code.",
    "image_generation_call.": "image.",
    "shell_call_output_content.": "shell_output.",
    "apply_patch_call_operation_diff.": "patch_diff.",
}
"""Prefixes of types, without `response.`, and their short forms in a narrow list."""
