"""The user's settings."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ppchat.adapters.config import (
    DEFAULT_MODEL,
    HostConfig,
    Settings,
    resolve_settings,
    same_server,
    settings_for,
)
from ppchat.adapters.paths import Paths, resolve_paths
from ppchat.adapters.toml.profile import DEFAULT_BASE_URL
from ppchat.core.errors import ConfigError

LOCAL = "http://localhost:8080/v1"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "config" / "config.toml", tmp_path / "data")


def load(
    paths: Paths,
    file: str | bytes | None = None,
    flags: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """The settings with this file, these flags and this environment."""
    if file is not None:
        paths.config_file.parent.mkdir(exist_ok=True)
        paths.config_file.write_bytes(file.encode() if isinstance(file, str) else file)
    return resolve_settings(paths, flags or {}, environment or {})


def test_nothing_set_means_the_defaults(paths: Paths) -> None:
    loaded = load(paths)
    assert (loaded.model, loaded.base_url) == (DEFAULT_MODEL, DEFAULT_BASE_URL)
    assert loaded.origins == {}
    assert loaded.warnings == ()


def test_a_flag_beats_the_environment_beats_the_file(paths: Paths) -> None:
    file, environment, flags = 'model = "file"', {"PPCHAT_MODEL": "env"}, {"model": "flag"}
    assert load(paths, file).model == "file"
    assert load(paths, file, environment=environment).model == "env"
    loaded = load(paths, file, flags, environment)
    assert loaded.model == "flag"
    assert loaded.origins["model"] == "--model"
    assert load(paths, file, {"model": None}, {"PPCHAT_MODEL": ""}).model == "file"


def test_our_own_variable_beats_the_one_of_the_sdk(paths: Paths) -> None:
    both = {"OPENAI_BASE_URL": "http://a/v1", "PPCHAT_BASE_URL": "http://b/v1"}
    assert load(paths, environment=both).base_url == "http://b/v1"
    assert load(paths, environment=both).origins["base_url"] == "PPCHAT_BASE_URL"


def test_everything_can_stand_in_the_file(paths: Paths) -> None:
    loaded = load(
        paths,
        """
        model = "m"
        base_url = "http://localhost:8080/v1/"
        api = "chat"
        system = "Be brief."
        theme = "dark"
        timeout_s = 30
        accessible = true
        [request]
        temperature = 0.5
        reasoning = {effort = "low"}
        [keymap]
        stop = "escape"
        [host."LocalHost:8080"]
        key_env = "LOCAL_KEY"
        """,
    )
    assert (loaded.base_url, loaded.timeout_s, loaded.accessible) == (LOCAL, 30, True)
    assert loaded.api == "chat"
    assert loaded.request == {"temperature": 0.5, "reasoning": {"effort": "low"}}
    assert loaded.keymap == {"stop": "escape"}
    assert loaded.hosts == {"localhost:8080": HostConfig(key_env="LOCAL_KEY")}
    assert loaded.warnings == ()


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("model = 3", ":1: model must be text"),
        ("\n\naccessible = 1", ":3: accessible must be true or false"),
        ("timeout_s = true", ":1: timeout_s must be a number"),
        ("context_window = 0", ": context_window must be more than 0"),
        ("context_window = 1.5", ":1: context_window must be a number"),
        ("timeout_s = 0", ": the timeout must be more than 0 seconds"),
        ("timeout_s = nan", ": the timeout must be more than 0 seconds"),
        ('model = " "', ": the model name is empty"),
        ('api = "smoke"', ": api must be responses or chat"),
        ('request = "x"', ":1: request must be a table"),
        ("[keymap]\nstop = 3", ":2: stop must be text"),
        ("# demo = 1\n demo = 3", ":2: demo must be true or false"),
        ("timeout_s = 1" + "0" * 5000, "digits"),
        ("a." * 2000 + "b = 1", "a key has more than 1,000 parts"),
        ("[host]\nx = 3", ":2: x must be a table"),
        ('[host."x"]\nkey_env = 3', ":2: key_env must be text"),
        ("model = \naccessible = true", ":1: Invalid value, at column 9"),
        ("a = " + "[" * 50_000, ""),
        ('base_url = "localhost"', ": a base URL must look like https://host/v1"),
        (b"\xff", ": not UTF-8"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(
    paths: Paths, file: str | bytes, message: str
) -> None:
    (problem,) = load(paths, file).problems
    assert problem.startswith(str(paths.config_file))
    assert message in problem
    assert "\n" not in problem


def test_a_file_that_cannot_be_read_is_a_warning(paths: Paths) -> None:
    for folder in (Path("/dev/null"), _loop(paths.data_dir)):
        unreadable = paths._replace(config_file=folder / "config.toml")
        settings = resolve_settings(unreadable, {}, {})
        (warning,) = settings.warnings
        assert str(unreadable.config_file) in warning
        assert not settings.server_unknown


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(paths: Paths) -> None:
    paths.config_file.parent.mkdir()
    os.mkfifo(paths.config_file, 0o600)
    settings = resolve_settings(paths, {}, {})
    assert settings.warnings == (f"{paths.config_file}: it is not a file; the defaults apply",)


def test_a_config_file_that_was_named_may_be_a_pipe(paths: Paths) -> None:
    paths.config_file.parent.mkdir(parents=True)
    os.mkfifo(paths.config_file)
    writer = threading.Thread(target=paths.config_file.write_text, args=["model = 'm'"])
    writer.start()
    named = resolve_paths({}, str(paths.config_file), str(paths.data_dir))
    assert resolve_settings(named, {}, {}).model == "m"
    writer.join()


def _loop(folder: Path) -> Path:
    """A folder that not even the superuser can open."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    return folder / "a"


