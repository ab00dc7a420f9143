"""The dialects that are known, and which of them a stream speaks."""

from __future__ import annotations

from typing import Final

from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.messages.dialect import MESSAGES
from ppchat.core.dialects.ollama.dialect import OLLAMA
from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.signals import Request

DEFAULT_DIALECT: Final = RESPONSES
"""The dialect of a stream that nothing identifies, and of the requests that are sent."""
DIALECTS: Final[tuple[Dialect, ...]] = (RESPONSES, CHAT_COMPLETIONS, MESSAGES, OLLAMA)
ASKABLE: Final[tuple[Dialect, ...]] = (RESPONSES, CHAT_COMPLETIONS)
"""The dialects in which a server can be asked, in the order in which they are tried."""


def askable_dialect(name: str) -> Dialect:
    """The dialect of that name in which a server can be asked; the default one for no name."""
    return next((dialect for dialect in ASKABLE if dialect.name == name), DEFAULT_DIALECT)


def dialect_of_path(path: str) -> Dialect | None:
    """The dialect that the path of a request asks for; None if it names none."""
    path = path.partition("?")[0].rstrip("/")
    for dialect in DIALECTS:
        if path.endswith(dialect.paths) or any(f"{known}/" in path for known in dialect.paths):
            return dialect
    return None


def dialect_of_request(request: Request) -> Dialect:
    """The dialect that a request asks for."""
    return dialect_of_path(request.path) or DEFAULT_DIALECT


def dialect_of_data(data: JsonObject) -> Dialect | None:
    """The dialect to which an event with this data belongs; None if that cannot be seen."""
    return next((dialect for dialect in DIALECTS if dialect.recognizes(data)), None)
