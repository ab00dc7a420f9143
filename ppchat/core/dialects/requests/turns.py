"""What of the turns of a conversation is sent back to the model, whatever the dialect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ppchat.core.dialects.attachments import Attachment, AttachmentKind
from ppchat.core.dialects.calls import CallAnswer
from ppchat.core.dialects.dialect import AnswerView, Turn
from ppchat.core.response.outcome import Outcome
from ppchat.core.response.response import OutputItem

_ANSWER_KINDS: Final = ("text", "refusal", "transcript")


class SentTurn(NamedTuple):
    """A turn that is sent back: its prompt, its answer as far as it arrived, and its outputs."""

    position: int
    """Its place among the turns of the conversation."""
    prompt: str
    """Empty where the turn begins with the outputs of the turn before."""
    recording: AnswerView
    outputs: tuple[CallAnswer, ...]
    """The answers to its calls, in their order. The other calls are omitted: without its output,
    a server refuses a call."""
    attachments: tuple[Attachment, ...] = ()
    """The files that were sent with the prompt."""


WriteContent = Callable[[str, Sequence[Attachment]], Mapping[str, Any]]
"""Writes the fields of a message that holds a text and images or PDFs, as a protocol has them."""


def sent_turns(turns: Sequence[Turn], answers: Iterable[CallAnswer] = ()) -> list[SentTurn]:
    """The turns of a conversation as they are sent, with the `answers` to the calls of the last.

    A turn that was refused is omitted, and so is an answer to a call that is not sent.
    """
    sent = [(n, turn) for n, turn in enumerate(turns) if not _was_refused(turn.recording)]
    openings = [*(turn.answers for _, turn in sent[1:]), answers]
    return [
        SentTurn(
            n, turn.prompt, turn.recording, _outputs(turn.recording, opening), turn.attachments
        )
        for (n, turn), opening in zip(sent, openings, strict=False)
    ]


def _was_refused(recording: AnswerView) -> bool:
    return recording.outcome is Outcome.REFUSED and not recording.response.items


def _outputs(recording: AnswerView, answers: Iterable[CallAnswer]) -> tuple[CallAnswer, ...]:
    by_index = {answer.call.output_index: answer for answer in answers}
    if not by_index:
        return ()
    calls = recording.dialect.calls(recording.response)
    return tuple(
        by_index[call.output_index]._replace(call=call)
        for call in calls
        if call.output_index in by_index
    )


def answer_text(recording: AnswerView) -> str:
    """The text of an answer, as far as it arrived."""
    texts = map(message_text, recording.response.joined_items)
    return "\n\n".join(text for text in texts if text)


def message_text(item: OutputItem) -> str:
    """The text of a message, or its refusal; empty for another item."""
    if item.type != "message":
        return ""
    return "\n\n".join(
        str(part.text) for part in item.parts if part.kind in _ANSWER_KINDS and part.text
    )


def turn_messages(turn: SentTurn, write_content: WriteContent) -> list[dict[str, Any]]:
    """The prompt and the text of the answer, as far as it arrived."""
    text = answer_text(turn.recording)
    answer = [{"role": "assistant", "content": text}] if text else []
    return [*prompt_messages(turn.prompt, turn.attachments, write_content), *answer]


def prompt_messages(
    prompt: str, attachments: Sequence[Attachment], write_content: WriteContent
) -> list[dict[str, Any]]:
    """The message of the user, its files before its text; none without a prompt.

    Only where it holds more than text is it written in parts, which some servers do not take.
    """
    if not prompt:
        return []
    texts = [each.marked_text for each in attachments if each.kind is AttachmentKind.TEXT]
    text = "\n\n".join((*texts, prompt))
    others = [each for each in attachments if each.kind is not AttachmentKind.TEXT]
    return [{"role": "user", **(write_content(text, others) if others else {"content": text})}]
