"""An answer is checked against the schema that its request asked for."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.chat.settings.request_fields import write_parameters
from ppchat.core.checks.json_schema import SchemaCheck
from ppchat.core.dialects.finding import Severity
from ppchat.core.dialects.registry import ASKABLE
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.stream.signals import End
from ppchat.services.schema_check import check_schema, schema_findings, schema_to_check
from tests.support.exchanges import call_events
from tests.support.recordings import build_recording, delta, item_added, message_events

CITY: dict[str, Any] = {"type": "object", "required": ["city"]}
BODY = {"text": {"format": {"type": "json_schema", "name": "city", "schema": CITY}}}


def answer(text: str, body: dict[str, Any], **options: Any) -> RecordingSummary:
    return build_recording(message_events([text]), body=body, **options).summary


async def test_the_schema_of_the_request_is_checked() -> None:
    assert await check_schema(answer('{"city": 1}', BODY)) == SchemaCheck()
    result = await check_schema(answer("{}", BODY))
    assert result is not None
    assert result.violations[0].message == "'city' is a required property"


async def test_another_schema_comes_first() -> None:
    assert await check_schema(answer("{}", BODY), {"type": "object"}) == SchemaCheck()
    result = await check_schema(answer("{}", {}), CITY)
    assert result is not None
    assert len(result.violations) == 1


async def test_without_a_schema_there_is_nothing_to_check() -> None:
    assert await check_schema(answer("{}", {})) is None


@pytest.mark.parametrize(
    "recording",
    [
        build_recording(call_events(), body=BODY),
        build_recording(message_events(["{}"])[:5], body=BODY, end=End.STOPPED),
        build_recording(message_events(["{}"])[:5], body=BODY, end=None),
        build_recording(
            [item_added(1), delta(2, "No.", kind="refusal"), *message_events([""])[-1:]], body=BODY
        ),
    ],
    ids=["calls", "stopped", "streaming", "refused"],
)
def test_what_is_no_answer_is_not_checked(recording: Any) -> None:
    assert schema_to_check(recording.summary) is None


def test_each_protocol_names_the_schema_where_it_is_looked_for() -> None:
    for dialect in ASKABLE:
        assert schema_to_check(answer("{}", write_parameters(dialect, {"schema": CITY}))) == CITY


async def test_a_finding_names_the_event_that_brought_what_is_wrong() -> None:
    pieces = ['{"city": 1, ', '"days": [', "null", "]}"]
    schema = {"properties": {"days": {"items": {"type": "integer"}}}}
    recording = build_recording(message_events(pieces))
    check = await check_schema(recording.summary, schema)
    assert check is not None
    (finding,) = schema_findings(recording, check)
    assert (finding.severity, finding.code, finding.events) == (Severity.VIOLATION, "schema", (6,))
    assert finding.message == "line 3, /days/0: null is not of type 'integer'"


def test_what_could_not_be_checked_is_a_remark() -> None:
    recording = build_recording(message_events(["{}"]))
    (finding,) = schema_findings(recording, SchemaCheck(problem="the schema is invalid"))
    assert (finding.severity, finding.events) == (Severity.REMARK, ())
    assert schema_findings(recording, SchemaCheck()) == []


async def test_of_several_messages_the_last_one_is_the_answer() -> None:
    recording = build_recording(
        [
            item_added(1),
            delta(2, "Let me see."),
            item_added(3, 1),
            delta(4, '{"city": 1}', 1),
            *message_events([""])[-1:],
        ]
    )
    assert recording.response.text
    assert await check_schema(recording.summary, CITY) == SchemaCheck()
