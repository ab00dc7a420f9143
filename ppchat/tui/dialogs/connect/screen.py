"""The dialog that connects to a server: described, tried, then kept or used once."""

from __future__ import annotations

import asyncio
import os
from typing import ClassVar, Final, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import OptionList, Static

from ppchat.adapters.config import same_server
from ppchat.adapters.models.model_list import ModelList
from ppchat.adapters.profiles.target import Target
from ppchat.adapters.toml.profile_writer import read_config
from ppchat.core.errors import ConfigError
from ppchat.core.security.sanitize import sanitize_line
from ppchat.services.chat import ChatSession
from ppchat.services.connection.server_entry import (
    TYPED,
    ServerEntry,
    entered_target,
    keep_entry,
)
from ppchat.services.connection.server_report import ServerReport, findings, probe_server
from ppchat.services.connection.short_question import ask_briefly
from ppchat.tui.dialogs.connect.form import ServerForm
from ppchat.tui.dialogs.connect.server_list import ServerList
from ppchat.tui.dialogs.dialog import Dialog

_TESTING: Final = "Asking what it speaks; this costs nothing …"
_NEEDS_KEY: Final = ("unauthorized", "forbidden")


class ChosenServer(NamedTuple):
    """What the user decided on."""

    entry: ServerEntry
    target: Target
    is_kept: bool
    api: str
    """The API to ask it over; empty for the one that is tried first."""


