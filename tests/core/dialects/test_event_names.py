"""Whether `event:` lines name the types of the data."""

from __future__ import annotations

from collections.abc import Sequence

from ppchat.core.dialects.event_names import EventNames
from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.stream.event import Event


def build(code: str, events: Sequence[int], message: str) -> Finding:
    return Finding(Severity.VIOLATION, code, events, message)


def test_the_last_line_with_a_name_counts() -> None:
    names = EventNames()
    raws = [
        b"event: a\n",
        b"\xef\xbb\xbfevent:a\n",
        b"id: 1\r\nevent: b\n",
        b"event: a\nevent: b\n",
    ]
    for n, raw in enumerate([*raws, b"data: event: a\n", b"event:\n"]):
        names.check(Event(n, 0, "a", {"type": "a"}), raw)
    (finding,) = names.findings(build)
    assert (finding.code, finding.events) == ("event-name", (2, 3))
    assert finding.message == "The `event:` line says 'b' in 2 events, the data 'a'."
    assert (names.named, names.unnamed) == (4, [4, 5])


def test_data_without_a_type_has_no_wrong_name() -> None:
    names = EventNames()
    names.check(Event(0, 0, "a", {"type": 3}), b"event: a\n")
    assert (list(names.findings(build)), names.named, names.unnamed) == ([], 1, [])
