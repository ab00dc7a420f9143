"""The fields that describe a server: a line each, with its name before it."""

from __future__ import annotations

from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from ppchat.core.dialects.registry import ASKABLE
from ppchat.services.connection.server_entry import (
    AUTOMATIC,
    COMMAND,
    FILE,
    KEY_SOURCES,
    TYPED,
    VARIABLE,
    ServerEntry,
)
from ppchat.tui.dialogs.calls.choice_field import ChoiceField

ANY_API: Final = "any that it has"
BEGIN: Final = "begin with it"
WHEN_NAMED: Final = "only when named"
_HINTS: Final = {
    TYPED: "Paste the key here",
    VARIABLE: "GATEWAY_KEY",
    FILE: "~/keys/gateway",
    COMMAND: "pass show gateway",
}


class _Row(Widget):
    """A name, and the fields beside it."""

    DEFAULT_CSS = """
    _Row {
        layout: horizontal;
        height: 1;
        & > Static { width: 10; color: $text-muted; }
        & > ChoiceField { width: 22; }
        & > Input, & > Input:focus { width: 1fr; }
    }
    """

    def __init__(self, name: str, *fields: Widget) -> None:
        super().__init__(Static(name), *fields)


class ServerForm(Vertical):
    """Shows an entry and reads it back."""

    DEFAULT_CSS = """
    ServerForm {
        height: auto;
        padding: 0 1;
        & Input, & Input:focus { height: 1; padding: 0 1; margin: 0; }
        & ChoiceField { margin: 0; }
    }
    """

    class Edited(Message):
        """The user changed a field."""

    def __init__(self, entry: ServerEntry, *, begins_with_it: bool) -> None:
        super().__init__()
        self._profile = entry.profile
        self._url = Input(entry.base_url, placeholder="https://host/v1", id="url")
        self._source = ChoiceField(KEY_SOURCES, entry.source)
        self._key = Input(entry.key, password=entry.source == TYPED, id="key")
        self._apis = {ANY_API: "", **{dialect.label: dialect.name for dialect in ASKABLE}}
        self._api = ChoiceField(tuple(self._apis), self._label(entry.api))
        self._model = Input(entry.model, placeholder="the default model", id="model")
        self._saved_name = Input(entry.name, placeholder="a name keeps it as a profile", id="name")
        start = BEGIN if begins_with_it else WHEN_NAMED
        self._start = ChoiceField((BEGIN, WHEN_NAMED), start)

    def compose(self) -> ComposeResult:
        """The address first, what is rarely changed last."""
        yield _Row("Server", self._url)
        yield _Row("Key", self._source, self._key)
        yield _Row("API", self._api)
        yield _Row("Model", self._model)
        yield _Row("Save as", self._saved_name, self._start)

    def on_mount(self) -> None:
        """Follow what the fields are changed to."""
        self._follow_source(self._source.value)
        self.watch(self._source, "value", self._change_source, init=False)
        self.watch(self._api, "value", lambda _: self._post_edited(), init=False)

    def _label(self, api: str) -> str:
        return next((label for label, name in self._apis.items() if name == api), ANY_API)

    def _change_source(self, source: str) -> None:
        self._key.value = ""  # a key must not be shown as the name of a file
        self._follow_source(source)
        self._post_edited()

    def _follow_source(self, source: str) -> None:
        self._key.display = source != AUTOMATIC
        self._key.password = source == TYPED
        self._key.placeholder = _HINTS.get(source, "")

    @on(Input.Changed)
    def _post_edited(self) -> None:
        self.post_message(self.Edited())

    @property
    def entry(self) -> ServerEntry:
        """What the fields say."""
        return ServerEntry(
            self._url.value,
            self._source.value,
            self._key.value,
            self._apis[self._api.value],
            self._model.value,
            self._saved_name.value,
            self._profile,
        )

    @property
    def begins_with_it(self) -> bool:
        """Whether the next start uses the profile."""
        return self._start.value == BEGIN

    def show(self, entry: ServerEntry) -> None:
        """Fill the fields with another entry."""
        self._profile = entry.profile
        self._url.value = entry.base_url
        self._source.value = entry.source
        self._follow_source(entry.source)
        self._key.value = entry.key
        self._api.value = self._label(entry.api)
        self._model.value = entry.model
        self._saved_name.value = entry.name

    def show_base_url(self, base_url: str) -> None:
        """Correct the address of the server."""
        self._url.value = base_url

    def show_model(self, model: str) -> None:
        """Fill in a model of the server."""
        self._model.value = model

    @property
    def model_is_open(self) -> bool:
        """Whether no model was named."""
        return not self._model.value.strip()

    def ask_for_key(self) -> None:
        """Let the user type a key."""
        if self._source.value == AUTOMATIC:
            self._source.value = TYPED
        self._key.display = True
        self.screen.set_focus(self._key)  # at once: the next key may be the first of it
