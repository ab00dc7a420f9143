"""Turn settings ↔ the texts in the fields of a form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from ppchat.core.chat.settings.request_fields import lacking_parameters, read_parameters
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.parameters import Parameter
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import string
from ppchat.core.text.json_text import parse_json

INSTRUCTIONS: Final = "instructions"
FIELDS: Final = "fields"
SCHEMA: Final = "schema"
_SWITCH_TEXTS: Final = {True: "on", False: "off"}
_OWN_PLACE: Final = {
    "model": "the model is chosen above",
    "instructions": "the instructions stand above",
    "input": "the conversation is the input",
    "messages": "the conversation is the input",
    "stream": "every answer is streamed",
}
"""Fields of a body that no form sets, and why."""


@dataclass(frozen=True)
class SettingsDraft:
    """What stands in the fields of the form, valid or not."""

    model: str
    texts: Mapping[str, str]
    """By the names of the parameters, `INSTRUCTIONS` and `FIELDS`; raw."""


class DraftError(ValueError):
    """What is wrong with the fields of a form, by their names."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


def choices_of(parameter: Parameter) -> tuple[str, ...]:
    """The texts to choose from, the first for the server's default; none where one is typed."""
    if parameter.kind == "switch":
        return ("", *_SWITCH_TEXTS.values())
    return ("", *parameter.choices) if parameter.kind == "choice" else ()


def draft_of(settings: TurnSettings, dialect: Dialect) -> SettingsDraft:
    """The texts that stand for settings; a schema is named by its title."""
    texts = {parameter.name: _text(settings, parameter) for parameter in dialect.parameters}
    fields = json.dumps(settings.fields, indent=2, ensure_ascii=False) if settings.fields else ""
    return SettingsDraft(
        settings.model, {INSTRUCTIONS: settings.instructions, **texts, FIELDS: fields}
    )


def _text(settings: TurnSettings, parameter: Parameter) -> str:
    value = settings.parameters.get(parameter.name)
    if value is None:
        return ""
    if parameter.kind == "json":
        return schema_label(value)
    if parameter.kind == "switch":
        return _SWITCH_TEXTS[value]
    return f"{value:g}" if parameter.kind == "number" else str(value)


def schema_label(schema: JsonObject) -> str:
    """What stands for a schema that came from no file of the form."""
    return f"as before: {string(schema, 'title') or 'a JSON schema'}"


def parse_draft(
    draft: SettingsDraft, settings: TurnSettings, dialect: Dialect, schema: JsonObject | None
) -> TurnSettings:
    """The settings that a draft stands for, beginning with those that were shown before.

    The `schema` is the one that the text of its field means. What the dialect has no field for
    stays as it was. Raises DraftError.
    """
    errors: dict[str, str] = {}
    kept = lacking_parameters(dialect, settings.parameters)
    values = {name: settings.parameters[name] for name in kept}
    for parameter in dialect.parameters:
        try:
            value = schema if parameter.kind == "json" else parse_text(draft, parameter)
        except ValueError as error:
            errors[parameter.name] = _sentence(error)
        else:
            if value is not None:
                values[parameter.name] = value
    fields: JsonObject = {}
    try:
        more, fields = parse_fields(draft.texts[FIELDS], dialect)
        if clash := [name for name in more if values.get(name, more[name]) != more[name]]:
            raise ValueError(f"{clash[0]} has another value above")
        values |= more
    except ValueError as error:
        errors[FIELDS] = _sentence(error)
    if errors:
        raise DraftError(errors)
    return replace(
        settings,
        model=draft.model,
        instructions=draft.texts[INSTRUCTIONS].strip(),
        parameters=values,
        fields=fields,
    )


def parse_text(draft: SettingsDraft, parameter: Parameter) -> Any:
    """The value of a parameter in a draft; None for the server's default. Raises ValueError."""
    text = draft.texts[parameter.name].strip()
    return parameter.parse(text) if text else None


def parse_fields(text: str, dialect: Dialect) -> tuple[dict[str, Any], JsonObject]:
    """The parameters among further fields, and the other fields. Raises ValueError."""
    if not text.strip():
        return {}, {}
    try:
        fields = parse_json(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ValueError(f"not JSON: {error.msg} ({place})") from None
    if not isinstance(fields, dict):
        raise ValueError('other fields must be a JSON object, such as {"user": "me"}')
    for name in fields:
        if name in _OWN_PLACE:
            raise ValueError(f"{name!r} cannot be set here: {_OWN_PLACE[name]}")
    return read_parameters(dialect, fields)


def _sentence(error: ValueError) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}"
