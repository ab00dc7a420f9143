"""Options that several commands share, and the settings that result from them."""

from __future__ import annotations

import codecs
import os
import re
import sys
from argparse import ArgumentParser, Namespace, _ArgumentGroup
from collections.abc import Callable, Container, Iterator
from typing import Final

from ppchat.adapters import config
from ppchat.adapters.config import Settings
from ppchat.adapters.paths import resolve_paths
from ppchat.adapters.settings_table import SETTINGS
from ppchat.core.errors import ConfigError, UsageError
from ppchat.core.security.sanitize import sanitize_line

_ORIGIN: Final = r"[a-z][a-z0-9+.-]*://[!-.0-~]+|null"
"""A scheme, a host and perhaps a port; `null` is the origin of a page in a file."""


def add_file_options(parser: ArgumentParser) -> None:
    """Add the options for the locations of files."""
    group = parser.add_argument_group("files")
    group.add_argument("--config", metavar="FILE", help="the config file (TOML)")
    group.add_argument("--data-dir", metavar="DIR", help="where conversations are stored")
    group.add_argument("--log-file", metavar="FILE", help="write a log, without keys")


def add_connection_options(parser: ArgumentParser, *, several_models: bool = False) -> None:
    """Add the options for the server and model to ask; several models become `args.models`."""
    group = parser.add_argument_group("connection")
    add_setting(group, "demo")
    add_setting(group, "model", repeated_as="models" if several_models else "")
    add_setting(group, "profile")
    add_setting(group, "base_url")
    add_setting(group, "api")
    add_setting(group, "system")
    add_file_options(parser)


def add_request_options(parser: ArgumentParser) -> None:
    """Add the option for parameters and fields of a request."""
    parser.add_argument(
        "-o",
        "--option",
        dest="options",
        action="append",
        choices=_RequestOptions(),
        metavar="NAME=VALUE",
        help="a parameter such as effort=low, temperature=0.2 or max_tokens=500, or a field of the"
        " request with its JSON, such as metadata.user='\"x\"'; without a VALUE, as the server has"
        " it; can be repeated",
    )


class _RequestOptions(Container[str]):
    """Any text, as they are checked later; listed are those that can be completed."""

    def __contains__(self, _: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        from ppchat.core.chat.settings.options import every_parameter

        for name, parameter in every_parameter().items():
            is_switch = parameter.kind == "switch"
            for value in ("true", "false") if is_switch else parameter.choices or ("",):
                yield f"{name}={value}"


def add_setting(
    parser: ArgumentParser | _ArgumentGroup, name: str, *, repeated_as: str = ""
) -> None:
    """Add the option of a setting; `repeated_as` collects several values in that attribute."""
    setting = SETTINGS[name]
    if bool in setting.types:
        parser.add_argument(
            *setting.options, dest=name, action="store_true", default=None, help=setting.help
        )
    elif repeated_as:
        parser.add_argument(
            *setting.options,
            dest=repeated_as,
            action="append",
            metavar=setting.metavar,
            help=f"{setting.help}; can be repeated",
        )
    else:
        parser.add_argument(
            *setting.options,
            dest=name,
            type=float if float in setting.types else str,
            choices=None if setting.choices is tuple else LateChoices(setting.choices),
            metavar=setting.metavar,
            help=setting.help,
        )


class LateChoices(Container[str]):
    """Choices that are looked up only when a value is checked, or they are listed."""

    def __init__(self, choices: Callable[[], tuple[str, ...]]) -> None:
        self._choices = choices

    def __contains__(self, value: object) -> bool:
        return value in self._choices()

    def __iter__(self) -> Iterator[str]:
        return iter(self._choices())


def add_server_options(parser: ArgumentParser) -> None:
    """Add the options for where a local server listens, and who may use it."""
    parser.add_argument(
        "--port", type=int, default=0, help="port to listen on (default: any free one)"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)"
    )
    parser.add_argument(
        "--allow-origin",
        dest="origins",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="let pages of this origin, such as http://localhost:3000, send requests from a"
        " browser; can be repeated",
    )


def check_server_options(args: Namespace) -> None:
    """Raise UsageError for a port, a host or an origin that there cannot be."""
    if not 0 <= args.port < 65536:
        raise UsageError("--port must be from 0 to 65535")
    try:
        args.host.encode("idna")
    except UnicodeError:
        raise UsageError(f"--host {args.host}: not the name or address of a host") from None
    for origin in args.origins:
        if not re.fullmatch(_ORIGIN, origin, re.ASCII | re.IGNORECASE):
            raise UsageError(
                f"--allow-origin {origin}: must be as the browser sends it,"
                " such as http://localhost:3000"
            )


def load_settings(args: Namespace, *, allow_problems: bool = False) -> Settings:
    """The settings with these arguments applied; reports warnings.

    Raises ConfigError, unless it is `allow_problems` and what remains can be used.
    """
    flags = {
        name: getattr(args, name, None) for name, setting in SETTINGS.items() if setting.options
    }
    settings = config.resolve_settings(
        resolve_paths(os.environ, args.config, args.data_dir), flags, os.environ
    )
    if options := getattr(args, "options", None):
        from ppchat.core.chat.settings.options import parse_options  # for which all are imported

        try:
            parse_options(options)
        except ValueError as error:
            raise UsageError(f"-o {error}") from None
        settings = settings._replace(options=tuple(options))
    for warning in settings.warnings:
        report(warning)
    if settings.problems and not allow_problems:
        more = f" (and {len(settings.problems) - 1} more: `ppchat doctor`)"
        raise ConfigError(settings.problems[0] + more * (len(settings.problems) > 1))
    return settings


def require_terminal(instead: str) -> None:
    """Raise UsageError where the app cannot be shown; `instead` says what to do then."""
    if os.environ.get("TEXTUAL_DRIVER"):
        return  # a server such as textual-serve shows it in a browser
    if not (os.isatty(0) and os.isatty(2)):
        raise UsageError(f"the app needs a terminal: {instead}")
    if os.environ.get("TERM") == "dumb":
        raise UsageError(f"the app needs a terminal with more features than TERM=dumb: {instead}")
    encoding = sys.__stderr__.encoding if sys.__stderr__ else "utf-8"
    if codecs.lookup(encoding).name != "utf-8":
        advice = f"set LC_ALL=C.UTF-8, or: {instead}"
        raise UsageError(f"the app needs a terminal in UTF-8, not in {encoding}: {advice}")


def report(text: str) -> None:
    """Print one line to stderr, which may quote foreign text."""
    print(f"ppchat: {sanitize_line(text)}", file=sys.stderr)
