"""The tools of the config: what is wrong is said with its line, and what is allowed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ppchat.adapters.config import Settings, resolve_settings
from ppchat.adapters.json_schema.schema_file import SCHEMA_LIMIT
from ppchat.adapters.paths import Paths
from ppchat.adapters.settings_table import SETTINGS
from ppchat.adapters.tools.tool_config import (
    load_tool,
    load_tools,
)
from ppchat.core.dialects.tools import FunctionTool, HostedTool
from ppchat.core.errors import ConfigError

CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
FULL = """\
[tool.get_weather]
description = "The weather in a city"
command = ["./weather.sh", "--metric"]
timeout_s = 5
environment = ["WEATHER_KEY"]
strict = true
output = { type = "object", properties.celsius.type = "number" }
[tool.get_weather.parameters]
type = "object"
properties.city.type = "string"
required = ["city"]
[tool.get_time]
[hosted.web]
type = "web_search"
[hosted.docs]
type = "mcp"
server_url = "https://mcp.example.org"
headers = { Authorization = "Bearer $DOCS_TOKEN", X-Team = "docs" }
[hosted.python]
type = "code_interpreter"
"""


def settings_of(folder: Path, text: str) -> Settings:
    file = folder / "config.toml"
    file.write_text(text)
    return resolve_settings(Paths(file, folder), {}, {})


def test_a_function_has_a_schema_and_a_command(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, FULL)
    assert settings.tool_names == ("get_weather", "get_time", "web", "docs", "python")
    assert load_tool(settings, "get_weather") == FunctionTool(
        "get_weather",
        "The weather in a city",
        CITY,
        (f"{tmp_path}/weather.sh", "--metric"),
        5,
        ("WEATHER_KEY",),
        True,
        {"type": "object", "properties": {"celsius": {"type": "number"}}},
    )


def test_a_function_needs_nothing_but_its_name(tmp_path: Path) -> None:
    tool = load_tool(settings_of(tmp_path, "[tool.get_time]"), "get_time")
    assert tool == FunctionTool("get_time", "", {"type": "object", "properties": {}})


def test_a_program_without_a_folder_is_looked_for_on_the_path(tmp_path: Path) -> None:
    tool = load_tool(settings_of(tmp_path, '[tool.now]\ncommand = ["date"]'), "now")
    assert isinstance(tool, FunctionTool)
    assert tool.command == ("date",)


def test_a_schema_may_stand_in_a_file_beside_the_config(tmp_path: Path) -> None:
    (tmp_path / "city.json").write_text(json.dumps(CITY))
    tool = load_tool(settings_of(tmp_path, '[tool.f]\nschema = "city.json"'), "f")
    assert isinstance(tool, FunctionTool)
    assert tool.parameters == CITY


def test_hosted_tools_are_sent_as_they_stand(tmp_path: Path) -> None:
    tools = load_tools(settings_of(tmp_path, FULL), ["web", "docs", "python", "web"])
    assert list(tools.values()) == [
        HostedTool("web", {"type": "web_search"}),
        HostedTool(
            "docs",
            {
                "type": "mcp",
                "server_url": "https://mcp.example.org",
                "headers": {"Authorization": "Bearer $DOCS_TOKEN", "X-Team": "docs"},
                "server_label": "docs",
            },
        ),
        HostedTool("python", {"type": "code_interpreter", "container": {"type": "auto"}}),
    ]


def test_what_is_wrong_with_one_tool_does_not_keep_the_others(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "[tool.good]\n[tool.bad]\ncomand = []")
    assert list(load_tools(settings, ["good"])) == ["good"]
    with pytest.raises(ConfigError, match=r"comand of tool\.bad: unknown"):
        load_tools(settings, settings.tool_names)


FUNCTION_KEYS = "description, parameters, schema, command, timeout_s, environment, strict, output"


@pytest.mark.parametrize(
    ("text", "name", "problem"),
    [
        ("", "f", ": no tool f: there is no [tool.NAME] or [hosted.LABEL]"),
        ("[tool.a]\n[hosted.b]", "f", ": no tool f: there are a, b"),
        ("[tool]\nf = 3", "f", ":2: tool.f: must be a table: [tool.f]"),
        ("[tool.f]\n[hosted.f]", "f", ":2: hosted.f: there is a [tool.f] too"),
        (
            '[tool."get weather"]',
            "get weather",
            ":1: tool.get weather: a name may have up to 64 letters, digits, _ and -",
        ),
        (
            "[tool.f]\ncomand = []",
            "f",
            f":2: comand of tool.f: unknown; a function has {FUNCTION_KEYS}",
        ),
        (
            '[tool.f]\ncommand = "ls -l"',
            "f",
            ':2: command of tool.f: must be a list of texts: ["program", "argument"]',
        ),
        ("[tool.f]\ncommand = []", "f", ":2: command of tool.f: names no program"),
        (
            '[tool.f]\nenvironment = ["A-B"]',
            "f",
            ":2: environment of tool.f: 'A-B' is not the name of a variable",
        ),
        (
            '[tool.f]\ntimeout_s = "1"',
            "f",
            ":2: timeout_s of tool.f: must be a number of seconds",
        ),
        (
            "[tool.f]\ntimeout_s = nan",
            "f",
            ":2: timeout_s of tool.f: must be more than 0 and at most 3600 seconds",
        ),
        ("[tool.f]\ndescription = 1", "f", ":2: description of tool.f: must be text"),
        ("[tool.f]\nstrict = 1", "f", ":2: strict of tool.f: must be true or false"),
        (
            '[tool.g]\n[tool.f]\nschema = "x"\nparameters = {}',
            "f",
            ":3: schema of tool.f: there are parameters too; one of both is enough",
        ),
        (
            '[tool.f.parameters]\ntype = "object"\nproperties.a.type = "text"',
            "f",
            (
                ":1: parameters of tool.f: /properties/a: type must be object, array, string,"
                " number, integer, boolean or null"
            ),
        ),
        (
            '[tool.f]\nparameters = { type = "object", "$ref" = "#" }',
            "f",
            ":2: parameters of tool.f: /: $ref # refers to itself alone",
        ),
        ("[tool.f]\nparameters = 3", "f", ":2: parameters of tool.f: a schema must be a table"),
        (
            "[tool.f]\noutput = 3",
            "f",
            ":2: output of tool.f: must be a table: the schema of an answer",
        ),
        (
            '[tool.f]\nschema = "none.json"',
            "f",
            ":2: schema of tool.f: {folder}/none.json: No such file or directory",
        ),
        (
            '[hosted.x]\ntype = "telepathy"',
            "x",
            (
                ":2: type of hosted.x: must be web_search, file_search, code_interpreter,"
                " image_generation or mcp"
            ),
        ),
        (
            '[hosted.x]\ntype = "mcp"',
            "x",
            ":1: hosted.x: mcp needs server_url or connector_id",
        ),
        (
            '[hosted.x]\ntype = "file_search"',
            "x",
            ":1: hosted.x: file_search needs vector_store_ids",
        ),
        (
            (
                '[hosted.x]\ntype = "mcp"\nserver_url = "https://h"\n'
                'headers = { Authorization = "Bearer abc" }'
            ),
            "x",
            (
                ":4: headers of hosted.x: headers.Authorization holds a secret: name a variable"
                ' instead, as in "$MY_TOKEN"'
            ),
        ),
        (
            '[hosted.x]\ntype = "mcp"\nserver_url = "https://h?token=abc"',
            "x",
            (
                ":3: server_url of hosted.x: server_url holds a secret: name a variable instead,"
                ' as in "$MY_TOKEN"'
            ),
        ),
        (
            '[hosted.x]\ntype = "mcp"\nserver_url = "https://h"\nheaders = { A = 1 }',
            "x",
            ":4: headers of hosted.x: headers.A must be text",
        ),
        (
            '[hosted.x]\ntype = "web_search"\nday = 2026-01-01',
            "x",
            ":1: hosted.x: /const/day: a date or time must stand in quotes",
        ),
    ],
)
def test_what_is_wrong_is_one_line_with_its_place(
    text: str, name: str, problem: str, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path, text)
    with pytest.raises(ConfigError) as error:
        load_tool(settings, name)
    expected = f"{settings.paths.config_file}{problem}"
    assert str(error.value) == expected.replace("{folder}", str(tmp_path))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"{", "is not JSON: "),
        (b"\xff", "is not JSON: "),
        (b"[" * 100_000, "is not JSON: nested more than 500 levels deep"),
        (b" " * 5_000_000, "is larger than 1 MiB"),
        (b"[]", "a schema must be a table"),
    ],
    ids=["cut off", "not UTF-8", "deep", "5 MB", "list"],
)
def test_a_schema_file_that_cannot_be_used(data: bytes, problem: str, tmp_path: Path) -> None:
    (tmp_path / "s.json").write_bytes(data)
    with pytest.raises(ConfigError, match=r"config.toml:2: schema of tool.f: ") as error:
        load_tool(settings_of(tmp_path, '[tool.f]\nschema = "s.json"'), "f")
    assert problem in str(error.value)
    assert "\n" not in str(error.value)


def test_a_schema_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_bytes(b'{"type":"object"}'.ljust(SCHEMA_LIMIT))
    tool = load_tool(settings_of(tmp_path, '[tool.f]\nschema = "s.json"'), "f")
    assert isinstance(tool, FunctionTool)
    assert tool.parameters == {"type": "object"}


def test_the_examples_of_the_settings_can_be_used(tmp_path: Path) -> None:
    text = "\n".join(SETTINGS[name].example for name in ("tool", "hosted"))
    settings = settings_of(tmp_path, text)
    assert list(load_tools(settings, settings.tool_names)) == ["get_weather", "docs"]
