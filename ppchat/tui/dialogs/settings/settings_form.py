"""The form of the model and the settings with which the next prompt is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from ppchat.adapters.json_schema.schema_file import load_schema
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.parameters import Parameter
from ppchat.core.errors import ConfigError
from ppchat.core.response.response import JsonObject
from ppchat.core.view.settings.draft import (
    FIELDS,
    INSTRUCTIONS,
    SCHEMA,
    DraftError,
    SettingsDraft,
    choices_of,
    draft_of,
    parse_draft,
)
from ppchat.tui.dialogs.calls.choice_field import ChoiceField
from ppchat.tui.dialogs.dialog import Dialog
from ppchat.tui.dialogs.settings.fields import FormArea, ModelField, PathSuggester
from ppchat.tui.dialogs.settings.form_row import FormRow

_DEFAULT: Final = "server's default"
_AROUND: Final = 7
_AROUND_SHORT: Final = 4
"""Rows that are left for all but the fields; the latter in a low terminal."""


class FormResult(NamedTuple):
    """How the form was closed."""

    draft: SettingsDraft
    settings: TurnSettings | None
    """What the next prompt is sent with; None if another model is to be chosen first."""


class _Rows(VerticalScroll, inherit_bindings=False):
    """The rows, which scroll with the focus: the arrow keys move that."""


class SettingsForm(Dialog[FormResult | None]):
    """Every setting in a field; returns None if nothing changes."""

    DEFAULT_CSS = """
    SettingsForm {
        & #form { height: auto; padding: 0 1; scrollbar-size-vertical: 1; }
        & FormRow { margin-bottom: 1; }
        & FormRow.-dense { margin-bottom: 0; }
        & Input, & Input:focus { height: 1; padding: 0 1; margin-bottom: 0; }
        & Input:focus { background: $primary-muted; }
        & ChoiceField { margin-bottom: 0; }
        &.-short FormRow { margin-bottom: 0; }
        &.-short Input, &.-short Input:focus { padding: 0 1; }
    }
    """
    heading = "Model and settings, from the next prompt on"

    BINDING_GROUP_TITLE = "Model and settings"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "keep", priority=True, id="settings.keep"),
        Binding(
            "ctrl+j,shift+enter,alt+enter",
            "newline",
            "newline",
            key_display="^j",
            priority=True,
            id="settings.newline",
        ),
        Binding("down", "app.focus_next", "next field", show=False, id="settings.next"),
        Binding("up", "app.focus_previous", "previous field", show=False, id="settings.previous"),
        Binding("escape", "leave", "cancel", priority=True, id="settings.cancel"),
    ]

    def __init__(
        self,
        settings: TurnSettings,
        dialect: Dialect,
        server: str,
        draft: SettingsDraft | None = None,
        *,
        model_is_chosen: bool = False,
    ) -> None:
        """`draft` is what stands in the fields at first, `settings` by default.

        Once the model is chosen, the next field has the focus, where enter keeps the settings.
        """
        super().__init__()
        self._model_is_chosen = model_is_chosen
        self._settings = settings
        self._dialect = dialect
        self._initial = draft_of(settings, dialect)
        draft = draft or self._initial
        self._draft = SettingsDraft(draft.model, {**self._initial.texts, **draft.texts})
        self._server = server
        self._discards = False
        """Whether escape was pressed once though something was changed."""

    def contents(self) -> ComposeResult:
        """The rows, one for each setting that the API has."""
        model = ModelField(self._draft.model, self._server)
        text = self._draft.texts
        with _Rows(id="form", can_focus=False):
            yield FormRow("model", "Model", model).add_class("-dense")
            instructions = FormArea(text[INSTRUCTIONS], "none; a system prompt, such as Be brief")
            yield FormRow(INSTRUCTIONS, "Instructions", instructions)
            parameters = self._dialect.parameters
            for parameter in parameters:
                row = FormRow(parameter.name, _label(parameter), self._field(parameter))
                yield row.set_class(parameter is not parameters[-1], "-dense")
            yield FormRow(
                FIELDS, "Other fields", FormArea(text[FIELDS], 'JSON, such as {"user": "me"}')
            )

    def _field(self, parameter: Parameter) -> Widget:
        text = self._draft.texts[parameter.name]
        if choices := choices_of(parameter):
            return ChoiceField(choices, text, _DEFAULT)
        if parameter.kind == "json":
            hint, suggester = "text; a file with a JSON schema", PathSuggester(".json")
            return Input(text, hint, suggester=suggester, select_on_focus=False)
        allowed = parameter.allowed.rpartition(", ")[2]
        return Input(text, f"{_DEFAULT}; {allowed}", select_on_focus=False)

    def on_mount(self) -> None:
        """Leave room for the keys."""
        self._limit_height()
        if self._model_is_chosen:
            self._rows[INSTRUCTIONS].field.focus()

    def on_resize(self) -> None:
        """Fit into another height of the terminal."""
        self._limit_height()

    def _limit_height(self) -> None:
        around = _AROUND_SHORT if self.has_class("-short") else _AROUND
        self.query_one("#form").styles.max_height = max(3, self.app.size.height - around)

    @property
    def _rows(self) -> Mapping[str, FormRow]:
        return {row.name or "": row for row in self.query(FormRow)}

    def _read(self) -> SettingsDraft:
        """What stands in the fields now."""
        texts = {name: row.text for name, row in self._rows.items() if name != "model"}
        return SettingsDraft(self._draft.model, {**self._draft.texts, **texts})

    @property
    def action_words(self) -> Mapping[str, str]:
        """What enter does where it does not keep the settings."""
        return {"keep": "choose a model"} if isinstance(self.focused, ModelField) else {}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Only texts have lines."""
        return action != "newline" or isinstance(self.focused, FormArea)

    def on_descendant_focus(self) -> None:
        """Show the keys of the field."""
        self.refresh_bindings()

    @on(events.DescendantBlur)
    def _left_field(self, event: events.DescendantBlur) -> None:
        """Say what is wrong with the field that was left."""
        row = event.widget.query_ancestor(FormRow) if event.widget.is_attached else None
        if row is not None and self.is_active:
            self._validate(row.name or "")

    @work(group="validation")
    async def _validate(self, name: str) -> None:
        """Show or take away what is wrong with one field."""
        try:
            await self._parse(self._read())
        except DraftError as error:
            self._rows[name].show_error(error.errors.get(name, ""))
        else:
            self._rows[name].show_error("")

    async def _parse(self, draft: SettingsDraft) -> TurnSettings:
        """The settings of a draft. Raises DraftError."""
        errors: dict[str, str] = {}
        schema: JsonObject | None = None
        try:
            schema = await self._load_schema(draft.texts.get(SCHEMA, ""))
        except ConfigError as error:
            errors[SCHEMA] = str(error)
        try:
            settings = parse_draft(draft, self._settings, self._dialect, schema)
        except DraftError as error:
            raise DraftError({**error.errors, **errors}) from None
        if errors:
            raise DraftError(errors)
        return settings

    async def _load_schema(self, text: str) -> JsonObject | None:
        if text == self._initial.texts.get(SCHEMA):
            return self._settings.schema
        name = text.strip()
        return await asyncio.to_thread(_load_schema_file, name) if name else None

    def action_newline(self) -> None:
        """Insert a line break."""
        if isinstance(self.focused, FormArea):
            self.focused.insert("\n")

    def action_keep(self) -> None:
        """Close with the settings if they are valid; on the model, choose another one."""
        draft = self._read()
        if isinstance(self.focused, ModelField):
            self.dismiss(FormResult(draft, None))
        else:
            self._keep(draft)

    @work(group="keep", exclusive=True)
    async def _keep(self, draft: SettingsDraft) -> None:
        try:
            settings = await self._parse(draft)
        except DraftError as error:
            for name, row in self._rows.items():
                row.show_error(error.errors.get(name, ""))
            first = next(row for name, row in self._rows.items() if name in error.errors)
            first.field.focus()
        else:
            self.dismiss(FormResult(draft, settings))

    def action_leave(self) -> None:
        """Close; if something was changed, only the second time."""
        if self._discards or self._read() == self._initial:
            self.dismiss(None)
        else:
            self._discards = True
            self.show_message("Press escape again to discard the changes; enter keeps them.")


def _load_schema_file(name: str) -> JsonObject:
    """The schema in a file. Raises ConfigError."""
    try:
        path = Path(name).expanduser()
    except RuntimeError as error:  # of a user whom there is not
        raise ConfigError(f"{name}: {error}") from None
    return load_schema(path)


def _label(parameter: Parameter) -> str:
    if parameter.kind == "json":
        return "Text format"
    if "_" in parameter.label:  # the name of a field, which is written as it is
        return parameter.label
    return f"{parameter.label[:1].upper()}{parameter.label[1:]}"
