"""List the known event types with their meanings, or describe one.

examples:
  ppchat events
  ppchat events output_text.delta
  ppchat events chunk.content
  ppchat events --api ollama
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ppchat.cli.dialect_options import add_dialect, selected_dialects
from ppchat.cli.exit_codes import DONE, FAILED
from ppchat.cli.options import report
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.dialects.vocabulary import EventType


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat events`."""
    parser.add_argument(
        "type", nargs="?", metavar="TYPE", help="an event type, or part of its name"
    )
    add_dialect(parser, "list only the types of this protocol")


def run(args: Namespace) -> int:
    """Print all event types, or those that match the argument."""
    pattern = args.type or ""
    types = [
        (dialect, known)
        for dialect in selected_dialects(args)
        for known in dialect.event_types.values()
    ]
    exact = [
        (dialect, known)
        for dialect, known in types
        if pattern in (known.name, DEFAULT_DIALECT.short_type(known.name))
    ]
    matches = exact or [(dialect, known) for dialect, known in types if pattern in known.name]
    if not matches:
        report(f"no known event type contains {pattern!r}")
        return FAILED
    if pattern and len(matches) == 1:
        print(_description(*matches[0]))
        return DONE
    for dialect, known in matches:
        print(f"{known.name:<45} {known.family.value:<10} {known.meaning} [{dialect.label}]")
    return DONE


def _description(dialect: Dialect, event_type: EventType) -> str:
    lines = [
        event_type.name,
        f"  {event_type.meaning}",
        f"  protocol: {dialect.label}",
        f"  family: {event_type.family.value}",
    ]
    if event_type.grows:
        lines.append(f"  its delta extends: {event_type.grows}")
    if event_type.name in dialect.terminal_types:
        lines.append("  ends the stream")
    if not event_type.in_sdk:
        lines.append("  sent by servers, but the vendor's SDK has no model for it")
    return "\n".join(lines)
