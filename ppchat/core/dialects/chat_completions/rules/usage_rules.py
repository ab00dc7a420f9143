"""Whether usage comes where it should, and adds up."""

from __future__ import annotations

from collections.abc import Iterator

from ppchat.core.dialects.chat_completions.rules.rule_table import rule_finding
from ppchat.core.dialects.chat_completions.server_reports import read_usage, usage_data
from ppchat.core.dialects.dialect import RecordingView
from ppchat.core.dialects.finding import Finding
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import mapping


class UsageRules:
    """Checks chunk by chunk, and collects the findings."""

    def __init__(self, recording: RecordingView) -> None:
        body = recording.request.body
        self._is_known = "messages" in body
        options = mapping(body, "stream_options")
        self._is_asked = options.get("include_usage") is True
        self._is_continuous = options.get("continuous_usage_stats") is True
        self._events: list[int] = []
        self._last: JsonObject = {}
        self._is_alone = True
        self._deltas_after: list[int] = []
        self._has_text = False

    def check(self, event: Event) -> None:
        """Check one more chunk."""
        data = event.data
        self._has_text = self._has_text or bool(event.delta)
        usage = usage_data(data)
        if usage:
            self._events.append(event.n)
            self._last = usage
            self._is_alone = not data.get("choices") and usage is data.get("usage")
        elif self._events and event.delta:
            self._deltas_after.append(event.n)

    def finish(self, *, is_complete: bool) -> Iterator[Finding]:
        """The findings; `is_complete` if the stream has all that the server meant to send."""
        if not self._events:
            if is_complete and self._is_asked:
                message = "The request asks for usage (`include_usage`), and none came."
                yield rule_finding("usage-missing", (), message)
            return
        last = self._events[-1]
        if len(self._events) > 1 and not self._is_continuous:
            message = f"Usage comes in {len(self._events):,} chunks: the last counts."
            yield rule_finding("usage-repeated", tuple(self._events), message)
        if self._deltas_after:
            message = "Pieces of the answer follow the usage."
            yield rule_finding("usage-early", tuple(self._deltas_after), message)
        if not self._is_alone:
            message = "The usage stands in a chunk with choices, or elsewhere than in `usage`."
            yield rule_finding("usage-place", (last,), message)
        if self._is_known and not self._is_asked:
            message = "Usage came, though the request does not ask for it (`include_usage`)."
            yield rule_finding("usage-unasked", (last,), message)
        yield from self._sum_findings(last)

    def _sum_findings(self, n: int) -> Iterator[Finding]:
        usage = read_usage(self._last)
        if usage.output == 0 and self._has_text:
            message = "`completion_tokens` is 0, though text was streamed."
            yield rule_finding("usage-zero", (n,), message)
        if usage.input is None or usage.output is None or usage.total is None:
            return
        rest = usage.total - usage.input - usage.output
        if not rest:
            return
        code = "usage-sum" if rest < 0 else "usage-rest"
        message = (
            f"`total_tokens` is {usage.total:,}, but {usage.input:,} of the prompt and "
            f"{usage.output:,} of the completion are {usage.input + usage.output:,}"
        )
        if rest == usage.reasoning:
            message += ": the tokens of the reasoning are counted apart"
        yield rule_finding(code, (n,), f"{message}.")
