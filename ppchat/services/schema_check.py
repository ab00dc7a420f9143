"""Whether an answer follows the JSON schema that its request asked for."""

from __future__ import annotations

from ppchat.adapters.json_schema.violations import violations
from ppchat.core.checks.json_schema import SchemaCheck
from ppchat.core.dialects.requests.answer_schema import requested_schema
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.response.response import JsonObject


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
    return None if expected is None else await violations(expected, summary.response.text)
