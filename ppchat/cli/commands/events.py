"""List the known event types with their meanings, or describe one.

examples:
  ppchat events
  ppchat events output_text.delta
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ppchat.cli.exit_codes import DONE, FAILED
from ppchat.cli.options import report
from ppchat.core.dialects.dialect import EventType
from ppchat.core.dialects.registry import DEFAULT_DIALECT


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat events`."""
    parser.add_argument(
        "type", nargs="?", metavar="TYPE", help="an event type, or part of its name"
    )


def run(args: Namespace) -> int:
    """Print all event types, or those that match the argument."""
    pattern = args.type or ""
    exact = [
        event_type
        for event_type in DEFAULT_DIALECT.event_types.values()
        if pattern in (event_type.name, DEFAULT_DIALECT.short_type(event_type.name))
    ]
    matches = exact or [
        event_type
        for event_type in DEFAULT_DIALECT.event_types.values()
        if pattern in event_type.name
    ]
    if not matches:
        report(f"no known event type contains {pattern!r}")
        return FAILED
    if pattern and len(matches) == 1:
        print(_description(matches[0]))
        return DONE
    for event_type in matches:
        print(f"{event_type.name:<45} {event_type.family.value:<10} {event_type.meaning}")
    return DONE


def _description(event_type: EventType) -> str:
    lines = [event_type.name, f"  {event_type.meaning}", f"  family: {event_type.family.value}"]
    if event_type.grows:
        lines.append(f"  its delta extends: {event_type.grows}")
    if event_type.name in DEFAULT_DIALECT.terminal_types:
        lines.append("  ends the stream")
    if not event_type.in_sdk:
        lines.append("  sent by servers, but the openai SDK has no model for it")
    return "\n".join(lines)