def test_an_unknown_setting_is_a_warning(paths: Paths) -> None:
    loaded = load(paths, 'modle = "m"\n[host."x"]\ncolour = 1\n')
    file = paths.config_file
    assert loaded.warnings == (
        f"{file}:1: unknown setting 'modle': did you mean model?",
        f"{file}:3: unknown setting 'colour' of host 'x'",
    )
    (warning,) = load(paths, '[profiles.x]\nbase_ulr = "http://h"').warnings
    assert warning == (
        f"{file}:2: unknown setting 'base_ulr' of profile 'x': did you mean base_url?"
    )


WORK = """
profile = "work"
model = "of-the-file"
system = "of the file"
[request]
temperature = 0.5
[profiles.work]
base_url = "http://office/v1/"
model = "of-work"
[profiles.work.request]
top_p = 0.5
[profiles.home]
base_url = "http://home/v1"
"""


def server_of(settings: Settings) -> tuple[str, str, str]:
    """The profile, the server and the model."""
    return settings.profile, settings.base_url, settings.model


def test_a_profile_is_over_the_rest_of_the_file(paths: Paths) -> None:
    settings = load(paths, WORK)
    assert server_of(settings) == ("work", "http://office/v1", "of-work")
    assert settings.system == "of the file"
    assert settings.request == {"temperature": 0.5, "top_p": 0.5}
    assert settings.origins["model"] == "profile work"


@pytest.mark.parametrize(
    ("flags", "environment", "expected"),
    [
        ({}, {"PPCHAT_MODEL": "v"}, ("work", "http://office/v1", "v")),
        ({}, {"PPCHAT_PROFILE": "home"}, ("home", "http://home/v1", "of-the-file")),
        (
            {"profile": "home"},
            {"PPCHAT_PROFILE": "work"},
            ("home", "http://home/v1", "of-the-file"),
        ),
        ({"profile": "work"}, {"PPCHAT_MODEL": "v"}, ("work", "http://office/v1", "of-work")),
        ({"profile": "work", "model": "f"}, {}, ("work", "http://office/v1", "f")),
        ({"profile": ""}, {}, ("", DEFAULT_BASE_URL, "of-the-file")),
        # Another server is meant for this run: what the profile asks with is not for that.
        ({"base_url": "http://x/v1"}, {}, ("", "http://x/v1", "of-the-file")),
        ({}, {"OPENAI_BASE_URL": "http://x/v1"}, ("", "http://x/v1", "of-the-file")),
        ({}, {"OPENAI_BASE_URL": "http://office/v1"}, ("work", "http://office/v1", "of-work")),
        (
            *({}, {"OPENAI_BASE_URL": "http://x", "PPCHAT_PROFILE": "home"}),
            ("home", "http://home/v1", "of-the-file"),
        ),
        (
            *({}, {"PPCHAT_BASE_URL": "http://x", "PPCHAT_PROFILE": "home"}),
            ("", "http://x", "of-the-file"),
        ),
        (
            *({"profile": "work", "base_url": "http://x"}, {}),
            ("work", "http://x", "of-work"),
        ),
    ],
)
def test_which_profile_server_and_model_are_used(
    paths: Paths,
    flags: dict[str, str],
    environment: dict[str, str],
    expected: tuple[str, str, str],
) -> None:
    assert server_of(load(paths, WORK, flags, environment)) == expected


