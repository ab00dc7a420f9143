"""Options that several commands share, and the settings that result from them."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace

from ppchat.adapters import config
from ppchat.adapters.config import Settings
from ppchat.adapters.paths import resolve_paths
from ppchat.core.errors import UsageError
from ppchat.core.security.sanitize import sanitize_line


def add_file_options(parser: ArgumentParser) -> None:
    """Add the options for the locations of files."""
    group = parser.add_argument_group("files")
    group.add_argument("--config", metavar="FILE", help="the config file (TOML)")
    group.add_argument("--data-dir", metavar="DIR", help="where conversations are stored")
    group.add_argument("--log-file", metavar="FILE", help="write a log, without keys")


def add_connection_options(parser: ArgumentParser, *, several_models: bool = False) -> None:
    """Add the options for the server and model to ask; several models become `args.models`."""
    group = parser.add_argument_group("connection")
    group.add_argument(
        "--demo",
        action="store_true",
        default=None,
        help="use the built-in demo, whatever is configured: no key, no network",
    )
    if several_models:
        group.add_argument(
            *("-m", "--model"),
            dest="models",
            action="append",
            metavar="MODEL",
            help="the model to ask; can be repeated",
        )
    else:
        group.add_argument("-m", "--model", metavar="MODEL", help="the model to ask")
    group.add_argument("--base-url", metavar="URL", help="a server with the Responses API")
    group.add_argument(
        "-s", "--system", metavar="TEXT", help="instructions placed before the conversation"
    )
    add_file_options(parser)


_FLAGS = ("demo", "model", "base_url", "system", "theme", "timeout_s", "accessible")


def load_settings(args: Namespace) -> Settings:
    """The settings with these arguments applied; reports warnings. Raises ConfigError."""
    flags = {name: getattr(args, name, None) for name in _FLAGS}
    settings = config.resolve_settings(
        resolve_paths(os.environ, args.config, args.data_dir), flags, os.environ
    )
    for warning in settings.warnings:
        report(warning)
    return settings


def require_terminal(instead: str) -> None:
    """Raise UsageError where the app cannot be shown; `instead` says what to do then."""
    if not (os.isatty(0) and os.isatty(2)):
        raise UsageError(f"the app needs a terminal: {instead}")
    if os.environ.get("TERM") == "dumb":
        raise UsageError(f"the app needs a terminal with more features than TERM=dumb: {instead}")


def report(text: str) -> None:
    """Print one line to stderr, which may quote foreign text."""
    print(f"ppchat: {sanitize_line(text)}", file=sys.stderr)
