"""Options that several commands share."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

import pytest

from ppchat.adapters.settings_table import SETTINGS
from ppchat.cli.options import (
    add_connection_options,
    add_setting,
    load_settings,
    report,
    require_terminal,
)
from ppchat.cli.parser import build_parser
from ppchat.core.errors import ConfigError, UsageError

WITH_OPTION = [name for name, setting in SETTINGS.items() if setting.options and name != "profile"]
"""Those whose option takes any value; the one of a profile has to exist."""


def parse(*arguments: str, several_models: bool = False) -> Namespace:
    parser = ArgumentParser()
    add_connection_options(parser, several_models=several_models)
    return parser.parse_args(arguments)


def test_an_argument_comes_before_the_config(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('model = "configured"\nsystem = "Be brief."\n')
    assert load_settings(parse()).model == "configured"
    settings = load_settings(parse("-m", "mine", "--base-url", "http://localhost:1/v1"))
    assert (settings.model, settings.system) == ("mine", "Be brief.")
    assert settings.base_url == "http://localhost:1/v1"


def test_a_model_can_be_repeated_where_several_are_asked() -> None:
    assert parse("-m", "a", "--model", "b", several_models=True).models == ["a", "b"]
    assert parse(several_models=True).models is None


def test_an_unknown_setting_is_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.toml").write_text("modle = 3")
    assert load_settings(parse()).model
    assert "config.toml:1: unknown setting 'modle'" in capsys.readouterr().err


def test_a_config_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("model = 3\x00")
    with pytest.raises(ConfigError, match=r"config\.toml"):
        load_settings(parse())


def test_without_a_terminal_the_error_says_what_to_do_instead() -> None:
    with pytest.raises(UsageError, match="needs a terminal: do this"):
        require_terminal("do this")


def test_what_is_reported_cannot_control_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    report("model \x1b[2J\nmy name")
    err = capsys.readouterr().err
    assert err.startswith("ppchat: model ")
    assert "\x1b" not in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("name", WITH_OPTION)
def test_an_option_beats_its_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    setting = SETTINGS[name]
    parser = ArgumentParser()
    add_connection_options(parser)
    if setting.options[-1] not in parser.format_help():
        add_setting(parser, name)
    is_switch = bool in setting.types
    other, text = setting.choices() or ("8", "http://a/v1")
    value = [] if is_switch else ["7" if float in setting.types else text]
    monkeypatch.setenv(setting.variables[0], "0" if is_switch else other)
    arguments = ["--data-dir", str(tmp_path), "--config", str(tmp_path / "none.toml")]
    settings = load_settings(parser.parse_args([*arguments, setting.options[0], *value]))
    expected = True if is_switch else 7 if float in setting.types else text
    assert getattr(settings, name) == expected
    assert settings.origins[name] == setting.options[-1]


@pytest.mark.parametrize("command", ["serve", "proxy"])
def test_servers_listen_on_this_machine_alone_by_default(command: str) -> None:
    parser, _ = build_parser(command)
    assert parser.get_default("host") == "127.0.0.1"
