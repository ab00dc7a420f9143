"""Where requests go, and which key goes there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ppchat.adapters.config import Settings, resolve_settings
from ppchat.adapters.paths import Paths
from ppchat.adapters.profiles.key_file import save_key
from ppchat.adapters.profiles.target import Target, resolve_target, usable_target
from ppchat.core.errors import ConfigError
from ppchat.core.security.secret import Secret

LOCAL = "http://localhost:8080/v1"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "config" / "config.toml", tmp_path / "data")


def load(
    paths: Paths,
    file: str | None = None,
    flags: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """The settings with this file, these flags and this environment."""
    if file is not None:
        paths.config_file.parent.mkdir(exist_ok=True)
        paths.config_file.write_text(file)
    return resolve_settings(paths, flags or {}, environment or {})


def load_target(paths: Paths, file: str | None = None, **environment: str) -> Target:
    """The target with this file and this environment."""
    return resolve_target(load(paths, file, environment=environment), environment)


def test_without_anything_the_demo_is_load_target(paths: Paths) -> None:
    assert load_target(paths).is_demo
    assert load_target(paths, 'theme = "dark"').is_demo
    assert not load_target(paths, OPENAI_API_KEY="sk-1").is_demo
    assert not load_target(paths, OPENAI_BASE_URL=LOCAL).is_demo
    assert not load_target(paths, f'base_url = "{LOCAL}"').is_demo


def test_the_demo_gets_no_key(paths: Paths) -> None:
    server = resolve_target(load(paths, flags={"demo": True}), {"OPENAI_API_KEY": "sk-1"})
    assert (server.is_demo, server.key, server.host) == (True, None, "demo")


def test_the_openai_key_goes_to_openai(paths: Paths) -> None:
    server = load_target(paths, OPENAI_API_KEY="sk-1")
    assert (server.host, server.key, server.key_origin) == (
        "api.openai.com",
        Secret("sk-1"),
        "OPENAI_API_KEY",
    )


OPENAI = "https://api.openai.com/v1"
OTHERS = [
    LOCAL,
    "https://api.openai.com.evil.example/v1",
    "https://evil.example/api.openai.com",
    "http://api.openai.com/v1",
    "https://api.openai.com:8443/v1",
]
PROFILE = '[profiles.p]\nbase_url = "{}"\n'


@pytest.mark.parametrize("url", OTHERS)
@pytest.mark.parametrize("by", ["flag", "PPCHAT_BASE_URL", "file", "profile", "chosen profile"])
def test_the_openai_key_goes_to_no_host_that_the_environment_does_not_name_with_it(
    paths: Paths, url: str, by: str
) -> None:
    save_key(paths, "api.openai.com", Secret("sk-file"))
    for theirs in ({}, {"OPENAI_BASE_URL": OPENAI}, {"OPENAI_BASE_URL": "https://gateway/v1"}):
        environment = {"OPENAI_API_KEY": "sk-1", **theirs}
        file, flags = "", {}
        match by:
            case "flag":
                flags = {"base_url": url}
            case "file" if not theirs:
                file = f'base_url = "{url}"'
            case "profile" if not theirs:
                file = f'profile = "p"\n{PROFILE.format(url)}'
            case "chosen profile":
                file, flags = PROFILE.format(url), {"profile": "p"}
            case "PPCHAT_BASE_URL":
                environment[by] = url
            case _:
                continue  # the environment overrides the file
        server = resolve_target(load(paths, file, flags, environment), environment)
        assert (server.base_url, server.key) == (url, None)


@pytest.mark.parametrize(
    ("url", "gets_key"),
    [
        (LOCAL, True),
        ("https://gateway.example/openai/v1", True),
        ("http://api.openai.com/v1", False),  # in clear text
        ("https://api.openai.com/v1", True),
    ],
)
def test_key_and_base_url_of_one_environment_belong_together(
    paths: Paths, url: str, gets_key: bool
) -> None:
    server = load_target(paths, OPENAI_BASE_URL=url, OPENAI_API_KEY="sk-1")
    assert (server.base_url, server.key_origin) == (url, "OPENAI_API_KEY" * gets_key)
    environment = {"OPENAI_BASE_URL": url, "OPENAI_API_KEY": "sk-1"}
    for base_url in (OPENAI, url):
        elsewhere = resolve_target(load(paths, flags={"base_url": base_url}), environment)
        assert (elsewhere.key is not None) is (gets_key and base_url == url)


@pytest.mark.parametrize("variable", ["PPCHAT_BASE_URL", "OPENAI_BASE_URL"])
def test_our_own_key_goes_to_the_server_that_is_asked(paths: Paths, variable: str) -> None:
    server = load_target(paths, PPCHAT_API_KEY="sk-p", OPENAI_API_KEY="sk-1", **{variable: LOCAL})
    assert server.key == Secret("sk-p")


def test_a_variable_of_a_base_url_that_there_cannot_be_gets_no_key_elsewhere(paths: Paths) -> None:
    environment = {"OPENAI_BASE_URL": "https://h:x/v1", "OPENAI_API_KEY": "sk-1"}
    server = resolve_target(load(paths, flags={"base_url": OPENAI}), environment)
    assert server.key is None


def profile_target(paths: Paths, text: str, **environment: str) -> Target:
    """The target of a profile of LOCAL with these lines."""
    file = f'profile = "p"\n{PROFILE.format(LOCAL)}{text}'
    return resolve_target(load(paths, file, environment=environment), environment)


def test_the_key_of_a_profile_comes_from_where_it_says(paths: Paths, tmp_path: Path) -> None:
    others = {"PPCHAT_API_KEY": "sk-p", "OPENAI_API_KEY": "sk-1"}
    server = profile_target(paths, 'key_env = "MINE"', MINE="sk-mine", **others)
    assert (server.key, server.key_origin, server.profile) == (Secret("sk-mine"), "MINE", "p")
    file = tmp_path / "key"
    file.write_text("\nsk-file\n")
    file.chmod(0o600)
    server = profile_target(paths, f'key_file = "{file}"', **others)
    assert (server.key, server.key_origin) == (Secret("sk-file"), str(file))
    server = profile_target(paths, 'key_command = "pass show it"', **others)
    assert (server.key, server.key_command) == (None, ("pass", "show", "it"))
    assert profile_target(paths, 'key_env = "OPENAI_API_KEY"', **others).key == Secret("sk-1")


def test_the_key_and_the_headers_of_a_profile_go_to_its_own_server(paths: Paths) -> None:
    file = PROFILE.format(LOCAL) + 'key_env = "MINE"\nheaders = { X-Team = "a $TEAM" }'
    environment = {"MINE": "sk-mine", "TEAM": "secret-team"}
    own, other = (
        resolve_target(load(paths, file, {"profile": "p", **flags}), environment)
        for flags in ({}, {"base_url": "http://localhost:8081/v1"})
    )
    assert (own.key, own.headers) == (Secret("sk-mine"), {"X-Team": Secret("a secret-team")})
    assert (other.key, other.headers, other.is_demo) == (None, {}, False)
    assert "secret-team" not in repr(own)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('key_env = "MINE"', "profile p: the variable MINE is not set"),
        ('headers = { X = "$MINE" }', "profile p: the variable MINE is not set"),
        ('headers = { X = "a\\nb" }', "profile p: the header X contains characters that cannot"),
        ('key_file = "."', "it is not a file"),
        ('key_file = "none"', "No such file or directory"),
        ('key_file = "open"', "other users can read this key: run chmod 600 on it"),
        ('key_file = "empty"', "is empty"),
    ],
)
def test_a_key_that_cannot_be_used_is_a_problem_in_one_line(
    paths: Paths, text: str, problem: str
) -> None:
    paths.config_file.parent.mkdir()
    for name, mode in (("open", 0o644), ("empty", 0o600)):
        (paths.config_file.parent / name).touch(mode)
    server = profile_target(paths, text, OPENAI_API_KEY="sk-1")
    assert problem in server.problem
    assert (server.key, server.is_demo) == (None, False)
    with pytest.raises(ConfigError, match=re.escape(server.problem)):
        usable_target(load(paths), {})


def test_where_a_mistake_hides_the_server_nobody_is_asked(paths: Paths) -> None:
    assert load_target(paths, "base_url = 3", OPENAI_API_KEY="sk-1").is_demo


def test_the_openai_key_goes_where_the_config_says(paths: Paths) -> None:
    file = f'base_url = "{LOCAL}"\n[host."localhost:8080"]\nopenai_key = true'
    assert load_target(paths, file, OPENAI_API_KEY="sk-1").key == Secret("sk-1")
    assert load_target(paths, file).key is None
    save_key(paths, "api.openai.com", Secret("sk-file"))
    assert load_target(paths, file).key == Secret("sk-file")


def test_a_host_has_a_key_of_its_own(paths: Paths) -> None:
    file = f'base_url = "{LOCAL}"\n[host."localhost:8080"]\nkey_env = "MINE"'
    server = load_target(
        paths, file, MINE=" sk-mine\n", OPENAI_API_KEY="sk-1", PPCHAT_API_KEY="sk-p"
    )
    assert (server.key, server.key_origin) == (Secret("sk-mine"), "MINE")
    assert load_target(paths, file, PPCHAT_API_KEY="sk-p").key == Secret("sk-p")


def test_a_saved_key_is_used_at_its_host(paths: Paths) -> None:
    path = save_key(paths, "localhost:8080", Secret("sk-kept"))
    server = load_target(paths, OPENAI_BASE_URL=LOCAL)
    assert (server.key, server.key_origin) == (Secret("sk-kept"), str(path))
    save_key(paths, "localhost:8080", Secret("sk-new"))
    assert load_target(paths, OPENAI_BASE_URL=LOCAL).key == Secret("sk-new")


def test_a_key_that_others_can_read_is_refused(paths: Paths) -> None:
    save_key(paths, "api.openai.com", Secret("sk-kept")).chmod(0o644)
    assert "chmod 600" in load_target(paths).problem


def test_settings_show_no_key(paths: Paths) -> None:
    environment = {"OPENAI_API_KEY": "sk-1234"}
    loaded = load(paths, environment=environment)
    assert "sk-1234" not in repr(loaded) + repr(resolve_target(loaded, environment))
