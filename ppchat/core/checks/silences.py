"""The silences of a stream: stretches without a delta, and what the server did meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from ppchat.core.dialects.vocabulary import Family
from ppchat.core.recording.recording import Recording
from ppchat.core.text.display import format_duration, pluralize

_FINISHED: Final = ("completed", "failed", "done")
"""How the name of an event ends after which its tool no longer runs."""


NOTABLE_NS: Final = 500_000_000
"""Nanoseconds without a delta that are no stall yet; shorter work of a tool is not reported."""
_MIN_NS: Final = 100_000_000


class Work(NamedTuple):
    """The time of one tool call, or of reasoning; half-open, in nanoseconds."""

    start_ns: int
    stop_ns: int
    label: str
    """What ran; foreign where the type of the item is unknown."""
    first: int
    last: int
    """The events between which it ran."""


class Silence(NamedTuple):
    """A stretch without a delta. Keepalives and other events may fall into it."""

    start: int
    """The event that it follows; -1 for the request."""
    stop: int
    """The event that ended it; the number of all events where the stream ended in it."""
    start_ns: int
    stop_ns: int
    tools: tuple[Work, ...]
    """The calls that the server ran meanwhile, cut to the silence."""
    reasoning: tuple[Work, ...]
    """The reasoning meanwhile, of which nothing was streamed."""
    keepalives: int

    after_delta: bool
    """Whether it follows a delta; else it is the time before the first one."""

    @property
    def duration_ns(self) -> int:
        """Its length."""
        return self.stop_ns - self.start_ns

    @property
    def tool_ns(self) -> int:
        """How long at least one tool ran."""
        return _union_ns(self.tools)

    @property
    def tool_events(self) -> tuple[int, int]:
        """The events between which tools ran."""
        return min(work.first for work in self.tools), max(work.last for work in self.tools)

    @property
    def reasoning_ns(self) -> int:
        """How long the model reasoned, time of tools excluded."""
        return _union_ns((*self.tools, *self.reasoning)) - self.tool_ns

    @property
    def idle_ns(self) -> int:
        """The rest: no tool ran."""
        return self.duration_ns - self.tool_ns


def silences(recording: Recording) -> list[Silence]:
    """The silences longer than 100 ms, in stream order.

    The first begins with the request, or with the first event where its time is unknown; the last
    ends with the terminal event, else with the stream.
    """
    long = [
        (before, after)
        for before, after in _between_deltas(recording)
        if after[1] - before[1] > _MIN_NS
    ]
    if not long:
        return []
    tools, reasoning = _work(recording)
    during = zip(long, _sweep(tools, long), _sweep(reasoning, long), strict=True)
    return [_silence(recording, *marks, *work) for marks, *work in during]


_Mark = tuple[int, int]
"""The number of an event and its time."""
_Works = tuple[Work, ...]


def _between_deltas(recording: Recording) -> Iterator[tuple[_Mark, _Mark]]:
    previous = (-1, recording.t0_ns) if recording.t0_ns else (0, recording.at_ns(0))
    for n in range(len(recording)):
        if recording.delta_size(n):
            yield previous, (n, recording.at_ns(n))
            previous = n, recording.at_ns(n)
    end = _end(recording)
    if end[0] > previous[0]:
        yield previous, end


def _end(recording: Recording) -> _Mark:
    """The last terminal event, else the end of the stream or of what arrived so far."""
    count = len(recording)
    for n in range(count - 1, (recording.summary.last_delta or 0) - 1, -1):
        if recording.type(n) in recording.dialect.terminal_types:
            return n, recording.at_ns(n)
    last = count - 1, recording.at_ns(count - 1)
    ended = recording.ended
    return (count, ended.at_ns) if ended and ended.at_ns > last[1] else last


def _silence(
    recording: Recording, before: _Mark, after: _Mark, tools: _Works, reasoning: _Works
) -> Silence:
    (start, start_ns), (stop, stop_ns) = before, after
    keepalives = sum(
        recording.dialect.family(recording.type(n)) is Family.KEEPALIVE
        for n in range(start + 1, min(stop, len(recording)))
    )
    after_delta = start >= 0 and recording.delta_size(start) > 0
    return Silence(start, stop, start_ns, stop_ns, tools, reasoning, keepalives, after_delta)


def _sweep(work: Iterable[Work], spans: Iterable[tuple[_Mark, _Mark]]) -> Iterator[_Works]:
    """The work during each of several spans, which are in order, cut to the span."""
    waiting = sorted(work, reverse=True)
    running: list[Work] = []
    for (_, start_ns), (_, stop_ns) in spans:
        while waiting and waiting[-1].start_ns < stop_ns:
            running.append(waiting.pop())
        running = [entry for entry in running if entry.stop_ns > start_ns]
        yield tuple(
            entry._replace(
                start_ns=max(entry.start_ns, start_ns), stop_ns=min(entry.stop_ns, stop_ns)
            )
            for entry in running
        )


def _union_ns(work: Iterable[Work]) -> int:
    """How long at least one of several ran."""
    total = reached = 0
    for entry in sorted(work):
        total += max(0, entry.stop_ns - max(entry.start_ns, reached))
        reached = max(reached, entry.stop_ns)
    return total


def _work(recording: Recording) -> tuple[list[Work], list[Work]]:
    """When the tools of the server ran, and when the model reasoned.

    A tool runs from its first event, or once its input is complete, to its last event; a call
    that the client must answer does not run on the server, unless the answer is in the stream.
    """
    dialect, summary = recording.dialect, recording.summary
    types = {item.output_index: item.type for item in recording.response.items}
    types = {index: kind for index, kind in types.items() if index >= 0}
    ready = _inputs_complete(recording)
    tools: list[Work] = []
    unanswered: dict[str, int] = {}
    for index, kind in sorted(types.items()):
        span = summary.item_span(index)
        if span is None:
            continue
        first, last = span
        family = dialect.item_family(kind)
        known = dialect.item_types.get(kind)
        answers = known.answers if known else ()
        if family is Family.REASONING:
            continue
        if kind in unanswered:
            tools.append(_span(recording, unanswered.pop(kind), last, kind))
        elif answers:
            unanswered |= dict.fromkeys(answers, last)
        elif family is Family.TOOL:
            tools.append(_span(recording, max(first, ready.get(index, 0)), last, kind))
    return [*tools, *_unplaced_tools(recording)], list(_reasoning(recording, types))


def _reasoning(recording: Recording, types: Mapping[int, str]) -> Iterator[Work]:
    """When the model reasoned: from the first to the last event of an item of reasoning.

    One that streams is interrupted by the deltas of other items: a dialect may have one item for
    all reasoning of an answer.
    """
    runs: dict[int, tuple[int, int]] = {}
    streaming: set[int] = set()
    for n in range(len(recording)):
        index, has_delta = recording.output_index(n), recording.delta_size(n) > 0
        if recording.dialect.item_family(types.get(index, "")) is Family.REASONING:
            runs[index] = runs.get(index, (n, n))[0], n
            if has_delta:
                streaming.add(index)
        elif has_delta and streaming:
            for other in streaming:
                yield _span(recording, *runs.pop(other), types[other])
            streaming.clear()
    for index, run in runs.items():
        yield _span(recording, *run, types[index])


def _inputs_complete(recording: Recording) -> dict[int, int]:
    """By output index: the last event that adds to the text of the item, or completes it."""
    event_types = recording.dialect.event_types
    ready: dict[int, int] = {}
    for n in range(len(recording)):
        index = recording.output_index(n)
        known = event_types.get(recording.type(n)) if index >= 0 else None
        if known is not None and (known.finishes or known.grows):
            ready[index] = n
    return ready


def _unplaced_tools(recording: Recording) -> Iterator[Work]:
    """The tools of a server that gives its events no output index: one per run of a tool."""
    dialect = recording.dialect
    previous, start = "", 0
    for n in range(len(recording)):
        kind = recording.type(n)
        is_tool = dialect.family(kind) is Family.TOOL and recording.output_index(n) < 0
        tool = dialect.short_type(kind).rpartition(".")[0] if is_tool else ""
        if tool and tool == previous:
            yield _span(recording, start, n, tool)
        if dialect.family(kind) is not Family.KEEPALIVE:
            start = n
            previous = "" if kind.endswith(_FINISHED) or recording.delta_size(n) else tool


def _stop_ns(recording: Recording, last: int) -> int:
    """When the work of an item ended whose last event is `last`: later if the stream broke off."""
    dialect, count = recording.dialect, len(recording)
    rest = (dialect.family(recording.type(n)) for n in range(last + 1, count))
    if recording.type(last).endswith(_FINISHED) or any(
        family is not Family.KEEPALIVE for family in rest
    ):
        return recording.at_ns(last)
    ended = recording.ended
    return max(recording.at_ns(count - 1), ended.at_ns if ended else 0)


def _span(recording: Recording, first: int, last: int, item_type: str) -> Work:
    known = recording.dialect.item_types.get(item_type)
    label = known.title if known and known.title else recording.dialect.item_label(item_type)
    return Work(recording.at_ns(first), _stop_ns(recording, last), label, first, last)


def describe_meanwhile(silence: Silence) -> str:
    """What else is known of a silence, as the end of a sentence."""
    words = ""
    if silence.reasoning_ns >= NOTABLE_NS:
        words += f"; {format_duration(silence.reasoning_ns)} of it in reasoning not streamed"
    if silence.keepalives:
        words += f"; {pluralize(silence.keepalives, 'keepalive')} arrived meanwhile"
    return words


def describe_tools(silence: Silence) -> str:
    """How long which tools ran: those that took a good part of the time."""
    duration_ns = silence.tool_ns
    longest = [work for work in silence.tools if work.stop_ns - work.start_ns >= duration_ns / 10]
    labels = list(dict.fromkeys(work.label for work in longest or silence.tools))
    calls = f" ({len(longest)} calls)" if len(longest) > len(labels) else ""
    return f"{format_duration(duration_ns)} passed while the {' and the '.join(labels)} ran{calls}"
