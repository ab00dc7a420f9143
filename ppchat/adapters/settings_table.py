"""What can be set, and where: one line per setting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple


class Setting(NamedTuple):
    """One setting, with its option and its environment variables, if it has any."""

    name: str
    """The attribute of `Settings`, and the key in the config file."""
    types: tuple[type, ...]
    """The types that are valid in the config file."""
    help: str = ""
    options: tuple[str, ...] = ()
    """The names of its command-line option, the long one last."""
    metavar: str | None = None
    variables: tuple[str, ...] = ()
    """The environment variables, the one that takes precedence first."""
    choices: Callable[[], tuple[str, ...]] = tuple
    """The values that there are; none where any will do."""


def _api_names() -> tuple[str, ...]:
    from ppchat.core.dialects.registry import ASKABLE  # needed only once a value is set

    return tuple(dialect.name for dialect in ASKABLE)


SETTINGS: Final[Mapping[str, Setting]] = MappingProxyType(
    {
        setting.name: setting
        for setting in (
            Setting(
                *("demo", (bool,)),
                "use the built-in demo, whatever is configured: no key, no network",
                options=("--demo",),
                variables=("PPCHAT_DEMO",),
            ),
            Setting(
                *("model", (str,), "the model to ask", ("-m", "--model"), "MODEL"),
                variables=("PPCHAT_MODEL",),
            ),
            Setting(
                *("base_url", (str,), "the server to ask", ("--base-url",), "URL"),
                variables=("PPCHAT_BASE_URL", "OPENAI_BASE_URL"),
            ),
            Setting(
                *("api", (str,)),
                "the API to ask over; one of %(choices)s (default: one that the server has)",
                ("--api",),
                "NAME",
                ("PPCHAT_API",),
                _api_names,
            ),
            Setting(
                *("system", (str,), "instructions placed before the conversation"),
                *(("-s", "--system"), "TEXT", ("PPCHAT_SYSTEM",)),
            ),
            Setting(
                *("theme", (str,), "the theme of the app", ("--theme",), "NAME"),
                variables=("PPCHAT_THEME",),
            ),
            Setting(
                *("timeout_s", (int, float), "give up on an answer that takes longer"),
                *(("--timeout",), "SECONDS", ("PPCHAT_TIMEOUT_S",)),
            ),
            Setting("accessible", (bool,), variables=("PPCHAT_ACCESSIBLE", "ACCESSIBLE")),
            Setting("request", (dict,)),
            Setting("keymap", (dict,)),
            Setting("host", (dict,)),
        )
    }
)
