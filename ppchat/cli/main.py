"""Runs the command that the arguments name; imports nothing heavy before it is needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ppchat.cli.exit_codes import FAILED, INTERRUPTED, PIPE_CLOSED, USAGE
from ppchat.cli.parser import APP, COMMANDS, build_parser, first_positional, valued_options
from ppchat.cli.standard_streams import discard_stdout, prepare_streams
from ppchat.core.errors import UsageError
from ppchat.core.security.sanitize import sanitize_line


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name, or the app, and return the exit code."""
    prepare_streams()
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()  # here, an error can still be reported
    except UsageError as error:
        print(f"ppchat: {sanitize_line(str(error))}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        discard_stdout()  # the reader of the pipe is gone
        return PIPE_CLOSED
    except OSError as error:
        discard_stdout()
        prefix = f"{error.filename}: " if error.filename else ""
        print(f"ppchat: {sanitize_line(f'{prefix}{error.strerror or error}')}", file=sys.stderr)
        return FAILED
    return code


def _run(argv: list[str]) -> int:
    has_options_first = argv[:1] and argv[0].startswith("-")
    app_parser = build_parser(APP) if has_options_first else None
    index = first_positional(argv, valued_options(app_parser[0]) if app_parser else frozenset())
    is_command = index is not None and argv[index] in COMMANDS
    name = argv.pop(index) if index is not None and is_command else APP
    parser, module = app_parser if app_parser and name == APP else build_parser(name)
    args = parser.parse_args(argv)
    _check_config_file(getattr(args, "config", None))
    log_file = getattr(args, "log_file", None)
    if log_file or os.environ.get("PPCHAT_LOG"):
        _start_log(log_file, getattr(args, "data_dir", None))
    code: int = module.run(args)
    return code


def _check_config_file(name: str | None) -> None:
    """Raise UsageError if the named config file cannot be read; the default one may be missing."""
    path = Path(name or "").expanduser()
    if name and (path.is_dir() or not os.access(path, os.R_OK)):
        reason = "cannot be read" if path.exists() else "there is no such file"
        raise UsageError(f"--config {name}: {reason}")


def _start_log(log_file: str | None, data_dir: str | None) -> None:
    from ppchat.adapters.log import log_level, start_log
    from ppchat.adapters.paths import resolve_log_path

    level = log_level(os.environ, log_file)
    if level is not None:
        path = resolve_log_path(os.environ, log_file, data_dir)
        try:
            if not log_file:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            start_log(path, level)
        except OSError as error:
            reason = f"{path}: {error.strerror or error}"
            print(f"ppchat: no log is written: {sanitize_line(reason)}", file=sys.stderr)
