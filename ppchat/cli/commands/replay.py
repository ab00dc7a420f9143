"""A recording, played in the inspector at its own pace or another.

examples:
  ppchat replay hello.jsonl
  ppchat replay 3f2a --speed 0.5
"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from ppchat.cli.commands import inspect


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat replay`."""
    inspect.add_arguments(parser)
    parser.add_argument(
        "--speed", type=_speed, default=1.0, metavar="N", help="times as fast: 0.1 to 100"
    )


def run(args: Namespace) -> int:
    """Open the inspector, playing."""
    return inspect.run(args, play=args.speed)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0
    if not 0.1 <= speed <= 100:
        raise ArgumentTypeError("a speed is a number from 0.1 to 100")
    return speed
