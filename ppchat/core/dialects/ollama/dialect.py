"""Ollama's own protocol as a dialect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.dialects.calls import build_calls
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.ollama.answer_json import answer_json
from ppchat.core.dialects.ollama.done_reasons import INCOMPLETE_REASONS
from ppchat.core.dialects.ollama.durations import server_durations
from ppchat.core.dialects.ollama.event_summary import summarize
from ppchat.core.dialects.ollama.event_types import EVENT_TYPES, PREFIX, type_of
from ppchat.core.dialects.ollama.line import LineGrowth, growths, item_number, with_text
from ppchat.core.dialects.ollama.reducer import reduce
from ppchat.core.dialects.ollama.replay_traits import REPLAY
from ppchat.core.dialects.ollama.request import PARAMETERS, build_body, last_prompt
from ppchat.core.dialects.ollama.rules.line_rules import protocol_findings
from ppchat.core.dialects.ollama.rules.rule_table import RULES
from ppchat.core.dialects.vocabulary import Family, ItemType, PartKey, PartKind
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import Event
from ppchat.core.stream.foreign import is_ollama
from ppchat.core.text.json_fields import string

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
    )
}
"""Every known type of item, by name."""

PART_KINDS: Final[Mapping[str, PartKind]] = {
    kind.name: kind
    for kind in (
        PartKind("text", "message"),
        PartKind("reasoning", "reasoning"),
        PartKind("arguments", "function_call", language="json"),
    )
}
"""Every known kind of part, by name."""

_PURE: Final = frozenset({"line.content", "line.thinking"})
"""The types of lines that add text and do nothing else."""


def _first_growth(data: JsonObject) -> LineGrowth | None:
    return next((growth for growth in growths(data) if growth.text), None)


def _delta_text(event_type: str, data: JsonObject) -> str:
    growth = _first_growth(data) if event_type.startswith(PREFIX) else None
    return growth.text if growth else ""


def _output_index(data: JsonObject) -> int:
    growth = next(growths(data), None)
    return growth.output_index if growth else -1


def _part_of(event: Event) -> PartKey | None:
    growth = _first_growth(event.data)
    return (growth.output_index, growth.kind, 0) if growth else None


def _with_delta(event: Event, text: str) -> Event:
    growth = _first_growth(event.data)
    if growth is None or growth.kind == "arguments":
        return event._replace(delta=text)
    return event._replace(data=with_text(event.data, growth.kind, text), delta=text)


OLLAMA: Final = Dialect(
    name="ollama",
    label="Ollama",
    path="/api/chat",
    other_paths=("/api/generate",),
    prefix=PREFIX,
    brief_prefixes={"tool_call": "call"},
    event_types=EVENT_TYPES,
    item_types=ITEM_TYPES,
    part_kinds=PART_KINDS,
    recognizes=is_ollama,
    type_of=type_of,
    delta_text=_delta_text,
    output_index=_output_index,
    part_of=_part_of,
    with_delta=_with_delta,
    adds_only_delta=lambda event: event.type in _PURE,
    item_number=item_number,
    reduce=reduce,
    summarize=summarize,
    describe_source=lambda _: "",
    incomplete_reasons=INCOMPLETE_REASONS,
    rules=tuple(RULES.values()),
    protocol_findings=protocol_findings,
    build_body=build_body,
    parameters=PARAMETERS,
    last_prompt=last_prompt,
    response_json=answer_json,
    calls=build_calls(ITEM_TYPES, ("function_call",)),
    replay=REPLAY,
    streams_by_default=True,
    server_durations=server_durations,
)
"""The protocol of Ollama's `/api`: lines of JSON."""
