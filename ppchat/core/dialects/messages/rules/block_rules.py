"""Whether each content block begins, grows and stops as it should."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ppchat.core.dialects.finding import Finding
from ppchat.core.dialects.messages.event_types import DELTA, START, STOP, output_index
from ppchat.core.dialects.messages.rules.rule_table import rule_finding
from ppchat.core.dialects.messages.rules.schema import DELTAS_OF_BLOCK
from ppchat.core.stream.event import Event
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import mapping, string
from ppchat.core.text.json_text import parse_json


@dataclass(slots=True)
class _BlockHistory:
    """What is known of a block."""

    type: str
    name: str
    first: int
    """The event that began it."""
    signed: bool
    stop: int | None = None
    inputs: list[str] = field(default_factory=list)
    after_stop: list[int] = field(default_factory=list)
    misfits: dict[str, list[int]] = field(default_factory=dict)
    """The events whose delta does not fit it, by the type of the delta."""

    @property
    def words(self) -> str:
        """Its type and name, for people; foreign, raw."""
        return f"{self.type!r} {self.name!r}" if self.name else repr(self.type)


class BlockRules:
    """Checks event by event, and collects the findings."""

    def __init__(self) -> None:
        self._blocks: dict[int, _BlockHistory] = {}
        self._next = 0
        self._last_open = -1
        """The block that began last and has not stopped; -1 for none."""
        self._findings: list[Finding] = []
        self._unstarted: dict[int, list[int]] = {}

    def check(self, event: Event) -> None:
        """Check one more event; one that is not about a block is passed over."""
        index = output_index(event.data)
        if index < 0:
            return
        if event.type.startswith(START):
            self._check_start(event, index)
            return
        is_stop = event.type == STOP
        if not is_stop and not event.type.startswith(DELTA):
            return
        block = self._blocks.get(index)
        if block is None:
            self._unstarted.setdefault(index, []).append(event.n)
        elif block.stop is not None:
            block.after_stop.append(event.n)
        elif is_stop:
            block.stop = event.n
            self._last_open = -1 if self._last_open == index else self._last_open
        else:
            self._check_delta(event, block)

    def _report(self, code: str, n: int, message: str) -> None:
        self._findings.append(rule_finding(code, (n,), message))

    def _check_start(self, event: Event, index: int) -> None:
        if index in self._blocks:
            first = self._blocks[index].first
            message = f"Block {index} begins again: it began at event {first}."
            self._report("block-twice", event.n, message)
            return
        if index != self._next:
            after = f"after block {self._next - 1}" if self._next else "first"
            self._report("block-index", event.n, f"Block {index} begins {after}.")
        self._next = index + 1
        if self._last_open >= 0:
            message = f"Block {index} begins before block {self._last_open} stops."
            self._report("block-overlap", event.n, message)
        self._last_open = index
        content = mapping(event.data, "content_block")
        self._blocks[index] = _BlockHistory(
            string(content, "type"),
            string(content, "name"),
            event.n,
            signed=bool(string(content, "signature")),
        )

    def _check_delta(self, event: Event, block: _BlockHistory) -> None:
        delta = mapping(event.data, "delta")
        kind = string(delta, "type")
        allowed = DELTAS_OF_BLOCK.get(block.type)
        if allowed is not None and kind not in allowed and event.type != DELTA:
            block.misfits.setdefault(kind, []).append(event.n)
        elif kind == "input_json_delta":
            block.inputs.append(event.delta)
        elif kind == "signature_delta":
            block.signed = block.signed or bool(string(delta, "signature"))

    def awaits_result(self) -> bool:
        """Whether the client is to answer with the result of a tool."""
        return any(block.type == "tool_use" for block in self._blocks.values())

    def finish(self, *, stopped: bool, incomplete: bool) -> Iterator[Finding]:
        """The findings; `stopped` if the message has its end, `incomplete` if it is not whole."""
        yield from self._findings
        for index, events in self._unstarted.items():
            message = f"{pluralize(len(events), 'event')} of block {index}, which did not begin."
            yield rule_finding("block-unstarted", tuple(events), message)
        last = max(self._blocks, default=-1)
        for index, block in self._blocks.items():
            yield from _block_findings(index, block)
            if block.stop is None and stopped:
                message = f"Block {index} ({block.words}) does not stop."
                yield rule_finding("block-open", (block.first,), message)
            elif block.stop is not None and not (incomplete and index == last):
                yield from _input_findings(index, block, block.stop)


def _block_findings(index: int, block: _BlockHistory) -> Iterator[Finding]:
    if block.after_stop:
        count = pluralize(len(block.after_stop), "event")
        message = f"{count} of block {index} after its stop at event {block.stop}."
        yield rule_finding("after-block-stop", tuple(block.after_stop), message)
    for kind, events in block.misfits.items():
        count = pluralize(len(events), "delta")
        message = f"{count} of the kind {kind!r} in block {index}, which is {block.words}."
        yield rule_finding("delta-kind", tuple(events), message)
    if block.type == "thinking" and block.stop is not None and not block.signed:
        message = f"The thinking of block {index} has no signature: it cannot be sent back."
        yield rule_finding("unsigned", (block.stop,), message)


def _input_findings(index: int, block: _BlockHistory, stop: int) -> Iterator[Finding]:
    text = "".join(block.inputs)
    if not text:
        return
    try:
        is_object = isinstance(parse_json(text), dict)
    except ValueError as error:
        message = f"The input of block {index} ({block.words}) is not JSON: {error}."
        yield rule_finding("input-json", (stop,), message)
    else:
        if not is_object:
            message = f"The input of block {index} ({block.words}) is not an object."
            yield rule_finding("input-json", (stop,), message)
