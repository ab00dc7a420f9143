"""What stands beside the name of who answers: the settings, and how much was read and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.text.json_fields import mapping, string


def answerer_notes(
    protocol: str,
    request: Mapping[str, Any],
    last: RecordingSummary | None,
    context_window: int = 0,
    tools: Sequence[str] = (),
    schema: str = "",
) -> tuple[str, ...]:
    """The notes, the most important first.

    `protocol` is empty for the usual one; `request` holds the fields that the user adds to every
    request; `last` is the last answer, whose tokens are those that the next request begins with,
    of the `context_window` that the model can take in; 0 where that is unknown; `tools` are the
    names of those that it may use; its answers are to follow the `schema` of that name.
    """
    names = f"tools: {', '.join(tools)}" if tools else ""
    form = f"schema {schema}" if schema else ""
    notes = (protocol, names, form, *_settings(request), _tokens(last, context_window))
    return tuple(filter(None, notes))


def _settings(request: Mapping[str, Any]) -> Iterator[str]:
    effort = string(mapping(request, "reasoning"), "effort") or string(request, "reasoning_effort")
    if effort:
        yield f"effort {effort}"
    temperature = request.get("temperature")
    if isinstance(temperature, int | float):
        yield f"temperature {temperature:g}"


def _tokens(last: RecordingSummary | None, context_window: int) -> str:
    usage = last.response.usage if last else None
    if usage is None or not usage.output:
        return ""
    tokens = (usage.input or 0) + usage.output
    if not context_window:
        return f"{tokens:,} tokens"
    return f"{tokens:,} tokens, {100 * tokens / context_window:.0f} % of the context"