def test_a_profile_that_there_is_not_is_named_with_those_that_there_are(paths: Paths) -> None:
    with pytest.raises(ConfigError, match="--profile: no profile wrok: there are work, home"):
        load(paths, WORK, {"profile": "wrok"})
    with pytest.raises(ConfigError, match=r"PPCHAT_PROFILE: no profile x: there is no \[profiles"):
        load(paths, "", environment={"PPCHAT_PROFILE": "x"})
    settings = load(paths, 'profile = "x"')
    assert settings.problems == (
        f"{paths.config_file}:1: no profile x: there is no [profiles.NAME]",
    )
    assert settings.server_unknown


@pytest.mark.parametrize(
    ("file", "is_unknown"),
    [
        ("model = ", True),
        ('base_url = "h"', True),
        ("model = 3", False),
        ('profile = "x"\n[profiles.x]\nbase_url = "h"', True),
        ('[profiles.x]\nbase_url = "h"', False),
    ],
)
def test_a_mistake_that_hides_which_server_is_meant_is_marked(
    paths: Paths, file: str, is_unknown: bool
) -> None:
    assert load(paths, file).server_unknown is is_unknown
    assert len(load(paths).problems) == 1
    for environment in ({"OPENAI_BASE_URL": LOCAL}, {"PPCHAT_BASE_URL": LOCAL}):
        assert not load(paths, file, environment=environment).server_unknown
    assert not load(paths, file, {"base_url": LOCAL}).server_unknown


def test_a_server_chosen_meanwhile_replaces_what_the_flags_said_of_it(paths: Paths) -> None:
    settings = load(
        paths, WORK, {"base_url": "http://x", "model": "m", "system": "s", "api": "chat"}
    )
    chosen = settings_for(settings, {"PPCHAT_MODEL": "v"}, profile="work")
    assert (server_of(chosen), chosen.system) == (("work", "http://office/v1", "of-work"), "s")
    chosen = settings_for(chosen, {}, base_url=LOCAL)
    assert (server_of(chosen), chosen.api) == (("", LOCAL, "of-the-file"), "")
    with pytest.raises(ConfigError, match="no profile y"):
        settings_for(settings, {}, profile="y")


@pytest.mark.parametrize(
    ("url", "other", "expected"),
    [
        ("http://h/v1", "http://H:80/v2", True),
        ("https://h", "https://h:443/", True),
        ("http://h", "https://h", False),
        ("http://h:1", "http://h:2", False),
    ],
)
def test_a_server_is_scheme_host_and_port(url: str, other: str, expected: bool) -> None:
    assert same_server(url, other) is expected


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"PPCHAT_ACCESSIBLE": "maybe"}, "PPCHAT_ACCESSIBLE: must be 1 or 0"),
        ({"PPCHAT_TIMEOUT_S": "soon"}, "PPCHAT_TIMEOUT_S: must be a number"),
        ({"PPCHAT_TIMEOUT_S": "-1"}, "PPCHAT_TIMEOUT_S: the timeout must be more than 0 seconds"),
    ],
)
def test_a_variable_that_cannot_be_used_is_told(
    paths: Paths, environment: dict[str, str], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        load(paths, environment=environment)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:8080",
        "ftp://host/v1",
        "https://",
        "https://user:pw@host/v1",
        "https://api.openai.com@evil.example/v1",
        "https://api.openai.com\\@evil.example/v1",
        "https://host/v1?x=1",
        "https://host/v1#x",
        "https://hö.example/v1",
        "https://host/a b",
        "https://host/v1\n",
        "https://host:123456/v1",
    ],
)
def test_a_base_url_that_could_be_read_in_two_ways_is_refused(paths: Paths, url: str) -> None:
    with pytest.raises(ConfigError, match="--base-url: a base URL must look like"):
        load(paths, flags={"base_url": url})


@pytest.mark.parametrize(
    "url", ["http://localhost", "http://127.0.0.1:8080/v1/", "http://[::1]:80/v1", "https://a-b.c"]
)
def test_a_plain_base_url_is_taken(paths: Paths, url: str) -> None:
    assert load(paths, flags={"base_url": url}).base_url == url.rstrip("/")


def test_what_other_programs_call_accessible_counts_too(paths: Paths) -> None:
    assert not load(paths).accessible
    assert load(paths, environment={"ACCESSIBLE": "1"}).accessible
    assert load(paths, environment={"ACCESSIBLE": "please"}).accessible
    assert not load(paths, environment={"ACCESSIBLE": "0"}).accessible
    both = {"ACCESSIBLE": "1", "PPCHAT_ACCESSIBLE": "0"}
    assert not load(paths, environment=both).accessible
