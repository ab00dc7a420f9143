"""What is searched of a turn: a text for each thing that it says, whatever the dialect."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import Final, NamedTuple

from ppchat.core.dialects.attachments import Attachment, AttachmentKind
from ppchat.core.dialects.calls import CallAnswer
from ppchat.core.dialects.dialect import AnswerView, Dialect
from ppchat.core.dialects.faces.item_face import item_heading, item_sections
from ppchat.core.dialects.vocabulary import PartKey
from ppchat.core.response.response import OutputItem
from ppchat.core.search.words import has_words

TEXT_LIMIT: Final = 200_000
"""Characters of a text that are searched."""
MAX_TEXTS: Final = 4096
"""Texts of a turn that are searched; the store derives its ids from it, so it never changes."""

_MESSAGE_KINDS: Final = frozenset({"text", "transcript", "refusal"})
_ESCAPE: Final = re.compile(r"\\(.)")


class TextKind(Enum):
    """What a text is; the value is its word for users."""

    PROMPT = "prompt"
    ANSWER = "answer"
    REASONING = "reasoning"
    CALL = "call"
    """The arguments of a tool, its code, its query."""
    RESULT = "result"
    """What a tool gave back."""
    ERROR = "error"
    FILE = "file"
    """The name of a file that went with a prompt, and its text if it is one."""


class SearchText(NamedTuple):
    """One text; foreign, raw."""

    kind: TextKind
    text: str
    part: PartKey | None = None
    """The part of the answer that it is; of a whole item, one with an empty kind."""


def search_texts(
    prompt: str,
    answers: Sequence[CallAnswer],
    recording: AnswerView,
    attachments: Iterable[Attachment] = (),
) -> list[SearchText]:
    """The texts of a turn: its prompt, files or answers to calls, and what the model answered."""
    texts = [SearchText(TextKind.PROMPT, prompt)]
    texts += (SearchText(TextKind.FILE, _file_text(file)) for file in attachments)
    texts += (SearchText(TextKind.RESULT, answer.output) for answer in answers)
    for item in recording.response.joined_items:
        texts += _item_texts(item, recording.dialect)
    texts.append(SearchText(TextKind.ERROR, _error(recording)))
    kept = (text._replace(text=text.text[:TEXT_LIMIT]) for text in texts)
    return [text for text in kept if has_words(text.text)][:MAX_TEXTS]


def _file_text(file: Attachment) -> str:
    if file.kind is not AttachmentKind.TEXT:
        return file.name
    # One that is cut off within a character ends before it; four bytes are the longest one.
    return f"{file.name}\n{file.data[: 4 * TEXT_LIMIT].decode(errors='ignore')}"


def _item_texts(item: OutputItem, dialect: Dialect) -> Iterable[SearchText]:
    if item.type in ("message", "reasoning"):
        is_message = item.type == "message"
        kind = TextKind.ANSWER if is_message else TextKind.REASONING
        return (
            SearchText(kind, str(part.text), (item.output_index, part.kind, part.part_index))
            for part in item.parts
            if part.kind in _MESSAGE_KINDS or not is_message
        )
    return _tool_texts(item, dialect)


def _tool_texts(item: OutputItem, dialect: Dialect) -> Iterator[SearchText]:
    """The streamed parts of a call; its heading; what else it shows, which is what came of it."""
    whole = (item.output_index, "", 0)
    yield SearchText(TextKind.CALL, item_heading(item, dialect), whole)
    for section in item_sections(item, dialect):
        if part := section.part:
            text = _without_escapes(str(part.text))
            yield SearchText(TextKind.CALL, text, (item.output_index, part.kind, part.part_index))
        elif not section.image:
            yield SearchText(TextKind.RESULT, str(section.text), whole)


def _without_escapes(arguments: str) -> str:
    r"""Arguments of the same length, in which `\n` before a word is no letter of that word."""
    return _ESCAPE.sub(lambda match: "  " if match[1] in "nrtbf" else match[0], arguments)


def _error(recording: AnswerView) -> str:
    """What went wrong, in the words of the server, or else of what read its answer."""
    error, ended = recording.response.error, recording.ended
    words = [error.message, error.code] if error else []
    if ended is not None and ended.problem:
        words.append(ended.problem.message)
    return "\n".join(dict.fromkeys(filter(None, words)))
