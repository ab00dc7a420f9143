"""Chat Completions as a dialect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from ppchat.core.dialects.calls import build_calls
from ppchat.core.dialects.chat_completions.annotations import cited_end, describe_source
from ppchat.core.dialects.chat_completions.chunk import (
    ITEMS_OF_CHOICE,
    MAX_CHOICES,
    MESSAGE,
    call_kind,
    first_growth,
    growths,
    item_number,
    message_heading,
    with_text,
)
from ppchat.core.dialects.chat_completions.chunk_template import ChunkTemplates
from ppchat.core.dialects.chat_completions.completion_json import completion_json
from ppchat.core.dialects.chat_completions.event_summary import summarize
from ppchat.core.dialects.chat_completions.event_types import EVENT_TYPES, PREFIX, type_of
from ppchat.core.dialects.chat_completions.finish_reasons import INCOMPLETE_REASONS
from ppchat.core.dialects.chat_completions.reducer import build_reducer
from ppchat.core.dialects.chat_completions.replay.traits import REPLAY
from ppchat.core.dialects.chat_completions.request import PARAMETERS, build_body, last_prompt
from ppchat.core.dialects.chat_completions.rules.chunk_rules import protocol_findings
from ppchat.core.dialects.chat_completions.rules.rule_table import RULES
from ppchat.core.dialects.chat_completions.server_reports import ERROR_ADVICE
from ppchat.core.dialects.dialect import THINK_TAGS, Dialect
from ppchat.core.dialects.vocabulary import Family, ItemType, PartKey, PartKind
from ppchat.core.response.block import Block, image_block
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import Event
from ppchat.core.stream.foreign import is_chat
from ppchat.core.text.json_fields import mapping, string

_CONTENT: Final = "chunk.content"
_PURE: Final = frozenset({"chunk.reasoning", "chunk.refusal", "chunk.tool_call"})
"""The types of chunks that may add text and do nothing else."""


def _image_body(data: JsonObject) -> Iterator[Block]:
    if source := string(mapping(data, "image_url"), "url"):
        yield image_block(source)


ITEM_TYPES: Final[Mapping[str, ItemType]] = {
    item_type.name: item_type
    for item_type in (
        ItemType("message", "message", Family.TEXT),
        ItemType("reasoning", "reasoning", Family.REASONING),
        ItemType(
            "function_call",
            "call",
            title="function call",
            describe=lambda data: string(data, "name"),
            part_kind="arguments",
            text_field="arguments",
            is_function_call=True,
            answered_by="function_call_output",
        ),
        ItemType(
            "custom_tool_call",
            "custom",
            title="custom tool",
            describe=lambda data: string(data, "name"),
            part_kind="input",
            text_field="input",
            is_function_call=True,
            answered_by="custom_tool_call_output",
        ),
        ItemType("image", "image", title="image", body=_image_body),
    )
}
"""Every known type of item, by name."""

PART_KINDS: Final[Mapping[str, PartKind]] = {
    kind.name: kind
    for kind in (
        PartKind("text", "message"),
        PartKind("refusal", "message"),
        PartKind("audio", "message"),
        PartKind("transcript", "message"),
        PartKind("summary", "reasoning"),
        PartKind("reasoning", "reasoning"),
        PartKind("arguments", "function_call", language="json"),
        PartKind("input", "custom_tool_call"),
    )
}
"""Every known kind of part, by name."""


# These run for each event. Nearly all are chunks of the answer's text, which `growths` could tell
# of as well, at three times the cost.


def _delta_text(event_type: str, data: JsonObject) -> str:
    if event_type == _CONTENT:
        try:
            text = data["choices"][0]["delta"]["content"]
        except (KeyError, IndexError, TypeError):
            text = ""
        if text and type(text) is str:
            return text
    growth = first_growth(data)
    return growth.text if growth else ""


def _output_index(data: JsonObject) -> int:
    try:
        choice = data["choices"][0]
        text, index = choice["delta"]["content"], choice["index"]
        if text and type(text) is str and type(index) is int and 0 <= index < MAX_CHOICES:
            return index * ITEMS_OF_CHOICE + MESSAGE
    except (KeyError, IndexError, TypeError):
        pass
    growth = next(growths(data), None)
    return growth.output_index if growth else -1


def _part_of(event: Event) -> PartKey | None:
    if event.type == _CONTENT:
        return (_output_index(event.data), "text", 0) if event.delta else None
    growth = first_growth(event.data)
    return (growth.output_index, growth.kind, 0) if growth else None


def _with_delta(event: Event, text: str) -> Event:
    growth = first_growth(event.data)
    if growth is None:
        return event._replace(delta=text)
    return event._replace(data=with_text(event.data, growth, text), delta=text)


def _adds_only_delta(event: Event) -> bool:
    if event.type == _CONTENT:
        choices = event.data.get("choices", ())
        try:
            return len(choices) == 1 and choices[0]["delta"]["content"] is event.delta
        except (KeyError, TypeError):  # a message of a whole completion
            return False
    if event.type not in _PURE:
        return False
    pieces = list(growths(event.data))
    if len(pieces) != 1 or not pieces[0].text:
        return False
    fragment = pieces[0].fragment
    if event.type == "chunk.tool_call":
        return not (fragment.get("id") or call_kind(fragment)[1].get("name"))
    return "signature" not in fragment and "data" not in fragment


def build_dialect(*, think_tags: bool = False) -> Dialect:
    """Chat Completions; with `think_tags` reasoning between tags in the content is read as such."""
    return Dialect(
        name="chat",
        label="Chat Completions",
        path="/chat/completions",
        prefix=PREFIX,
        brief_prefixes={"tool_call": "call"},
        event_types=EVENT_TYPES,
        item_types=ITEM_TYPES,
        part_kinds=PART_KINDS,
        recognizes=is_chat,
        type_of=type_of,
        delta_text=_delta_text,
        output_index=_output_index,
        part_of=_part_of,
        with_delta=_with_delta,
        adds_only_delta=_adds_only_delta,
        item_number=item_number,
        message_heading=message_heading,
        reduce=build_reducer(think_tags=think_tags),
        summarize=summarize,
        describe_source=describe_source,
        cited_end=cited_end,
        incomplete_reasons=INCOMPLETE_REASONS,
        error_advice=ERROR_ADVICE,
        rules=tuple(RULES.values()),
        protocol_findings=protocol_findings,
        build_body=build_body,
        parameters=PARAMETERS,
        optional_fields={"stream_options": ("stream_options", "include_usage")},
        last_prompt=last_prompt,
        response_json=completion_json,
        calls=build_calls(ITEM_TYPES, ("function_call", "custom_tool_call")),
        replay=REPLAY,
        read_common=ChunkTemplates(type_of).read,
        sdk="openai.chat.completions",
    )


CHAT_COMPLETIONS: Final = replace(
    build_dialect(), variants={THINK_TAGS: build_dialect(think_tags=True)}
)
"""The protocol that most servers speak."""
