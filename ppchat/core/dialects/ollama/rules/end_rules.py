"""Whether a stream ends as it must: with one line that is done, its reason and its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from ppchat.core.dialects.finding import Finding
from ppchat.core.dialects.ollama.done_reasons import DONE_REASONS
from ppchat.core.dialects.ollama.durations import DURATIONS
from ppchat.core.dialects.ollama.event_types import reports_error
from ppchat.core.dialects.ollama.rules.rule_table import rule_finding
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import COMMENT, DONE, Event
from ppchat.core.text.display import format_measure
from ppchat.core.text.json_fields import count, string

_SHOWN = 40
"""Characters of a foreign word that a finding quotes."""


class EndRules:
    """Checks event by event, and collects the findings."""

    def __init__(self) -> None:
        self._done: tuple[int, JsonObject] | None = None
        self._error: int | None = None
        self._after_done: list[int] = []
        self._after_error: list[int] = []
        self._has_text = False

    def check(self, event: Event) -> None:
        """Check one more event."""
        if event.type in (COMMENT, DONE):
            return
        if self._error is not None:
            self._after_error.append(event.n)
        elif self._done is not None:
            self._after_done.append(event.n)
        elif reports_error(event.data):
            self._error = event.n
        else:
            self._has_text = self._has_text or bool(event.delta)
            if event.data.get("done") is True:
                self._done = event.n, event.data

    def finish(self, *, is_complete: bool) -> Iterator[Finding]:
        """The findings; `is_complete` if the server closed the stream, and all was read."""
        if self._after_error:
            message = "Lines follow an error, which ends the stream."
            yield rule_finding("after-error", tuple(self._after_error), message)
        if self._after_done:
            message = "Lines follow the one that is done: clients do not read them."
            yield rule_finding("after-done", tuple(self._after_done), message)
        if self._done is not None:
            yield from self._done_findings(*self._done)
        elif is_complete and self._error is None:
            message = "The stream ends without a line that is done, and without an error."
            yield rule_finding("no-done", (), message)

    def _done_findings(self, n: int, data: JsonObject) -> Iterator[Finding]:
        reason = string(data, "done_reason")
        if not reason:
            message = "The last line does not say why the answer ends (`done_reason`)."
            yield rule_finding("done-reason-missing", (n,), message)
        elif reason not in DONE_REASONS:
            message = f"The answer ends for an unknown reason, {reason[:_SHOWN]!r}."
            yield rule_finding("done-reason-unknown", (n,), message)
        if self._has_text:
            yield from self._count_findings(n, data)

    def _count_findings(self, n: int, data: JsonObject) -> Iterator[Finding]:
        # The prompt has none where all of it was evaluated before.
        names = ("total_duration", "eval_count", "eval_duration")
        missing = [f"`{name}`" for name in names if name not in data]
        if missing:
            message = f"The last line lacks {', '.join(missing)}."
            yield rule_finding("counts-missing", (n,), message)
        if count(data, "eval_count") == 0:
            message = "`eval_count` is 0, though text was streamed."
            yield rule_finding("count-zero", (n,), message)
        times = {name: count(data, name) for name in DURATIONS}
        total = times.pop("total_duration")
        parts = sum(ns or 0 for ns in times.values())
        if total is not None and parts > total:
            message = (
                f"`total_duration` is {format_measure(total / 1e6, 'ms')}, but its parts are "
                f"{format_measure(parts / 1e6, 'ms')}."
            )
            yield rule_finding("duration-sum", (n,), message)
