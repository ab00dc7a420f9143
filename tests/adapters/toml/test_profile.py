"""Profiles of the config."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.adapters.config import Settings, resolve_settings
from ppchat.adapters.paths import Paths
from ppchat.adapters.toml.profile import DEFAULT_BASE_URL, ServerProfile


def load(folder: Path, text: str) -> Settings:
    """The settings of a file with this text."""
    file = folder / "config.toml"
    file.write_text(text)
    return resolve_settings(Paths(file, folder), {}, {})


@pytest.mark.parametrize("kind", ["profiles", "profile"])
def test_a_profile_has_all_that_asking_a_server_takes(tmp_path: Path, kind: str) -> None:
    settings = load(
        tmp_path,
        f"""
        [{kind}.work]
        base_url = "https://h/v1/"
        api = "chat"
        key_command = "pass show 'my key'"
        model = "m"
        system = "s"
        context_window = 5
        headers = {{ X-Team = "$TEAM" }}
        [{kind}.work.request]
        temperature = 0.2
        [{kind}.other]
        key_command = ["op", "read"]
        """,
    )
    assert settings.problems == ()
    assert settings.profiles == {
        "work": ServerProfile(
            *("work", "https://h/v1", "chat", "", "", ("pass", "show", "my key"), "m", "s"),
            *({"temperature": 0.2}, {"X-Team": "$TEAM"}, 5),
        ),
        "other": ServerProfile("other", DEFAULT_BASE_URL, key_command=("op", "read")),
    }


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("base_url = 3", "base_url must be text"),
        ('base_url = "h"', "a base URL must look like https://host/v1"),
        ('api = "caht"', "api must be responses or chat: did you mean chat?"),
        ('key_env = "A"\nkey_file = "b"', "key_env and key_file: a key has one source"),
        ('key_command = "it\'s"', "key_command: no closing quotation"),
        ("key_command = []", "key_command must be a program"),
        ('key_command = ["a", 3]', "key_command must be a list of texts"),
        ("key_command = 3", "key_command must be text"),
        ('headers = { "a b" = "c" }', "'a b' cannot be the name of a header"),
        ('headers = { Host = "c" }', "the header Host is set by the client"),
        ("headers = { A = 3 }", "A must be text"),
        ("context_window = 0", "context_window must be more than 0"),
    ],
)
def test_a_profile_with_a_mistake_is_none_and_its_line_is_named(
    tmp_path: Path, line: str, problem: str
) -> None:
    settings = load(tmp_path, f"[profiles.p]\n{line}\n[profiles.q]\n")
    number = 1 + len(line.splitlines())
    assert len(settings.problems) == 1
    assert settings.problems[0].startswith(f"{tmp_path}/config.toml:{number}: {problem}")
    assert set(settings.profiles) == {"q"}


def test_one_name_for_two_things_is_explained(tmp_path: Path) -> None:
    (problem,) = load(tmp_path, 'profile = "a"\n[profile.a]\nmodel = "m"').problems
    assert problem.endswith('with profile = "NAME", name the tables [profiles.NAME]')
