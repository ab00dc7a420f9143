"""The turns of a conversation, as `ppchat sessions show` prints them."""

from __future__ import annotations

from typing import Any

from ppchat.core.chat.conversation import Conversation, Node
from ppchat.core.chat.settings.changes import settings_changes
from ppchat.core.chat.settings.request_fields import read_turn_settings
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.registry import dialect_of_request
from ppchat.core.metrics.metrics import metrics
from ppchat.core.security.sanitize import sanitize, sanitize_line
from ppchat.core.text.dates import format_minute
from ppchat.core.view.outcomes import outcome_word


def print_turns(conversation: Conversation) -> None:
    """Print the turns of the branch that is shown, with the settings where they change."""
    before: TurnSettings | None = None
    for node in conversation.path:
        _print_turn(conversation, node, before)
        before = _settings(node)


def _settings(node: Node) -> TurnSettings:
    request = node.recording.request
    return read_turn_settings(dialect_of_request(request), request)


def _print_turn(conversation: Conversation, node: Node, before: TurnSettings | None) -> None:
    recording = node.recording
    response = recording.response
    branches = conversation.siblings(node.id)
    branch = f" · {branches.index(node) + 1} of {len(branches)}" if len(branches) > 1 else ""
    openings = [(answer.heading, answer.output) for answer in node.answers]
    for heading, text in openings or [("You", node.prompt)]:
        when = f"{format_minute(recording.started_at)}{branch}"
        print(f"\n## {sanitize_line(heading)} · {when}\n\n{sanitize(text)}".rstrip("\n"))
    if changes := settings_changes(before, _settings(node)):
        print(f"\nSettings: {sanitize_line(' · '.join(changes), 500)}")
    model = sanitize_line(response.model or recording.request.model)
    ended = outcome_word(recording.outcome)
    print(f"\n## {model} · {ended} · {len(recording)} events · {node.id}")
    if response.text:
        print(f"\n{sanitize(response.text)}")
    calls, open_calls = recording.dialect.calls(response), conversation.open_calls(node)
    for n, call in enumerate(calls):
        state = "waits for an answer" if call in open_calls else "answered"
        line = sanitize_line(f"calls {call.name} {call.arguments}")
        print(f"{'' if n else chr(10)}{line} · {state}")


def turn_json(conversation: Conversation, node: Node) -> dict[str, Any]:
    """A turn for programs."""
    recording = node.recording
    values, settings = metrics(recording.summary), _settings(node)
    return {
        "id": node.id,
        "parent": node.parent,
        "prompt": node.prompt,
        "answers": [
            {
                "call_id": answer.call.call_id,
                "name": answer.call.name,
                "output": answer.output,
                "approved": answer.approved,
                "note": answer.note or None,
            }
            for answer in node.answers
        ],
        "text": recording.response.text,
        "model": recording.response.model or recording.request.model,
        "settings": {
            "instructions": settings.instructions,
            "parameters": dict(settings.parameters),
            "fields": dict(settings.fields),
        },
        "started_at": recording.started_at,
        "verdict": recording.outcome.value if recording.outcome else None,
        "open_calls": [
            {"call_id": call.call_id, "name": call.name, "arguments": call.arguments}
            for call in conversation.open_calls(node)
        ],
        "events": len(recording),
        "ttft_ms": values.ttft_ms,
        "e2e_ms": values.e2e_ms,
    }
