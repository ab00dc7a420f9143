"""How an answer ended: one clear line with advice."""

from __future__ import annotations

from typing import Final

from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.response.response import Response
from ppchat.core.stream.error_body import clean_line
from ppchat.core.stream.foreign import FOREIGN_ADVICE
from ppchat.core.stream.signals import Problem
from ppchat.core.view.outcomes import OUTCOME_MARKS
from ppchat.core.view.tone import Tone

_KEPT: Final = "The partial answer is kept."


def ending(summary: RecordingSummary, *, retry_hint: str = "") -> tuple[Tone, str] | None:
    """The message about the end; None while in progress and where all went well.

    `retry_hint` tells the user how to retry where the message is shown; empty where one cannot.
    """
    outcome = summary.outcome
    if outcome is None:
        return None
    problem = summary.ended.problem if summary.ended else None
    lines = [
        *_outcome_lines(outcome, summary, problem, retry_hint),
        "" if summary.foreign else _damage(summary),
        _text_replaced(summary.response),
    ]
    if outcome in (Outcome.FAILED, Outcome.CUT_OFF, Outcome.REFUSED):
        lines.append(_request_id(summary, problem))
    text = "\n".join(line for line in lines if line)
    if not text:
        return None
    tone = OUTCOME_MARKS[outcome].tone
    return (Tone.WARNING if tone is Tone.GOOD else tone), text  # a message where all should be well


def _outcome_lines(
    outcome: Outcome, summary: RecordingSummary, problem: Problem | None, retry_hint: str
) -> tuple[str, ...]:
    response = summary.response
    error = _error(response)
    match outcome:
        case Outcome.COMPLETED:
            return (f"Completed, after an error: {error}",) if error else ()
        case Outcome.INCOMPLETE:
            reason, advice = summary.dialect.incomplete_reasons.get(
                response.reason, ("", "Ask the model to continue.")
            )
            reason = reason or clean_line(response.reason, 300) or "the server gave no reason"
            return f"Incomplete: {reason}.", advice
        case Outcome.FAILED:
            code = response.error.code if response.error else ""
            advice = summary.dialect.error_advice.get(code, retry_hint)
            return f"Failed: {error or 'the server gave no reason'}", advice
        case Outcome.CANCELLED:
            return ("Cancelled on the server.",)
        case Outcome.STOPPED:
            return ("Stopped. " + _KEPT if response.items else "Stopped before the answer began.",)
        case Outcome.CUT_OFF:
            state = "was complete" if response.items else "began"
            early_end = (
                "the end of the stream could not be understood"
                if _end_is_damaged(summary)
                else f"the stream ended before the answer {state}"
            )
            kept = f"{_KEPT} " if response.items else ""
            advice = (problem.advice if problem else "") or retry_hint
            return f"Cut off: {problem.message if problem else early_end}", f"{kept}{advice}"
        case Outcome.REFUSED:
            if summary.foreign:
                return summary.foreign, FOREIGN_ADVICE
            if problem is None:
                return ("Refused: there was no stream.",)
            return problem.message, problem.advice


def _error(response: Response) -> str:
    """The server's error, in one line."""
    if response.error is None:
        return ""
    message, code = clean_line(response.error.message), clean_line(response.error.code, 200)
    if not message:
        return code or "the server gave no reason"
    return f"{message} ({code})" if code else message


def _end_is_damaged(summary: RecordingSummary) -> bool:
    """Whether the last event would end the stream, had it been readable."""
    last = len(summary) - 1
    return last in summary.faults and summary.type(last) in summary.dialect.terminal_types


def _damage(summary: RecordingSummary) -> str:
    """How much of the stream could not be read."""
    count = len(summary.faults)
    if not count:
        return ""
    n, fault = next(iter(summary.faults.items()))
    if count == 1:
        return f"Event {n} is damaged: {fault}"
    return f"{count:,} events are damaged; the first is event {n}: {fault}"


def _text_replaced(response: Response) -> str:
    """A warning where the text shown now is not the one shown while it was streamed."""
    overruled = any(part.overruled for item in response.items for part in item.parts)
    return "The server's final text differs from the text it streamed." if overruled else ""


def _request_id(summary: RecordingSummary, problem: Problem | None) -> str:
    headers = summary.opened.headers if summary.opened else {}
    sent = headers.get("x-request-id") or headers.get("request-id", "")
    request_id = (problem.request_id if problem else "") or clean_line(sent, 200)
    return f"Request id: {request_id}" if request_id else ""
