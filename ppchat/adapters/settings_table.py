"""What can be set, and where: one line per setting."""

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
    example: str = ""
    """Lines of a config file, where the default does not show what can be set."""


def _api_names() -> tuple[str, ...]:
    from ppchat.core.dialects.registry import ASKABLE  # needed only once a value is set

    return tuple(dialect.name for dialect in ASKABLE)


_TOOL_EXAMPLE: Final = """\
[tool.get_weather]
description = "The weather in a city now"
command = ["./weather.sh", "--metric"]
timeout_s = 30
environment = ["WEATHER_KEY"]
strict = false
[tool.get_weather.parameters]
type = "object"
properties.city = { type = "string", description = "a city and its country" }
required = ["city"]"""
"""A schema may as well stand in a file: schema = "weather.json"."""

_PROFILE_EXAMPLE: Final = """\
[profiles.work]
base_url = "https://gateway.example.org/v1"
api = "chat"
key_command = "pass show gateway"
model = "gpt-5.1"
system = "Be brief."
context_window = 400000
headers = { X-Team = "$TEAM" }
[profiles.work.request]
temperature = 0.2"""

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
                'api = "responses"',
            ),
            Setting(
                *("profile", (str,), "the profile to use, [profiles.NAME] in the config"),
                *(("--profile",), "NAME", ("PPCHAT_PROFILE",)),
                example='profile = "work"',
            ),
            Setting(
                *("system", (str,), "instructions placed before the conversation"),
                *(("-s", "--system"), "TEXT", ("PPCHAT_SYSTEM",)),
            ),
            Setting(
                *("theme", (str,), "the theme of the app", ("--theme",), "NAME"),
                variables=("PPCHAT_THEME",),
                example='theme = "ppchat-light"',
            ),
            Setting(
                *("timeout_s", (int, float), "give up on an answer that takes longer"),
                *(("--timeout",), "SECONDS", ("PPCHAT_TIMEOUT_S",)),
                example="timeout_s = 60",
            ),
            Setting(
                *("accessible", (bool,)),
                "plain text for screen readers: no colours, no drawing characters",
                variables=("PPCHAT_ACCESSIBLE", "ACCESSIBLE"),
            ),
            Setting(
                *("notify", (str,)),
                "when to notify you of an answer that took over 3 s: unfocused, always or never",
                variables=("PPCHAT_NOTIFY",),
                choices=lambda: ("unfocused", "always", "never"),
                example='notify = "unfocused"',
            ),
            Setting(
                *("context_window", (int,)),
                "the tokens that the model can take in, to show how much of them is used",
                variables=("PPCHAT_CONTEXT_WINDOW",),
                example="context_window = 128000",
            ),
            Setting(
                *("schema", (str,)),
                "ask for JSON that follows the JSON schema in FILE, and check it",
                ("--schema",),
                "FILE",
                ("PPCHAT_SCHEMA",),
                example='schema = "city.json"',
            ),
            Setting(
                *("request", (dict,), "more fields for the body of every request"),
                example="[request]\ntemperature = 0.2\nbackground = true",
            ),
            Setting(
                *("price", (dict,)),
                "what a million tokens of a model cost (* stands for any characters), and since"
                " when, to show what answers cost",
                example='[price."gpt-4.1*"]\ninput = 2.00\ncached = 0.50\noutput = 8.00\n'
                'currency = "USD"\ndate = 2026-11-01',
            ),
            Setting(
                *("keymap", (dict,), "other keys, by id; `ppchat keys` lists them"),
                example='[keymap]\n"prompt.newline" = "ctrl+j,shift+enter"',
            ),
            Setting(
                *("tool", (dict,)),
                "a function that the model may call, answered by its command (its arguments as"
                " JSON on stdin, no shell) or by you",
                example=_TOOL_EXAMPLE,
            ),
            Setting(
                *("hosted", (dict,)),
                "a tool of the server, such as web_search or mcp; $NAME is a variable, read when"
                " a request is sent",
                example='[hosted.docs]\ntype = "mcp"\nserver_url = "https://mcp.example.org"\n'
                'headers = { Authorization = "Bearer $DOCS_TOKEN" }',
            ),
            Setting(
                *("profiles", (dict,)),
                "a server by name: its address, where its key is from (key_env, key_file or"
                " key_command), what to ask with; $NAME in a header is a variable",
                example=_PROFILE_EXAMPLE,
            ),
            Setting(
                *("host", (dict,)),
                "for one server: the variable with its key; whether the OpenAI key is sent to it",
                example='[host."gateway.example.org"]\nkey_env = "GATEWAY_KEY"\nopenai_key = false',
            ),
        )
    }
)
