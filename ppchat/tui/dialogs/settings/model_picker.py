"""The dialog that chooses a model among those of all servers, which are listed while it is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, Final, NamedTuple

from textual import work
from textual.binding import Binding, BindingType

from ppchat.services.chat import ChatSession
from ppchat.services.models.catalogue import ModelCatalogue, ServerModels
from ppchat.tui.dialogs.choice import Choice
from ppchat.tui.dialogs.picker import Picker

_SHOWN_PER_SERVER: Final = 40
"""Models of one server that are listed before something is typed."""

_MOST_RANKED: Final = 500
_NOW: Final = "now"


class ModelChoice(NamedTuple):
    """A model, and the server that it is asked at."""

    name: str
    server: ServerModels


class ModelPicker(Picker):
    """Models by server; what is typed can be used as the name of another one."""

    BINDING_GROUP_TITLE = "Model"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "list_again", "list again", id="models.list_again"),
    ]

    def __init__(self, chat: ChatSession, catalogue: ModelCatalogue, heading: str) -> None:
        super().__init__((), heading, "Type a part of its name, or the name of another one")
        self._chat = chat
        self._catalogue = catalogue
        self._model = chat.turn_settings.model
        self._servers: dict[str, ServerModels] = {}
        self._by_id: dict[str, ModelChoice] = {}

    def on_mount(self) -> None:
        """Ask the servers."""
        self._list()

    def chosen(self, choice_id: str) -> ModelChoice:
        """What an id that this dialog returned stands for."""
        return self._by_id[choice_id]

    @work(group="list", exclusive=True)
    async def _list(self) -> None:
        async for server in self._catalogue.servers(self._chat):
            self._servers[server.id] = server
            if self.is_mounted:
                self.replace_choices(self._all_choices())

    def action_list_again(self) -> None:
        """Ask the servers again, in case they have other models now."""
        self._catalogue.forget()
        self._servers.clear()
        self._list()

    @property
    def _current(self) -> ServerModels:
        return next(iter(self._servers.values()))

    def _all_choices(self) -> Iterator[Choice]:
        for server in self._servers.values():
            is_current = server.connect is None
            group = f"{server.title} · {_NOW}" if is_current else server.title
            names = dict.fromkeys([self._model, *server.names] if is_current else server.names)
            for name in names:
                is_now = is_current and name == self._model
                yield self._choice(name, server, _NOW if is_now else server.title, group)
            if server.is_loading or server.problem:
                text = "asking for its models …" if server.is_loading else server.problem
                yield Choice(f"{server.id}\nremark", text, "", group, obstacle=" ")

    def show_matches(self, query: str) -> None:
        super().show_matches(query)
        if query.strip() and any(server.is_loading for server in self._servers.values()):
            self.show_message("Some servers have not listed their models yet.")

    def _choice(self, name: str, server: ServerModels, note: str, group: str) -> Choice:
        choice_id = f"{server.id}\n{name}"
        self._by_id[choice_id] = ModelChoice(name, server)
        return Choice(choice_id, name, note, group)

    def matches(self, query: str) -> Sequence[Choice]:
        """The models that match, the beginning of each list, or what was typed as a name."""
        if not query.strip():
            return tuple(_beginnings(super().matches("")))
        words = query.casefold().split()
        models = [choice for choice in self._choices.values() if not choice.obstacle]
        if len(models) > _MOST_RANKED:  # ranking all would be felt with each key
            containing = [
                choice for choice in models if all(word in choice.text.casefold() for word in words)
            ]
            models = containing[:_MOST_RANKED] or models
        matches = list(self._ranked(query, models))
        name = query.strip()
        if self._servers and all(choice.text != name for choice in matches):
            server = self._current
            choice = self._choice(name, server, server.title, "")
            matches.append(choice._replace(text=f"use “{name}”"))
        return matches


def _beginnings(choices: Iterable[Choice]) -> Iterator[Choice]:
    """The first choices of each group, and how many more it has."""
    counts: dict[str, int] = {}
    for choice in choices:
        counts[choice.group] = counts.get(choice.group, 0) + 1
        if counts[choice.group] <= _SHOWN_PER_SERVER or choice.obstacle:
            yield choice if choice.note == _NOW else choice._replace(note="")
        elif counts[choice.group] == _SHOWN_PER_SERVER + 1:
            more = f"{choice.group}\nmore"
            yield Choice(more, "type to find the others", "", choice.group, obstacle=" ")
