"""Whether an answer follows the JSON schema that its request asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.adapters.json_schema.violations import violations
from ppchat.core.checks.json_schema import SchemaCheck
from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.dialects.requests.answer_schema import requested_schema
from ppchat.core.dialects.vocabulary import PartKey
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.response.response import JsonObject, Response
from ppchat.core.view.text_events import event_of

_CODE: Final = "schema"


def schema_to_check(
    summary: RecordingSummary, schema: JsonObject | None = None
) -> JsonObject | None:
    """The schema that an answer has to follow: `schema`, else the one that was asked for.

    None for an answer that is not complete, that calls something first, or that the model refused.
    """
    response = summary.response
    is_answer = (
        summary.outcome is Outcome.COMPLETED
        and not summary.dialect.calls(response)
        and not any(part.kind == "refusal" for item in response.items for part in item.parts)
    )
    if not is_answer:
        return None
    return requested_schema(summary.request.body) if schema is None else schema


async def check_schema(
    summary: RecordingSummary, schema: JsonObject | None = None
) -> SchemaCheck | None:
    """What an answer violates of `schema`, or of what was asked for; None where it needs none."""
    expected = schema_to_check(summary, schema)
    return None if expected is None else await violations(expected, _answer(summary.response)[0])


def schema_findings(recording: Recording, check: SchemaCheck) -> list[Finding]:
    """What an answer violates, as findings, each with the event that brought what is wrong."""
    return [*_findings(recording, check)]


def _findings(recording: Recording, check: SchemaCheck) -> Iterator[Finding]:
    _, part = _answer(recording.response)
    severity = Severity.REMARK if check.problem else Severity.VIOLATION
    for number, sentence in enumerate(check.sentences()):
        event = None
        if part is not None and number < len(check.violations):
            offset = check.violations[number].offset
            event = event_of(recording, part, offset, len(recording))
        yield Finding(severity, _CODE, () if event is None else (event,), sentence)


def _answer(response: Response) -> tuple[str, PartKey | None]:
    """The text of the last message, before which the model may have said what it does; its part.

    None for a message of several parts.
    """
    for item in reversed(response.joined_items):
        if item.type == "message" and (text := item.text("text")):
            parts = [part for part in item.parts if part.kind == "text"]
            key = (item.output_index, "text", parts[0].part_index) if len(parts) == 1 else None
            return text, key
    return "", None
