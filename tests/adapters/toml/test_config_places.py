"""The lines of a config file."""

from __future__ import annotations

from ppchat.adapters.toml.config_places import config_places

TEXT = """\
model = "m"
[tool.get_weather]   # now
command = ["a",
  "b = c"]
parameters.properties.city.type = "string"
[ tool . "get time" ]
command = ["c"]
[[list]]
x = 1
"""


def test_each_key_stands_where_it_is_first_mentioned() -> None:
    places = config_places(TEXT)
    assert places["model",] == 1
    assert places["tool",] == places["tool", "get_weather"] == 2
    assert places["tool", "get_weather", "command"] == 3
    assert places["tool", "get_weather", "parameters"] == 5
    assert places["tool", "get_weather", "parameters", "properties", "city", "type"] == 5
    assert places["tool", "get time"] == 6
    assert places["tool", "get time", "command"] == 7
    assert places["list", "x"] == 9


def test_a_file_that_is_no_toml_has_what_can_be_read_of_it() -> None:
    assert config_places("[[[\n= 3\n[a]\nb = \n")["a",] == 3
