"""What is wrong with a keymap or the name of a theme."""

from __future__ import annotations

from ppchat.tui.keys.config_check import config_problems


def test_a_keymap_and_a_theme_that_exist_have_no_problems() -> None:
    assert config_problems({"prompt.send": "f10"}, "ppchat-light") == []
    assert config_problems({}, "") == []


def test_what_does_not_exist_is_named_with_what_may_be_meant() -> None:
    problems = config_problems({"prompt.sent": "f10"}, "ppchat-lite")
    assert [(problem.setting, problem.text) for problem in problems] == [
        ("theme", "unknown theme 'ppchat-lite'; did you mean ppchat-light?"),
        ("prompt.sent", "unknown key id 'prompt.sent'; did you mean prompt.send?"),
    ]
    (problem,) = config_problems({"\x1b[2J": "f10"})
    assert "\x1b" not in problem.text


def test_a_conflict_is_that_of_the_setting_that_brings_it_about() -> None:
    (problem,) = config_problems({"events.group": "m"})
    assert problem.setting == "events.group"
    assert problem.text == "events.group and events.mark share the key m (Conversation)"
