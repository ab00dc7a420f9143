"""What the app opens with, known before anything heavy is imported."""

import asyncio
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from ppchat.adapters.config import Settings
from ppchat.adapters.profiles.target import Target, resolve_target
from ppchat.core.errors import UsageError
from ppchat.demo.catalogue import QUESTIONS, DemoQuestion
from ppchat.services.default_model import default_model

if TYPE_CHECKING:
    from ppchat.adapters.processes.demo import Demo
    from ppchat.adapters.processes.reader import ReaderProcess
    from ppchat.core.response.response import JsonObject
    from ppchat.core.stream.signals import Problem
    from ppchat.services.chat import ChatSession

LAST: Final = "last"
"""Resume the most recent conversation."""
PICK: Final = "pick"
"""Resume the conversation that the user picks from a list."""
FOR_ANY_MODEL: Final = 3
"""How many of the demo's questions, from the first, suit any model."""

Report = Callable[["Problem | None"], None]
"""Called with each problem of the store, and with None once it is solved."""


class Processes:
    """What reads the answers, and what may send them."""

    def __init__(self, reader: "ReaderProcess", demo: "Demo") -> None:
        self.reader = reader
        self.demo = demo

    async def aclose(self) -> None:
        """End what was started."""
        await asyncio.gather(self.reader.aclose(), self.demo.aclose())


class Launch(NamedTuple):
    """The values of the first screen, and how to load the rest."""

    settings: Settings
    target: Target
    model: str
    prompt: str = ""
    """A prompt to send at once."""
    resume: str | None = None
    """The id of a conversation, `LAST` or `PICK`; None for a new conversation."""
    schema: "JsonObject | None" = None
    """The JSON schema that answers are to follow."""

    @property
    def is_new(self) -> bool:
        """Whether it opens with an empty conversation, and nothing to send."""
        return not self.prompt and self.resume is None

    @property
    def questions(self) -> tuple[DemoQuestion, ...]:
        """What a new conversation may begin with: in the demo, all that it answers."""
        return QUESTIONS if self.target.is_demo else QUESTIONS[:FOR_ANY_MODEL]

    async def start_processes(self) -> Processes:
        """Start the processes that the first answer needs, without waiting until they are ready.

        They import for longer than all else takes, and do so while the rest is loaded.
        """
        from ppchat.adapters.processes.demo import Demo
        from ppchat.adapters.processes.reader import ReaderProcess

        reader, demo = ReaderProcess(), Demo()
        await reader.start()
        if self.target.is_demo:
            demo.start()
        return Processes(reader, demo)

    def open_chat(self, report: Report, processes: Processes | None = None) -> "ChatSession":
        """Open the store and load the conversation, a new one if that fails; waits for the disk."""
        from ppchat.adapters.store.store import Store, StoreError
        from ppchat.core.chat.source import Source
        from ppchat.services.chat import ChatSession

        store = Store(self.settings.paths.database, report)
        conversation = None
        try:
            if self.resume == LAST:
                newest = store.conversations(1, Source.OWN)
                conversation = store.open_conversation(newest[0].id) if newest else None
            elif self.resume not in (None, PICK):
                conversation = store.open_conversation(str(self.resume))
        except (KeyError, StoreError):
            pass  # deleted meanwhile, or the disk is unavailable, which the store reports
        return ChatSession(
            *(self.settings, self.target, store, conversation),
            reader=processes.reader if processes else None,
            demo=processes.demo if processes else None,
            schema=self.schema,
        )


def config_problem(settings: Settings, target: Target) -> "Problem | None":
    """What of the config cannot be used, None if all can; the app works with the rest."""
    problems = [*settings.problems, *filter(None, [target.problem])]
    if not problems:
        return None
    from ppchat.core.stream.signals import Problem

    more = f" (and {len(problems) - 1} more)" if problems[1:] else ""
    advice = "Correct that and start again, or press f3 to choose a server."
    if settings.server_unknown:
        advice = f"The demo answers, as it is not known which server is meant. {advice}"
    return Problem("config", problems[0] + more, advice)


def prepare_launch(
    settings: Settings, *, prompt: str | None = None, resume: str | None = None
) -> Launch:
    """What the app opens with.

    `resume` is `LAST`, `PICK` or the beginning of a conversation's id. Raises UsageError if there
    is no such conversation or the configuration is invalid.
    """
    target = resolve_target(settings, os.environ)
    if resume not in (None, LAST, PICK):
        resume = find_conversation_id(settings, str(resume))
    schema = None
    if settings.schema:
        from ppchat.adapters.json_schema.config import answer_schema

        schema = answer_schema(settings)
    model = default_model(settings, target)
    return Launch(settings, target, model, prompt or "", resume, schema)


def find_conversation_id(settings: Settings, prefix: str) -> str:
    """The id of the only conversation whose id begins with `prefix`. Raises UsageError."""
    from ppchat.adapters.store.store import Store

    store = Store(settings.paths.database)
    ids = {conversation_id for conversation_id, _ in store.find(prefix)}
    problem = store.problem
    store.close()
    if len(ids) == 1:
        return ids.pop()
    if problem:
        raise UsageError(problem.message)
    count = f"{len(ids)} conversations begin" if ids else "no conversation begins"
    raise UsageError(f"{count} with {prefix}: see ppchat sessions list")
