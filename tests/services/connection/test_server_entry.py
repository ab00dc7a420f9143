"""A server that the user describes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.adapters.config import Settings, resolve_settings, settings_for
from ppchat.adapters.paths import Paths
from ppchat.adapters.profiles.key_file import read_host_key
from ppchat.adapters.profiles.target import resolve_target
from ppchat.adapters.toml.profile import ServerProfile
from ppchat.core.errors import ConfigError
from ppchat.core.security.secret import Secret
from ppchat.services.connection.server_entry import (
    COMMAND,
    FILE,
    TYPED,
    VARIABLE,
    ServerEntry,
    entered_target,
    entry_of,
    keep_entry,
)

URL = "http://h:1/v1"


def settings_in(folder: Path) -> Settings:
    """The settings of a folder."""
    return resolve_settings(Paths(folder / "config.toml", folder), {}, {})


def keep(folder: Path, entry: ServerEntry, **environment: str) -> Settings:
    """The settings after an entry was kept."""
    before = (folder / "config.toml").read_bytes() if (folder / "config.toml").exists() else b""
    keep_entry(entry, settings_in(folder), environment, before=before, is_default=True)
    return settings_in(folder)


def test_an_entry_is_a_profile_and_back() -> None:
    for profile in (
        ServerProfile("a", URL, "chat", key_command=("pass", "show", "a b"), model="m"),
        ServerProfile("b", URL, key_env="KEY", system="s", parameters={"x": 1}),
        ServerProfile("c", URL, key_file="~/key", headers={"A": "b"}),
        ServerProfile("d", URL),
    ):
        assert entry_of(profile).described == profile


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1:8080/v1", "[::1]:1"])
def test_a_server_on_this_machine_needs_no_scheme(address: str) -> None:
    assert ServerEntry(address).described.base_url == f"http://{address}"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (ServerEntry("h:1/v1"), "The server needs http:// or https:// before h:1/v1"),
        (ServerEntry("localhost.h"), "The server needs http:// or https:// before localhost.h"),
        (ServerEntry("http://u:p@h/v1"), "Server: a base URL must look like"),
        (ServerEntry("http://h/v1?a=b"), "without user or query"),
        (ServerEntry(""), "Server: a base URL must look like"),
        (ServerEntry(URL, VARIABLE), "Which variable has the key?"),
        (ServerEntry(URL, FILE, " "), "Which file has the key?"),
        (ServerEntry(URL, COMMAND, "it's"), "The command of the key: no closing quotation"),
        (ServerEntry(URL, TYPED, "a b"), "Not a valid key"),
        (ServerEntry(URL, VARIABLE, "MISSING"), "the variable MISSING is not set"),
        (ServerEntry(URL, name="a\nb"), "A name has at most"),
        (ServerEntry(URL, name="a" * 100), "A name has at most"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, entry: ServerEntry, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        entered_target(entry, settings_in(tmp_path), {})
    assert message in str(caught.value)


def test_a_key_goes_to_the_server_that_it_was_typed_for(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    environment = {"OPENAI_API_KEY": "sk-env", "MINE": "sk-mine"}
    typed = entered_target(ServerEntry(URL, TYPED, "sk-typed"), settings, environment)
    assert (typed.key, typed.host) == (Secret("sk-typed"), "h:1")
    assert entered_target(ServerEntry(URL), settings, environment).key is None
    named = entered_target(ServerEntry(URL, VARIABLE, "MINE"), settings, environment)
    assert named.key == Secret("sk-mine")
    assert "sk-typed" not in repr(ServerEntry(URL, TYPED, "sk-typed"))


def test_without_a_name_only_the_key_is_kept(tmp_path: Path) -> None:
    settings = keep(tmp_path, ServerEntry(URL, TYPED, "sk-typed"))
    assert read_host_key(settings.paths, "h:1") == Secret("sk-typed")
    assert not settings.paths.config_file.exists()


def test_with_a_name_it_is_a_profile_and_the_key_is_not_in_the_config(tmp_path: Path) -> None:
    settings = keep(tmp_path, ServerEntry(URL, TYPED, "sk-typed", "chat", "m", "home"))
    assert settings.profiles["home"] == ServerProfile("home", URL, "chat", model="m")
    assert settings.profile == "home"
    assert "sk-typed" not in settings.paths.config_file.read_text()


def test_a_key_that_a_variable_would_hide_is_not_saved(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="PPCHAT_API_KEY has another key"):
        keep(tmp_path, ServerEntry(URL, TYPED, "sk-typed"), PPCHAT_API_KEY="sk-other")
    keep(tmp_path, ServerEntry(URL, TYPED, "sk-typed"), PPCHAT_API_KEY="sk-typed")


def test_the_key_of_the_run_is_for_the_server_that_it_began_with(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)._replace(base_url=URL)
    environment = {"PPCHAT_API_KEY": "sk-of-the-run"}
    assert entered_target(ServerEntry(URL), settings, environment).key == Secret("sk-of-the-run")
    assert entered_target(ServerEntry("http://other/v1"), settings, environment).key is None
    other = settings_for(settings, environment, base_url="http://other/v1")
    assert resolve_target(other, environment).key is None
    back = settings_for(other, environment, base_url=URL)
    assert resolve_target(back, environment).key == Secret("sk-of-the-run")
