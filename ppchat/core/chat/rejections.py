"""Which parts of a request were the reason why a server refused it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ppchat.core.chat.adaptation import refusal
from ppchat.core.chat.settings.request_fields import added_fields, read_turn_settings
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import dialect_of_request
from ppchat.core.recording.summary import RecordingSummary

_UNKNOWN: Final = "unknown|unrecognized|unexpected|unsupported|extra|additional|not permitted"
_FIELD: Final = "field|param|argument|propert|input|key"
_REJECTS_A_FIELD: Final = re.compile(
    rf"(?i)({_UNKNOWN}).{{0,40}}({_FIELD})|({_FIELD}).{{0,80}}({_UNKNOWN})"
)
_REFUSALS: Final = (400, 404, 422, 501)
"""404 is what a router answers that has no model for these parameters."""
_QUOTE: Final = "[\"'`\u2018\u2019\u201c\u201d]"
_REJECTS_A_VALUE: Final = re.compile(r"(?i)not supported|unsupported|invalid|not allowed")
_REJECTS_PARAMETERS: Final = re.compile(r"(?i)requested parameters")
_OTHER_WORDS: Final = {
    "effort": ("reasoning_effort", "thinking", "think value", "reasoning value", "reasoning"),
    "schema": ("response_format", "json_schema", "structured output"),
    "max_tokens": ("max_tokens", "max_completion_tokens", "max_output_tokens"),
}
"""What servers call a parameter, besides the keys that lead to it."""


def rejected_fields(summary: RecordingSummary) -> tuple[str, ...]:
    """The fields that may have been the reason for a refusal, and can be sent in another way.

    Those that the dialect adds by itself can be left out, and a parameter can have the other name
    that it has in some models; what else the user asked for stays.
    """
    problem = refusal(summary)
    if problem is None or problem.status not in (400, 422):
        return ()
    dialect, body = dialect_of_request(summary.request), summary.request.body
    message, is_about_fields = problem.message, _REJECTS_A_FIELD.search(problem.message)
    for parameter in dialect.parameters if is_about_fields else ():
        name = parameter.path[0]
        if parameter.other_path and name in body and re.search(rf"\b{name}\b", message):
            return (name,)
    added, optional = added_fields(dialect), dialect.optional_fields
    sent = [name for name in optional if name in body and body[name] == added.get(name)]
    named = [name for name in sent if any(word in message for word in optional[name])]
    if named:
        return tuple(named)
    return tuple(sent) if is_about_fields and rejected_parameter(summary) is None else ()


def rejected_parameter(summary: RecordingSummary) -> str | None:
    """The parameter, or else the field, of its settings for which a request was refused.

    None where it was not refused, or for another reason. A parameter has its name, not the
    dialect's.
    """
    problem = refusal(summary)
    if problem is None or problem.status not in _REFUSALS:
        return None
    dialect = dialect_of_request(summary.request)
    settings = read_turn_settings(dialect, summary.request)
    message = problem.message
    names = [*settings.parameters, *settings.fields]
    if problem.status != 404:
        for name, word in _words(dialect, settings):
            if _is_named(word, message):
                return name
        if _REJECTS_A_VALUE.search(message):
            for name, value in settings.parameters.items():
                if isinstance(value, str) and re.search(f"{_QUOTE}{value}{_QUOTE}", message):
                    return name
    return names[0] if len(names) == 1 and _REJECTS_PARAMETERS.search(message) else None


def _words(dialect: Dialect, settings: TurnSettings) -> Iterator[tuple[str, str]]:
    """The words by which a message may refer to each setting, the clearest first."""
    sent = [parameter for parameter in dialect.parameters if parameter.name in settings.parameters]
    for separator in "._":
        yield from ((parameter.name, separator.join(parameter.path)) for parameter in sent)
    yield from ((parameter.name, parameter.path[-1]) for parameter in sent)
    yield from ((field, field) for field in settings.fields)
    for parameter in sent:
        name = parameter.name
        yield from ((name, word) for word in (name, *_OTHER_WORDS.get(name, ())))
    yield from ((p.name, f"{p.path[0]}.") for p in sent if len(p.path) > 1)


def _is_named(word: str, message: str) -> bool:
    """Whether a message names a setting; a word of everyday language only as the name of one."""
    text = re.escape(word)
    if word.endswith("."):
        return re.search(rf"(?<![\w.]){text}\w", message) is not None
    if re.search(r"[ ._]|^(temperature|verbosity)$", word):
        return re.search(rf"(?i)(?<!\w){text}(?!\w)", message) is not None
    named = rf"{_QUOTE}{text}{_QUOTE}|{_QUOTE}?(?<!\w){text}=|(parameter|argument|field)\W+{text}\b"
    named += rf"|\b{text} (parameter|argument|field)|[.:] ?{text}\b|support {text}\b"
    return re.search(f"(?i){named}", message) is not None
