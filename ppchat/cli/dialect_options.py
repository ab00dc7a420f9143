"""The option that selects a protocol; apart from the others, as the app must not load protocols."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import DIALECTS


def add_dialect(parser: ArgumentParser, help_text: str) -> None:
    """Add `--api`, which selects one of the protocols that are read."""
    names = [dialect.name for dialect in DIALECTS]
    help_text = f"{help_text}: {', '.join(names)} (default: all)"
    parser.add_argument("--api", choices=names, metavar="NAME", help=help_text)


def selected_dialects(args: Namespace) -> list[Dialect]:
    """The protocol that `--api` names, else all of them."""
    return [dialect for dialect in DIALECTS if args.api in (None, dialect.name)]
