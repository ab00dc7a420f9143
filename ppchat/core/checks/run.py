"""All checks of a stream: does it follow the protocol, and where did the time go?"""

from __future__ import annotations

from ppchat.core.checks.finding import Finding, Severity
from ppchat.core.checks.timing import timing_findings
from ppchat.core.dialects.responses.event_rules import EventRules
from ppchat.core.dialects.responses.item_rules import ItemRules
from ppchat.core.recording.recording import Recording


def findings(recording: Recording) -> list[Finding]:
    """All findings, the most serious first; empty for a sound stream. Reads every event."""
    unordered = [*protocol_findings(recording), *timing_findings(recording)]
    order = list(Severity)
    return sorted(unordered, key=lambda finding: order.index(finding.severity))


def protocol_findings(recording: Recording) -> list[Finding]:
    """The findings about the protocol, in stream order."""
    event_rules, item_rules = EventRules(recording), ItemRules()
    first_type = ""
    for event in recording.events():
        first_type = first_type or event.type
        event_rules.check(event)
        item_rules.check(event)
    from_start = first_type in ("response.created", "response.queued")
    closing = [*event_rules.finish(), *item_rules.finish(from_start=from_start)]
    unordered = [*event_rules.findings, *closing]
    return sorted(unordered, key=lambda finding: finding.events[0] if finding.events else -1)
