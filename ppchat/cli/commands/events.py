"""The catalogue of event types: what each means, or what is known of one.

examples:
  ppchat events
  ppchat events output_text.delta
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ppchat.cli.options import tell
from ppchat.core.dialects.responses.event_types import CATALOGUE, TERMINAL, EventType, short


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat events`."""
    parser.add_argument("type", nargs="?", metavar="TYPE", help="a type, or a part of its name")


def run(args: Namespace) -> int:
    """Print all types, or those that the argument names."""
    wanted = args.type or ""
    exact = [known for known in CATALOGUE.values() if wanted in (known.name, short(known.name))]
    found = exact or [known for known in CATALOGUE.values() if wanted in known.name]
    if not found:
        tell(f"no known type has {wanted!r} in its name")
        return 1
    if wanted and len(found) == 1:
        print(_whole(found[0]))
        return 0
    for known in found:
        print(f"{known.name:<45} {known.family.value:<10} {known.meaning}")
    return 0


def _whole(known: EventType) -> str:
    lines = [known.name, f"  {known.meaning}", f"  family: {known.family.value}"]
    if known.grows:
        lines.append(f"  its delta adds to: {known.grows}")
    if known.name in TERMINAL:
        lines.append("  ends a stream")
    if not known.in_sdk:
        lines.append("  seen on the wire; the openai SDK has no model for it")
    return "\n".join(lines)
