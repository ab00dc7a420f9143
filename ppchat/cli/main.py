"""Arguments → one call. Nothing heavy is imported before it is known to be needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Final

from ppchat.cli.parser import APP, COMMANDS, made
from ppchat.core.errors import UsageError
from ppchat.core.security.sanitize import safe_line

_TAKES_VALUE: Final = frozenset(
    ("-m", "--model", "-s", "--system", "--base-url", "--theme", "--config", "--data-dir")
)
FAILED, USAGE, INTERRUPTED, PIPE_CLOSED = 1, 2, 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name, or the app; gives the exit code."""
    _fill_in()
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()  # here, and not when the interpreter ends, it can be told
    except UsageError as error:
        print(f"ppchat: {safe_line(str(error))}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _give_up_stdout()  # whoever read it has gone
        return PIPE_CLOSED
    except OSError as error:
        _give_up_stdout()
        about = f"{error.filename}: " if error.filename else ""
        print(f"ppchat: {safe_line(f'{about}{error.strerror or error}')}", file=sys.stderr)
        return FAILED
    return code


def _fill_in() -> None:
    """Open what was closed of the standard files, lest another file gets its number.

    To write to a stdout that was closed still fails, so that nothing is lost in silence.
    """
    for number, (name, flags, mode) in enumerate(
        (("stdin", os.O_RDONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_WRONLY, "w"))
    ):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, flags)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            setattr(sys, name, os.fdopen(number, mode))


def _give_up_stdout() -> None:
    """Keep the interpreter from trying to write what is left when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(argv: list[str]) -> int:
    at = _first_positional(argv)
    named = at is not None and argv[at] in COMMANDS
    name = argv.pop(at) if at is not None and named else APP
    parser, module = made(name)
    code: int = module.run(parser.parse_args(argv))
    return code


def _first_positional(argv: list[str]) -> int | None:
    """Where the first argument is that is neither an option nor an option's value."""
    skip = False
    for at, argument in enumerate(argv):
        if skip:
            skip = False
        elif argument == "--":
            return None  # a prompt follows, even one that reads like a command
        elif argument in _TAKES_VALUE:
            skip = True
        elif not argument.startswith("-"):
            return at
    return None
