"""Which refused requests can be sent in another way: over another API, or without some fields."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from ppchat.core.dialects.registry import dialect_of_request
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.http_errors import NO_ENDPOINT
from ppchat.core.stream.signals import Problem

_UNKNOWN: Final = "unknown|unrecognized|unexpected|unsupported|extra|additional|not permitted"
_FIELD: Final = "field|param|argument|propert|input|key"
_REJECTS_A_FIELD: Final = re.compile(
    rf"(?i)({_UNKNOWN}).{{0,40}}({_FIELD})|({_FIELD}).{{0,80}}({_UNKNOWN})"
)


def refusal(summary: RecordingSummary) -> Problem | None:
    """Why a server refused a request; None if it did not, or did not answer at all."""
    problem = summary.ended.problem if summary.ended else None
    refused = summary.outcome is Outcome.REFUSED and problem is not None
    return problem if refused and problem and problem.status is not None else None


def lacks_endpoint(summary: RecordingSummary) -> bool:
    """Whether a server does not have the API in which it was asked."""
    problem = refusal(summary)
    return problem is not None and problem.kind == NO_ENDPOINT


def rejected_fields(summary: RecordingSummary, chosen: Container[str]) -> tuple[str, ...]:
    """The fields that may have been the reason for a refusal, and can be left out.

    Those that the user has `chosen` cannot.
    """
    problem = refusal(summary)
    if problem is None or problem.status not in (400, 422):
        return ()
    optional = dialect_of_request(summary.request).optional_fields
    sent = [name for name in optional if name in summary.request.body and name not in chosen]
    named = [name for name in sent if any(word in problem.message for word in optional[name])]
    if named:
        return tuple(named)
    return tuple(sent) if _REJECTS_A_FIELD.search(problem.message) else ()
