"""Print a config file with every setting, its default, its option and its variables.

examples:
  ppchat config
  ppchat config > config.toml      then `ppchat paths` shows where it belongs
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import Final

from ppchat.adapters.config import Settings
from ppchat.adapters.settings_table import SETTINGS, Setting
from ppchat.cli.exit_codes import DONE

_HEAD: Final = """\
# The settings of ppchat (TOML). A command-line option overrides an environment variable, which
# overrides this file. A line that begins with "#" sets nothing."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat config`: none."""


def run(args: Namespace) -> int:  # noqa: ARG001
    """Print every setting, commented out."""
    print(_HEAD)
    for setting in sorted(SETTINGS.values(), key=lambda setting: dict in setting.types):
        print("", *(f"# {line}" for line in _lines(setting)), sep="\n")
    return DONE


def _lines(setting: Setting) -> list[str]:
    help_text = setting.help.replace("%(choices)s", ", ".join(setting.choices()))
    lines = [help_text]
    if setting.options:
        metavar = f" {setting.metavar}" if setting.metavar else ""
        lines.append(f"option: {', '.join(setting.options)}{metavar}")
    if setting.variables:
        lines.append(f"variable: {', '.join(setting.variables)}")
    if setting.example:
        return [*lines, *setting.example.splitlines()]
    default = Settings._field_defaults[setting.name]
    return [*lines, f"{setting.name} = {json.dumps(default, ensure_ascii=False)}"]
