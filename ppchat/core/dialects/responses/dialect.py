"""The Responses API as a dialect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from ppchat.core.dialects.calls import build_calls
from ppchat.core.dialects.dialect import Dialect, Specification
from ppchat.core.dialects.responses.event_rules import protocol_findings
from ppchat.core.dialects.responses.event_summary import summarize
from ppchat.core.dialects.responses.event_types import BRIEF_PREFIXES, EVENT_TYPES, PREFIX
from ppchat.core.dialects.responses.events.rule_table import EVENT_RULES
from ppchat.core.dialects.responses.item_types import ITEM_TYPES
from ppchat.core.dialects.responses.items.rule_table import ITEM_RULES
from ppchat.core.dialects.responses.part_fields import PART_KINDS
from ppchat.core.dialects.responses.profiles import Profile, shown_profile
from ppchat.core.dialects.responses.replay.traits import REPLAY
from ppchat.core.dialects.responses.request import PARAMETERS, build_body, last_prompt
from ppchat.core.dialects.responses.response_json import response_json
from ppchat.core.dialects.responses.state.parts import delta_text
from ppchat.core.dialects.responses.state.reducer import build_reducer
from ppchat.core.dialects.vocabulary import EventType, PartKey, PartKind
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import count, string


def build_dialect(
    event_types: Mapping[str, EventType] = EVENT_TYPES,
    part_kinds: Mapping[str, PartKind] = PART_KINDS,
) -> Dialect:
    """The Responses API with these event types and kinds of parts."""
    return Dialect(
        name="responses",
        label="Responses",
        path="/responses",
        prefix=PREFIX,
        brief_prefixes=BRIEF_PREFIXES,
        event_types=event_types,
        item_types=ITEM_TYPES,
        first_types=("response.created",),
        part_kinds=part_kinds,
        recognizes=_recognizes,
        type_of=_type_of,
        delta_text=_delta_reader(event_types),
        output_index=_output_index,
        part_of=_part_finder(event_types, part_kinds),
        with_delta=_with_delta,
        adds_only_delta=_adds_only_delta,
        item_number=str,
        reduce=build_reducer(event_types, part_kinds),
        summarize=summarize,
        describe_source=_describe_source,
        cited_end=_cited_end,
        incomplete_reasons=_INCOMPLETE_REASONS,
        error_advice=_ERROR_ADVICE,
        rules=(*EVENT_RULES.values(), *ITEM_RULES.values()),
        protocol_findings=protocol_findings,
        specifications={
            profile.value: Specification(
                profile.label, partial(protocol_findings, profile=profile.value)
            )
            for profile in Profile
        },
        specification_of=lambda recording: shown_profile(recording).value,
        build_body=build_body,
        parameters=PARAMETERS,
        has_hosted_tools=True,
        last_prompt=last_prompt,
        response_json=response_json,
        calls=build_calls(
            ITEM_TYPES, ("function_call", "custom_tool_call", "mcp_approval_request")
        ),
        replay=REPLAY,
        sdk="openai.responses",
    )


def _recognizes(data: JsonObject) -> bool:
    return _type_of(data).startswith(PREFIX)


def _type_of(data: JsonObject) -> str:
    value = data.get("type")
    if type(value) is str:
        return value
    # Gateways send the error of a broken stream as they would answer a request with it.
    return "error" if isinstance(data.get("error"), dict) and "object" not in data else ""


def _output_index(data: JsonObject) -> int:
    value = data.get("output_index")
    return value if type(value) is int and value >= 0 else -1


def _describe_source(annotation: JsonObject) -> str:
    names = (string(annotation, name) for name in ("url", "filename", "file_id"))
    source = next(filter(None, names), "")
    title = string(annotation, "title")
    return f"{title} · {source}" if title and source else source


_ANSWERABLE: Final = ("function_call", "custom_tool_call", "mcp_approval_request")
"""The types of the calls that can be answered here; others are for a shell or a screen."""


def _cited_end(annotation: JsonObject) -> int | None:
    end = count(annotation, "end_index")
    return count(annotation, "index") if end is None else end


_INCOMPLETE_REASONS: Final = {
    "max_output_tokens": (
        "the answer reached the limit of output tokens",
        "Ask the model to continue, or raise max_output_tokens.",
    ),
    "content_filter": ("a content filter stopped the answer", "Rephrase the prompt."),
}
_ERROR_ADVICE: Final = {
    "insufficient_quota": "Trying again will not help: check the plan and billing of your account.",
    "rate_limit_exceeded": "Wait a moment, then try again.",
    "server_error": "The fault is the server's: try again in a moment.",
    "invalid_prompt": "Edit the prompt and send it again.",
}


def _with_delta(event: Event, text: str) -> Event:
    return event._replace(data={**event.data, "delta": text}, delta=text)


def _adds_only_delta(_: Event) -> bool:
    return True


def _delta_reader(event_types: Mapping[str, EventType]) -> Callable[[str, JsonObject], str]:
    growing = {name: known for name, known in event_types.items() if known.grows}

    def read_delta(event_type: str, data: JsonObject) -> str:
        known = growing.get(event_type)
        if known is None:
            return ""
        value = data.get("delta")
        return value if type(value) is str else delta_text(known, data)

    return read_delta


def _part_finder(
    event_types: Mapping[str, EventType], part_kinds: Mapping[str, PartKind]
) -> Callable[[Event], PartKey | None]:
    growing = {
        name: (known.grows, part_kinds[known.grows].index_field)
        for name, known in event_types.items()
        if known.grows
    }

    def part_of(event: Event) -> PartKey | None:
        growth = growing.get(event.type)
        if growth is None:
            return None
        kind, index_field = growth
        data = event.data
        output_index, index = data.get("output_index"), data.get(index_field)
        return (  # for every delta: a call of `_output_index` would show
            output_index if type(output_index) is int and output_index >= 0 else -1,
            kind,
            index if type(index) is int and index > 0 else 0,
        )

    return part_of


RESPONSES: Final = build_dialect()
"""OpenAI's Responses API."""
