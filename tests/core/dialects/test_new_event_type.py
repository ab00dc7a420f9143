"""A new event type is one line in one table: every view of a stream follows."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.checks.run import findings
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.finding import Severity
from ppchat.core.dialects.responses.dialect import build_dialect
from ppchat.core.dialects.responses.event_types import EVENT_TYPES
from ppchat.core.dialects.responses.part_fields import PART_KINDS
from ppchat.core.dialects.vocabulary import EventType, Family, PartKind
from ppchat.core.inspect.event_rows import EventRows
from ppchat.core.inspect.filter_parser import EventFilter, completions, parse_filter
from ppchat.core.inspect.lanes import Lanes
from ppchat.core.metrics.lateness import lateness
from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.fold import fold
from ppchat.core.recording.recording import Recording
from ppchat.core.view.cells import answer_cells
from tests.support.recordings import MS, build_recording, message_events

POEM = "response.poem.delta"
RHYME = "response.rhyme.delta"
DIALECT = build_dialect(
    {
        **EVENT_TYPES,
        POEM: EventType(POEM, Family.TEXT, "A piece of a poem.", grows="text"),
        RHYME: EventType(RHYME, Family.TEXT, "A piece of a rhyme.", grows="rhyme"),
    },
    {**PART_KINDS, "rhyme": PartKind("rhyme", "message", "content_index")},
)


def stream(event_type: str, dialect: Dialect = DIALECT, **fields: Any) -> Recording:
    """A message of three deltas of a type, the second with other fields."""
    events = [
        (ms, {**data, "type": event_type} if data["type"].endswith(".delta") else data)
        for ms, data in message_events()
    ]
    events[5] = (events[5][0], {**events[5][1], **fields})
    return build_recording(events, dialect=dialect)


def test_the_event_list_joins_its_deltas_in_one_row() -> None:
    rows = EventRows(stream(POEM))
    rows.grow()
    assert rows[4] == (4, 6)


def test_its_lane_and_its_family() -> None:
    recording = stream(POEM)
    lanes = Lanes(recording)
    lanes.grow()
    assert (lanes.by_index[0].first, lanes.by_index[0].last) == (2, 9)
    assert max(lanes.columns(0, lanes.end, 100).gaps) == 20 * MS
    assert recording.dialect.family(POEM) is Family.TEXT


def test_the_response_grows_with_it_at_every_event() -> None:
    recording = stream(POEM)
    assert [recording.at(n).text for n in (4, 5, 6, 7)] == [
        "",
        "Peter",
        "Peter Piper",
        "Peter Piper picked",
    ]
    events = list(recording.events())
    assert all(recording.at(n) == fold(events[:n], dialect=DIALECT) for n in range(len(events) + 1))


def test_it_has_metrics_cells_and_a_filter() -> None:
    recording = stream(POEM)
    assert (metrics(recording.summary).ttfo_event, metrics(recording.summary).chunks) == (4, 3)
    assert lateness(recording, 99, 20 * MS) == {(0, "text", 0): [(0, 18, 0)]}
    assert str(answer_cells("k", recording, 5)[0].text) == "Peter"
    shown = parse_filter("family:text and type:poem.delta")
    assert isinstance(shown, EventFilter)
    assert [n for n in range(len(recording)) if shown.matches(recording, n)] == [4, 5, 6]
    assert completions("type:poem", (), DIALECT) == ["type:poem.delta"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"delta": 7}, "`delta` is a number, not a string, in 1 event (poem.delta)."),
        (
            {"output_index": "0"},
            "`output_index` is a string, not a whole number, in 1 event (poem.delta).",
        ),
    ],
)
def test_damage_to_its_fields_is_found(fields: dict[str, Any], message: str) -> None:
    assert findings(stream(POEM)) == []
    damage = [finding for finding in findings(stream(POEM, **fields)) if 5 in finding.events]
    assert (damage[0].severity, damage[0].message) == (Severity.VIOLATION, message)


def test_without_its_line_it_is_unknown() -> None:
    recording = stream(POEM, build_dialect())
    assert recording.at(7).text == ""
    assert "unknown-type" in {finding.code for finding in findings(recording)}


def test_a_new_kind_of_part_grows_beside_the_others() -> None:
    recording = stream(RHYME)
    part = recording.at(7).items[0].parts[0]
    assert (part.kind, str(part.text)) == ("rhyme", "Peter Piper picked")
    assert recording.at(7) == fold(list(recording.events())[:7], dialect=DIALECT)
    assert "unknown-type" not in {finding.code for finding in findings(recording)}
