"""Messages as a dialect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ppchat.core.dialects.calls import build_calls
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.messages.block_types import ITEM_TYPES
from ppchat.core.dialects.messages.citation import describe_source
from ppchat.core.dialects.messages.event_summary import summarize
from ppchat.core.dialects.messages.event_types import (
    DELTA,
    EVENT_TYPES,
    PREFIX,
    START,
    delta_text,
    output_index,
    type_of,
    with_text,
)
from ppchat.core.dialects.messages.message_json import message_json
from ppchat.core.dialects.messages.reasons import ERROR_ADVICE, INCOMPLETE_REASONS
from ppchat.core.dialects.messages.reducer import reduce
from ppchat.core.dialects.messages.replay_traits import REPLAY
from ppchat.core.dialects.messages.request import PARAMETERS, build_body, last_prompt
from ppchat.core.dialects.messages.rules.event_rules import protocol_findings
from ppchat.core.dialects.messages.rules.rule_table import RULES
from ppchat.core.dialects.vocabulary import PartKey, PartKind
from ppchat.core.stream.event import Event
from ppchat.core.stream.foreign import is_messages

PART_KINDS: Final[Mapping[str, PartKind]] = {
    kind.name: kind
    for kind in (
        PartKind("text", "message", announced_by=f"{START}/text"),
        PartKind("reasoning", "reasoning", announced_by=f"{START}/thinking"),
        PartKind("input", "tool_use", announced_by=f"{START}/tool_use", language="json"),
        PartKind("output", "web_search_tool_result"),
        PartKind("summary", "compaction", announced_by=f"{START}/compaction"),
    )
}
"""Every known kind of part, by name."""

_ONLY_DELTAS: Final = frozenset({f"{DELTA}/text", f"{DELTA}/thinking", f"{DELTA}/input_json"})


def _part_of(event: Event) -> PartKey | None:
    known = EVENT_TYPES.get(event.type)
    return (output_index(event.data), known.grows, 0) if known and known.grows else None


def _with_delta(event: Event, text: str) -> Event:
    return event._replace(data=with_text(event.type, event.data, text), delta=text)


def _adds_only_delta(event: Event) -> bool:
    return event.type in _ONLY_DELTAS


MESSAGES: Final = Dialect(
    name="messages",
    label="Messages",
    path="/messages",
    prefix=PREFIX,
    brief_prefixes={"message_": "msg "},
    event_types=EVENT_TYPES,
    item_types=ITEM_TYPES,
    first_types=("message_start",),
    part_kinds=PART_KINDS,
    recognizes=is_messages,
    type_of=type_of,
    delta_text=delta_text,
    output_index=output_index,
    part_of=_part_of,
    with_delta=_with_delta,
    adds_only_delta=_adds_only_delta,
    item_number=str,
    reduce=reduce,
    summarize=summarize,
    describe_source=describe_source,
    incomplete_reasons=INCOMPLETE_REASONS,
    error_advice=ERROR_ADVICE,
    rules=tuple(RULES.values()),
    protocol_findings=protocol_findings,
    build_body=build_body,
    parameters=PARAMETERS,
    last_prompt=last_prompt,
    response_json=message_json,
    calls=build_calls(ITEM_TYPES, ("tool_use",)),
    replay=REPLAY,
    sdk="anthropic.messages",
)
"""Anthropic's protocol."""
