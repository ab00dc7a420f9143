"""Every setting stands once, with everything about it."""

from __future__ import annotations

from ppchat.adapters.config import Settings
from ppchat.adapters.settings_table import SETTINGS


def test_every_setting_is_an_attribute_whose_default_has_its_type() -> None:
    defaults = Settings._field_defaults
    for name, setting in SETTINGS.items():
        default = defaults["hosts" if name == "host" else name]
        assert default is None or isinstance(default, setting.types) or dict in setting.types


def test_every_setting_has_help_and_no_name_is_used_twice() -> None:
    options = [option for setting in SETTINGS.values() for option in setting.options]
    variables = [variable for setting in SETTINGS.values() for variable in setting.variables]
    assert len(set(options)) == len(options)
    assert len(set(variables)) == len(variables)
    for setting in SETTINGS.values():
        assert setting.help
        assert bool in setting.types or bool(setting.options) == bool(setting.metavar)
        assert not setting.variables or setting.variables[0] == f"PPCHAT_{setting.name.upper()}"
