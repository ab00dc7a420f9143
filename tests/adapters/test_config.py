"""The user's settings."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ppchat.adapters.config import (
    DEFAULT_BASE_URL,
    DEFAULT_MODEL,
    ConfigError,
    HostConfig,
    Settings,
    Target,
    key_path,
    resolve_settings,
    resolve_target,
    save_key,
)
from ppchat.adapters.paths import Paths, resolve_paths
from ppchat.core.security.secret import Secret

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


def load_target(paths: Paths, file: str | None = None, **environment: str) -> Target:
    """The target with this file and this environment."""
    return resolve_target(load(paths, file, environment=environment), environment)


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
        ("model = \naccessible = true", "line 1"),
        ("a = " + "[" * 50_000, ""),
        ('base_url = "localhost"', ": a base URL must look like https://host/v1"),
        (b"\xff", ": not UTF-8"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(
    paths: Paths, file: str | bytes, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load(paths, file)
    assert str(caught.value).startswith(str(paths.config_file))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_a_warning(paths: Paths) -> None:
    for folder in (Path("/dev/null"), _loop(paths.data_dir)):
        unreadable = paths._replace(config_file=folder / "config.toml")
        settings = resolve_settings(unreadable, {}, {})
        (warning,) = settings.warnings
        assert str(unreadable.config_file) in warning
        assert resolve_target(settings, {}).is_demo


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(paths: Paths) -> None:
    key = paths.key_dir / "x"
    key.parent.mkdir(parents=True)
    for pipe in (paths.config_file, key):
        os.mkfifo(pipe, 0o600)
    settings = resolve_settings(paths, {"base_url": "http://x"}, {})
    assert settings.warnings == (f"{paths.config_file}: it is not a file; the defaults apply",)
    with pytest.raises(ConfigError, match="x: it is not a file"):
        resolve_target(settings, {})


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
        f"{file}:1: unknown setting 'modle'",
        f"{file}:3: unknown setting 'colour' of host 'x'",
    )


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


@pytest.mark.parametrize(
    "url",
    [
        LOCAL,
        "https://api.openai.com.evil.example/v1",
        "https://evil.example/api.openai.com",
        "http://api.openai.com/v1",
        "https://api.openai.com:8443/v1",
    ],
)
def test_the_openai_key_goes_to_no_other_host(paths: Paths, url: str) -> None:
    save_key(paths, "api.openai.com", Secret("sk-file"))
    server = load_target(paths, OPENAI_BASE_URL=url, OPENAI_API_KEY="sk-1")
    assert server.base_url == url
    assert server.key is None


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


def test_a_key_is_kept_where_only_its_owner_can_read_it(paths: Paths) -> None:
    path = save_key(paths, "localhost:8080", Secret("sk-kept"))
    assert path == key_path(paths, "LOCALHOST:8080")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    server = load_target(paths, OPENAI_BASE_URL=LOCAL)
    assert (server.key, server.key_origin) == (Secret("sk-kept"), str(path))
    save_key(paths, "localhost:8080", Secret("sk-new"))
    assert load_target(paths, OPENAI_BASE_URL=LOCAL).key == Secret("sk-new")


def test_a_key_that_others_can_read_is_refused(paths: Paths) -> None:
    save_key(paths, "api.openai.com", Secret("sk-kept")).chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        load_target(paths)


def test_settings_show_no_key(paths: Paths) -> None:
    environment = {"OPENAI_API_KEY": "sk-1234"}
    loaded = load(paths, environment=environment)
    assert "sk-1234" not in repr(loaded) + repr(resolve_target(loaded, environment))


def test_what_other_programs_call_accessible_counts_too(paths: Paths) -> None:
    assert not load(paths).accessible
    assert load(paths, environment={"ACCESSIBLE": "1"}).accessible
    assert load(paths, environment={"ACCESSIBLE": "please"}).accessible
    assert not load(paths, environment={"ACCESSIBLE": "0"}).accessible
    both = {"ACCESSIBLE": "1", "PPCHAT_ACCESSIBLE": "0"}
    assert not load(paths, environment=both).accessible
