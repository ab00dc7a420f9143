"""What stands beside the name of who answers: the settings, and how much was read and written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.text.json_fields import string

_NOTES: Final[Mapping[str, Callable[[Any], str]]] = {
    "effort": "effort {}".format,
    "temperature": "temperature {:g}".format,
    "top_p": "top_p {:g}".format,
    "verbosity": "verbosity {}".format,
    "max_tokens": "≤ {:,} tokens".format,
    "summary": "summary {}".format,
    "tier": "tier {}".format,
    "background": lambda is_on: "in the background" * is_on,
    "store": lambda is_on: "stored" if is_on else "not stored",
    "truncation": "truncation {}".format,
}
"""What is said of the parameters, in the order of their importance."""


def answerer_notes(
    protocol: str,
    settings: TurnSettings,
    last: RecordingSummary | None,
    context_window: int = 0,
    tools: Sequence[str] = (),
    schema: str = "",
) -> tuple[str, ...]:
    """The notes, the most important first.

    `protocol` is empty for the usual one; `settings` are those of the next turn; `last` is the last
    answer, whose tokens are those that the next request begins with, of the `context_window` that
    the model can take in; 0 where that is unknown; `tools` are the names of those that it may use;
    a `schema` without a title has that name.
    """
    names = f"tools: {', '.join(tools)}" if tools else ""
    notes = (protocol, names, *_settings(settings, schema), _tokens(last, context_window))
    return tuple(filter(None, notes))


def _settings(settings: TurnSettings, schema: str) -> Iterator[str]:
    if settings.schema is not None:
        yield f"schema {string(settings.schema, 'title') or schema}".rstrip()
    for name, note in _NOTES.items():
        value = settings.parameters.get(name)
        if value is not None and (text := note(value)):
            yield text
    if settings.instructions:
        yield "instructions"
    if settings.fields:
        yield f"+ {', '.join(settings.fields)}"


def _tokens(last: RecordingSummary | None, context_window: int) -> str:
    usage = last.response.usage if last else None
    if usage is None or not usage.output:
        return ""
    tokens = (usage.input or 0) + usage.output
    if not context_window:
        return f"{tokens:,} tokens"
    return f"{tokens:,} tokens, {100 * tokens / context_window:.0f} % of the context"
