"""Play a recording in the inspector, at its recorded speed or another.

examples:
  ppchat replay hello.jsonl
  ppchat replay 3f2a --speed 0.5
"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from ppchat.cli.commands import inspect


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat replay`."""
    inspect.add_arguments(parser)
    parser.add_argument(
        "--speed",
        type=_speed,
        default=1.0,
        metavar="N",
        help="playback speed, from 0.1 to 100 (default 1)",
    )


def run(args: Namespace) -> int:
    """Open the inspector and play."""
    return inspect.run(args, play=args.speed)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0
    if not 0.1 <= speed <= 100:
        raise ArgumentTypeError("must be a number from 0.1 to 100")
    return speed
