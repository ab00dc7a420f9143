"""Which requests a server refused, and which of them can be sent over another API."""

from __future__ import annotations

import re
from typing import Final

from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.http_errors import NO_ENDPOINT
from ppchat.core.stream.signals import Problem

_LOST: Final = re.compile(r"(?i)previous.response")


def refusal(summary: RecordingSummary) -> Problem | None:
    """Why a server refused a request; None if it did not, or did not answer at all."""
    problem = summary.ended.problem if summary.ended else None
    refused = summary.outcome is Outcome.REFUSED and problem is not None
    return problem if refused and problem and problem.status is not None else None


def lost_response(summary: RecordingSummary) -> bool:
    """Whether a server does not have the earlier response that a request referred to."""
    problem = refusal(summary)
    if problem is None or problem.status not in (400, 404):
        return False
    return _LOST.search(problem.message) is not None


def lacks_endpoint(summary: RecordingSummary) -> bool:
    """Whether a server does not have the API in which it was asked."""
    problem = refusal(summary)
    return problem is not None and problem.kind == NO_ENDPOINT
