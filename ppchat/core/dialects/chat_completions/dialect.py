"""Chat Completions as a dialect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.dialects.chat_completions.chunk import (
    first_growth,
    growths,
    item_number,
    with_text,
)
from ppchat.core.dialects.chat_completions.completion_json import completion_json
from ppchat.core.dialects.chat_completions.event_summary import summarize
from ppchat.core.dialects.chat_completions.event_types import EVENT_TYPES, PREFIX, type_of
from ppchat.core.dialects.chat_completions.reducer import reduce
from ppchat.core.dialects.chat_completions.request import build_body, last_prompt
from ppchat.core.dialects.chat_completions.rules import RULES, protocol_findings
from ppchat.core.dialects.dialect import Dialect, Family, ItemType, PartKey, PartKind
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import mapping, string

_PURE: Final = frozenset({"chunk.content", "chunk.reasoning", "chunk.refusal", "chunk.tool_call"})
"""The types of chunks that may add text and do nothing else."""

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
            answered_by="function_call_output",
        ),
    )
}
"""Every known type of item, by name."""

PART_KINDS: Final[Mapping[str, PartKind]] = {
    kind.name: kind
    for kind in (
        PartKind("text", "message"),
        PartKind("refusal", "message"),
        PartKind("reasoning", "reasoning"),
        PartKind("arguments", "function_call", language="json"),
    )
}
"""Every known kind of part, by name."""


def _recognizes(data: JsonObject) -> bool:
    kind = data.get("object")
    if isinstance(kind, str) and kind.startswith("chat.completion"):
        return True
    return isinstance(data.get("choices"), list) and kind != "text_completion"


def _delta_text(_: str, data: JsonObject) -> str:
    growth = first_growth(data)
    return growth.text if growth else ""


def _output_index(data: JsonObject) -> int:
    growth = next(growths(data), None)
    return growth.output_index if growth else -1


def _part_of(event: Event) -> PartKey | None:
    growth = first_growth(event.data)
    return (growth.output_index, growth.kind, 0) if growth else None


def _with_delta(event: Event, text: str) -> Event:
    growth = first_growth(event.data)
    if growth is None:
        return event._replace(delta=text)
    return event._replace(data=with_text(event.data, growth, text), delta=text)


def _adds_only_delta(event: Event) -> bool:
    if event.type not in _PURE or len(event.data["choices"]) != 1:
        return False
    if event.type != "chunk.tool_call":
        return True
    fragments = event.data["choices"][0]["delta"]["tool_calls"]
    return len(fragments) == 1 and not (
        fragments[0].get("id") or mapping(fragments[0], "function").get("name")
    )


def _describe_source(annotation: JsonObject) -> str:
    citation = mapping(annotation, "url_citation") or annotation
    source, title = string(citation, "url"), string(citation, "title")
    return f"{title} · {source}" if title and source else source


_INCOMPLETE_REASONS: Final = {
    "length": (
        "the answer reached the limit of output tokens",
        "Ask the model to continue, or raise max_completion_tokens.",
    ),
    "content_filter": ("a content filter stopped the answer", "Rephrase the prompt."),
}
_ERROR_ADVICE: Final = {
    "insufficient_quota": "Trying again will not help: check the plan and billing of your account.",
    "rate_limit_exceeded": "Wait a moment, then try again.",
    "server_error": "The fault is the server's: try again in a moment.",
}

CHAT_COMPLETIONS: Final = Dialect(
    name="chat",
    label="Chat Completions",
    path="/chat/completions",
    prefix=PREFIX,
    brief_prefixes={"tool_call": "call"},
    event_types=EVENT_TYPES,
    item_types=ITEM_TYPES,
    part_kinds=PART_KINDS,
    recognizes=_recognizes,
    type_of=type_of,
    delta_text=_delta_text,
    output_index=_output_index,
    part_of=_part_of,
    with_delta=_with_delta,
    adds_only_delta=_adds_only_delta,
    item_number=item_number,
    reduce=reduce,
    summarize=summarize,
    describe_source=_describe_source,
    incomplete_reasons=_INCOMPLETE_REASONS,
    error_advice=_ERROR_ADVICE,
    rules=tuple(RULES.values()),
    protocol_findings=protocol_findings,
    build_body=build_body,
    last_prompt=last_prompt,
    response_json=completion_json,
)
"""The protocol that most servers speak."""
