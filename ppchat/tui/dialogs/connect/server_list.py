"""The servers that can be chosen: profiles, those that run on this machine, and OpenAI."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual import work
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ppchat.adapters.models.found_servers import FoundServer, find_servers
from ppchat.adapters.toml.profile import DEFAULT_BASE_URL, ServerProfile
from ppchat.services.connection.server_entry import ServerEntry, entry_of
from ppchat.tui.dialogs.choice import Choice, ChoiceRow


class ServerList(OptionList):
    """One line per server; those on this machine are looked for while it is open."""

    DEFAULT_CSS = """
    ServerList { max-height: 6; margin: 0 0 1 0; }
    .-short ServerList { max-height: 3; margin: 0; }
    """

    def __init__(self, profiles: Iterable[ServerProfile], **arguments: Any) -> None:
        super().__init__(markup=False, **arguments)
        self._entries = [entry_of(profile) for profile in profiles]
        if all(entry.base_url != DEFAULT_BASE_URL for entry in self._entries):
            self._entries.append(ServerEntry(DEFAULT_BASE_URL))
        self._notes = ["OpenAI" if not entry.name else "profile" for entry in self._entries]

    def on_mount(self) -> None:
        """Show what is known, and look for more."""
        self._show()
        self._find()

    @work
    async def _find(self) -> None:
        known = {entry.base_url for entry in self._entries}
        for server in await find_servers():
            if server.base_url not in known:
                self._entries.append(_found_entry(server))
                self._notes.append(_note(server))
        self._show()

    def _show(self) -> None:
        highlighted = self.highlighted
        rows = []
        for index, (entry, note) in enumerate(zip(self._entries, self._notes, strict=True)):
            text = f"{entry.name}  {entry.base_url}" if entry.name else entry.base_url
            rows.append(Option(ChoiceRow(Choice(str(index), text, note))))
        self.set_options(rows)
        self.highlighted = highlighted

    @property
    def chosen(self) -> ServerEntry | None:
        """The highlighted server; None if none is."""
        return None if self.highlighted is None else self._entries[self.highlighted]


def _found_entry(server: FoundServer) -> ServerEntry:
    model = server.models[0] if server.models else ""
    return ServerEntry(server.base_url, model=model)


def _note(server: FoundServer) -> str:
    count = len(server.models)
    offers = "needs a key" if server.needs_key else f"{count} model{'s' * (count != 1)}"
    return f"{server.program or 'on this machine'}, {offers}"
