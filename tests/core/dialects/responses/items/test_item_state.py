"""What is known about items, and how findings get their severity."""

from __future__ import annotations

from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.dialects.responses.items.item_state import PartState, Report


def test_the_text_of_a_part_is_what_was_stated_last() -> None:
    part = PartState(0, ["a", "b"])
    assert part.text == "ab"
    part.whole = ""
    assert part.text == ""


def test_a_finding_has_the_severity_of_its_rule() -> None:
    report = Report()
    report("no-usage", (1,), "none")
    report("never-done", (2,), "open")
    assert report.findings == [
        Finding(Severity.REMARK, "no-usage", (1,), "none"),
        Finding(Severity.VIOLATION, "never-done", (2,), "open"),
    ]
