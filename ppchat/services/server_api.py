"""How one server is asked: over which API, and without which fields."""

from __future__ import annotations

from ppchat.adapters.config import Settings
from ppchat.adapters.memory.servers import ServerMemory, load_memory, save_memory
from ppchat.adapters.profiles.target import Target
from ppchat.core.chat.adaptation import lacks_endpoint, refusal
from ppchat.core.chat.rejections import rejected_fields
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import (
    ASKABLE,
    DEFAULT_DIALECT,
    askable_dialect,
    dialect_of_request,
)
from ppchat.core.recording.summary import RecordingSummary


class ServerApi:
    """Begins with what the user named, else with what is remembered of the server.

    It learns from refusals, and remembers what worked.
    """

    def __init__(self, settings: Settings, target: Target) -> None:
        self._settings = settings
        self._target = target
        self._memory = load_memory(settings.paths, target.host)
        self._is_chosen = settings.api != ""
        self._omit = set(self._memory.omit)
        self._lacking: list[Dialect] = []
        self.dialect = askable_dialect(settings.api or self._memory.api)
        """The dialect of the next request."""

    @property
    def omit(self) -> frozenset[str]:
        """The fields that the next request is sent without, or under another name."""
        names = self.dialect.optional_fields.keys() | self._other_names.keys()
        return frozenset(self._omit & names)

    @property
    def _other_names(self) -> dict[str, str]:
        """The other name of each field that has one."""
        parameters = self.dialect.parameters
        return {p.path[0]: p.other_path[0] for p in parameters if p.other_path}

    def choose(self, dialect: Dialect) -> None:
        """Ask in this dialect from now on, and remember that."""
        self.dialect = dialect
        self._lacking.clear()
        self._remember(dialect.name, self._memory.omit)

    def learn(self, summary: RecordingSummary) -> str:
        """Learn from how an attempt ended.

        Returns why and how the prompt is to be sent again, in one line; empty if it is not.
        """
        if dialect_of_request(summary.request) is not self.dialect:
            return ""  # another answer at the same time has taught that already
        if lacks_endpoint(summary):
            return self._other_dialect()
        fields = rejected_fields(summary)
        if fields and not self._omit.issuperset(fields):
            self._omit.update(fields)
            others = [self._other_names[name] for name in fields if name in self._other_names]
            instead = f"asked with {', '.join(others)}" if others else "asked without"
            return f"{self._target.host} does not accept {', '.join(fields)}: {instead}"
        self._confirm(summary)
        return ""

    def _other_dialect(self) -> str:
        """The line that says in which dialect the server is asked next; empty if in none."""
        lacking = self.dialect
        self._lacking.append(lacking)
        others = [dialect for dialect in ASKABLE if dialect not in self._lacking]
        if self._is_chosen or not others:
            self.dialect = self._lacking[0]
            self._lacking.clear()
            return ""
        self.dialect = others[0]
        host = self._target.host
        return f"{host} does not speak {lacking.label}: asked over {self.dialect.label}"

    def _confirm(self, summary: RecordingSummary) -> None:
        """Remember how the server was asked, if it answered."""
        problem = refusal(summary)
        status = (problem.status or 0) if problem else 0
        if problem is not None and status in (400, 422):
            self._omit = set(self._memory.omit)  # that was not the reason
        if status >= 400 if problem else summary.response.seen:
            is_other = bool(self._lacking) or (not problem and self._memory.api != "")
            self._lacking.clear()
            omit = self._memory.omit if problem else tuple(sorted(self._omit))
            self._remember(self.dialect.name if is_other else self._memory.api, omit)

    def _remember(self, api: str, omit: tuple[str, ...]) -> None:
        memory = ServerMemory("" if api == DEFAULT_DIALECT.name else api, omit)
        if memory != self._memory and not self._target.is_demo:
            self._memory = memory
            save_memory(self._settings.paths, self._target.host, memory)
