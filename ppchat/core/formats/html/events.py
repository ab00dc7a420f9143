"""The events of an answer as a list, each to be opened, and what the slider needs of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from ppchat.core.formats.html.growth import TextGrowth
from ppchat.core.formats.html.markup import escape, script_json
from ppchat.core.formats.html.options import PageOptions
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import replace_controls
from ppchat.core.text.display import format_size, pluralize

MAX_OPENABLE: Final = 2000
"""Events of a page that can be opened; of further ones only type, time and delta are shown."""
MAX_LISTED: Final = 50_000
"""Events of an answer that are listed, and that its slider goes through."""
_MAX_PAYLOAD: Final = 20_000
"""Characters of a payload that are shown."""
_MAX_STRING: Final = 4000
"""Characters of a text inside a payload that are shown: an image has millions."""
_MAX_DELTA: Final = 100
_MAX_TEXTS: Final = 1_000_000
"""Characters of texts that the slider goes back in; longer ones would be twice on the page."""
_LEFT_OUT: Final = "(left out)"
_REASONING_FIELDS: Final = frozenset(
    {"reasoning", "reasoning_content", "reasoning_details", "thinking", "encrypted_content"}
)
_REASONING_TYPES: Final = frozenset(
    {"reasoning", "reasoning_text", "summary_text", "thinking", "redacted_thinking"}
)


def event_list(
    recording: Recording, growth: TextGrowth, options: PageOptions, room: int
) -> Iterator[str]:
    """The events, folded; the first `room` of them can be opened."""
    count = len(recording)
    yield (
        f'<details class="events"><summary>{pluralize(count, "event")}</summary>'
        '<ol class="openable">'
    )
    for n in range(min(count, room)):
        head = (
            f"<i>{_time(recording, n)}</i> <b>{escape(recording.type(n))}</b>"
            f"{_delta(recording, n, growth, options)}"
        )
        payload = escape(_payload(recording, n, growth, options))
        yield f"<li><details><summary>{head}</summary><pre>{payload}</pre></details>\n"
    yield "</ol>"
    if count > room:
        more = f"The payloads of {'all' if not room else 'the other'} events are left out"
        yield f'<p class="note">{more}, so that the page opens quickly.</p><pre class="compact">'
        for n in range(room, min(count, MAX_LISTED)):
            delta = _delta_text(recording, n, growth, options)
            yield escape(f"{n + 1:>6}  {_time(recording, n):>9}  {recording.type(n)}  {delta}\n")
        yield "</pre>"
    if count > MAX_LISTED:
        yield f'<p class="note">{pluralize(count - MAX_LISTED, "more event")}.</p>'
    yield "</details>"


def slider_data(recording: Recording, growth: TextGrowth, options: PageOptions) -> str:
    """What the script needs to show the answer as it was after any event, as JSON."""
    count = min(len(recording), MAX_LISTED)
    types = list(dict.fromkeys(recording.type(n) for n in range(count)))
    numbers = {name: number for number, name in enumerate(types)}
    timed = recording.timed
    texts, steps = list(growth.texts.values()), growth.steps
    if sum(map(len, texts)) > _MAX_TEXTS:
        texts, steps = [], []
    return script_json(
        {
            "types": [replace_controls(name) for name in types],
            "type": [numbers[recording.type(n)] for n in range(count)],
            "ms": [round(recording.since_start_ns(n) / 1e6, 1) for n in range(count)]
            if timed
            else [],
            "texts": [replace_controls(options.clean(text)) for text in texts],
            "steps": [value for step in steps if step[0] < count for value in step],
        }
    )


def _time(recording: Recording, n: int) -> str:
    return f"+{recording.since_start_ns(n) / 1e6:.1f}" if recording.timed else ""


def _delta_text(recording: Recording, n: int, growth: TextGrowth, options: PageOptions) -> str:
    if not recording.delta_size(n):
        return ""
    if n in growth.hidden:
        return _LEFT_OUT
    delta = options.clean(recording.event(n).delta)
    short = delta if len(delta) <= _MAX_DELTA else delta[: _MAX_DELTA - 1] + "…"
    return json.dumps(short, ensure_ascii=False)


def _delta(recording: Recording, n: int, growth: TextGrowth, options: PageOptions) -> str:
    text = _delta_text(recording, n, growth, options)
    return f" <q>{escape(text)}</q>" if text else ""


def _payload(recording: Recording, n: int, growth: TextGrowth, options: PageOptions) -> str:
    if n in growth.hidden:
        return _LEFT_OUT
    event = recording.event(n)
    if not event.data:
        text = options.clean(recording.raw(n)[:_MAX_PAYLOAD].decode(errors="replace"))
    else:
        value = _shorten(dict(event.data), keep_reasoning=options.reasoning, levels=100)
        is_delta = recording.delta_size(n) > 0
        text = json.dumps(
            options.clean_json(value), ensure_ascii=False, indent=None if is_delta else 1
        )
    if len(text) > _MAX_PAYLOAD:
        text = f"{text[:_MAX_PAYLOAD]}… ({format_size(len(text))})"
    return f"{event.fault}\n{text}" if event.fault else text


def _shorten(value: Any, *, keep_reasoning: bool, levels: int) -> Any:
    """A payload without reasoning, if that is left out, and with its longest texts cut."""
    if isinstance(value, str) and len(value) > _MAX_STRING:
        return f"{value[:200]}… ({format_size(len(value))})"
    if not levels or not isinstance(value, dict | list):
        return value if levels else "…"
    if isinstance(value, list):
        entries = (
            each
            for each in value
            if keep_reasoning
            or not (isinstance(each, dict) and each.get("type") in _REASONING_TYPES)
        )
        return [
            _shorten(each, keep_reasoning=keep_reasoning, levels=levels - 1) for each in entries
        ]
    if not keep_reasoning and value.get("type") in _REASONING_TYPES:
        return {"type": value["type"]}
    return {
        key: _shorten(each, keep_reasoning=keep_reasoning, levels=levels - 1)
        for key, each in value.items()
        if keep_reasoning or key not in _REASONING_FIELDS
    }