class ConnectScreen(Dialog[ChosenServer | None]):
    """Asks for a server and its key; returns None if cancelled."""

    DEFAULT_CSS = """
    ConnectScreen {
        & #results { height: auto; max-height: 7; margin-top: 1; padding: 0 1; }
        &.-short #results { margin-top: 0; max-height: 4; }
    }
    """

    AUTO_FOCUS = "#url"
    heading = "Connect to a server"
    BINDING_GROUP_TITLE = "Server and key"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go", "test", priority=True, id="connect.test"),
        Binding("ctrl+s", "keep", "save and use", priority=True, id="connect.save"),
        Binding("ctrl+o", "use", "use once", priority=True, id="connect.use"),
        Binding("ctrl+t", "ask", "ask a question", priority=True, id="connect.ask"),
        Binding("down", "app.focus_next", "next field", show=False, id="connect.next"),
        Binding("up", "app.focus_previous", "field before", show=False, id="connect.previous"),
        Binding("escape", "dismiss", "cancel", id="connect.cancel"),
    ]

    def __init__(self, chat: ChatSession, entry: ServerEntry, *, asks_for_key: bool) -> None:
        """`asks_for_key` if the server has just required one."""
        super().__init__()
        self._chat = chat
        self._asks_for_key = asks_for_key
        settings = chat.settings
        is_configured = settings.profile or "base_url" in settings.origins
        self._form = ServerForm(entry, begins_with_it=not is_configured or entry.name != "")
        self._report: ServerReport | None = None
        """What the server answered that was tested last; None before any was."""
        self._tested = self._shown_for = ("", "", "")
        self._to_replace = ("", "")
        """The profile, with its new base URL, of which the user knows that it is replaced."""
        self._before = read_config(settings.paths.config_file)

    def contents(self) -> ComposeResult:
        """The servers that are known, the form, and what a test shows."""
        yield ServerList(self._chat.settings.profiles.values())
        yield self._form
        with VerticalScroll(id="results", can_focus=False):
            yield Static(id="findings", markup=False)

    def on_mount(self) -> None:
        """Go to the key if that is missing."""
        self.query_one("#results").display = False
        if self._asks_for_key:
            self._form.ask_for_key()

    @property
    def action_words(self) -> dict[str, str]:
        """What enter does now."""
        if isinstance(self.focused, ServerList):
            return {"go": "choose"}
        end = "save and use" if self._saves else "use"
        return {"go": end if self._is_tested else "test", "keep": end}

    @property
    def useless_actions(self) -> frozenset[str]:
        """The actions whose keys are not worth showing now."""
        if not self._is_tested:
            return frozenset({"ask", "use"})
        return frozenset({"keep"} if self._saves else {"keep", "use"})

    @property
    def _saves(self) -> bool:
        """Whether there is something to save."""
        entry = self._form.entry
        return bool(entry.name.strip() or (entry.source == TYPED and entry.key.strip()))

    @property
    def _is_tested(self) -> bool:
        is_current = self._form.entry.server == self._tested
        return is_current and self._report is not None and self._report.problem is None

    @on(ServerForm.Edited)
    def _update(self) -> None:
        """Show the keys, and nothing about another server than the one that is described."""
        self.refresh_bindings()
        if self._form.entry.server != self._shown_for:
            self._show(())

    @on(OptionList.OptionSelected)
    def _choose(self) -> None:
        entry = self.query_one(ServerList).chosen
        if entry is not None:
            self._form.show(entry)
            self._show(())
            self.query_one("#url").focus()

    def action_go(self) -> None:
        """Choose from the list, test, or keep what was tested."""
        if isinstance(self.focused, ServerList):
            self._choose()
        elif self._is_tested:
            self.action_keep()
        else:
            self._test()

    def action_keep(self) -> None:
        """Save the key, and the profile if it has a name; then use the server."""
        self._finish(is_kept=True)

    def action_use(self) -> None:
        """Use the server until the app is left; nothing is saved."""
        self._finish(is_kept=False)

    def _target(self) -> Target | None:
        """The server that the form describes; None, with the reason shown, if it can't be asked."""
        try:
            target = entered_target(self._form.entry, self._chat.settings, os.environ)
        except ConfigError as error:
            self._show((str(error),))
            return None
        return target

    @work(group="test", exclusive=True)
    async def _test(self) -> None:
        target = self._target()
        if target is None:
            return
        self._show((_TESTING,))
        self._report, self._tested = None, self._form.entry.server
        report = await probe_server(target)
        if self._form.entry.server != self._tested:
            return  # another one is described by now
        self._report = report
        self._offer_model(report)
        self.refresh_bindings()
        lines = list(findings(report))
        if report.problem is None:
            source = (
                f"The key is from {target.key_origin}." if target.key_origin else "No key is sent."
            )
            lines.append(source)
            lines.append(self._unlisted_model(report))
        if report.problem and report.problem.kind in _NEEDS_KEY:
            lines[1:] = ["Enter the key for it."]
            self._form.ask_for_key()
        elif report.better_url:
            self._form.show_base_url(report.better_url)
            lines[1:] = [f"Below {report.better_url} it has one: enter tests that."]
        self._show(lines)

    def _offer_model(self, report: ServerReport) -> None:
        """Fill in a model that the server has, where none was named."""
        if self._form.model_is_open and isinstance(report.models, ModelList):
            configured = self._chat.settings.model
            if report.models.names and configured not in report.models.names:
                self._form.show_model(report.models.names[0])

    def _unlisted_model(self, report: ServerReport) -> str:
        """What is wrong with the model that was named, in a sentence; or empty."""
        model = self._form.entry.model.strip()
        if not model or not isinstance(report.models, ModelList) or model in report.models.names:
            return ""
        return f"{model} is none of them."

    def action_ask(self) -> None:
        """Ask a short question, which shows how soon it answers and whether it stores."""
        if self._is_tested:
            self._ask()

    @work(group="test", exclusive=True)
    async def _ask(self) -> None:
        report, target = self._report, self._target()
        if report is None or target is None:
            return
        dialect = next(
            (each for each in report.spoken if each.name == self._form.entry.api), report.spoken[0]
        )
        model = self._form.entry.model.strip() or self._chat.settings.model
        self._show((f"Asking {model} over {dialect.label}; this may cost a few tokens …",))
        self._show(await ask_briefly(self._chat.reader, target, dialect, model))

    @work(group="keep", exclusive=True)
    async def _finish(self, *, is_kept: bool) -> None:
        target = self._target()
        if target is None:
            return
        entry, settings = self._form.entry, self._chat.settings
        if is_kept:
            if self._replaces_another(entry.name.strip(), target.base_url):
                return
            try:
                await asyncio.to_thread(
                    keep_entry,
                    *(entry, settings, os.environ),
                    before=self._before,
                    is_default=self._form.begins_with_it,
                )
            except (ConfigError, OSError) as error:
                self._show((f"Not saved: {error}",))
                return
        self.dismiss(ChosenServer(entry, target, is_kept, self._api(entry)))

    def _replaces_another(self, name: str, base_url: str) -> bool:
        """Whether a profile of another server would be lost; the next try replaces it."""
        profile = self._chat.settings.profiles.get(name)
        if profile is None or same_server(profile.base_url, base_url):
            return False
        if self._to_replace == (name, base_url):
            return False
        self._to_replace = (name, base_url)
        self._show((f"{name} is the profile of {profile.base_url}: once more replaces it.",))
        return True

    def _api(self, entry: ServerEntry) -> str:
        """The API that was chosen, or else the first that a test has shown."""
        spoken = self._report.spoken if self._report and self._is_tested else ()
        return entry.api or next((dialect.name for dialect in spoken), "")

    def _show(self, lines: tuple[str, ...] | list[str]) -> None:
        """Show what came of a test, or what is wrong with the form."""
        text = "\n".join(sanitize_line(line, 400) for line in lines if line)
        self.query_one("#findings", Static).update(text)
        self.query_one("#results").display = bool(text)
        self._shown_for = self._form.entry.server
