"""The settings of the next turn follow the branch that is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ppchat.adapters.config import Settings
from ppchat.adapters.paths import Paths
from ppchat.adapters.profiles.target import Target
from ppchat.core.chat.conversation import Conversation, Node
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Request
from ppchat.services.server_api import ServerApi
from ppchat.services.settings.branch_settings import BranchSettings, settings_after, went_to_demo

BASE_URL = "http://h/v1"
TARGET = Target(BASE_URL, "h", None, "", False)
DEMO = Target("", "demo", None, "", True)
CONFIGURED = TurnSettings("m", "Be brief.", {"temperature": 0.5})


def config(**settings: Any) -> Settings:
    request = {"temperature": 0.5}
    paths = Paths(Path("config.toml"), Path())
    return Settings(paths, model="m", system="Be brief.", request=request)._replace(**settings)


def request(base_url: str = BASE_URL, path: str = "", **body: Any) -> Request:
    return Request({"model": "other", "input": [], **body}, base_url, path=path)


def after(turn: Request | None, target: Target = TARGET, **settings: Any) -> TurnSettings:
    configured = config(**settings)
    return settings_after(turn, configured, target, ServerApi(configured, target))


def test_a_turn_goes_on_with_the_settings_of_the_one_before_it() -> None:
    turn = request(instructions="Rhyme.", reasoning={"effort": "low"}, seed=7)
    assert after(turn) == TurnSettings("other", "Rhyme.", {"effort": "low"}, {"seed": 7})


@pytest.mark.parametrize("turn", [None, request("http://elsewhere/v1", temperature=1)])
def test_at_another_server_it_begins_with_what_is_configured(turn: Request | None) -> None:
    assert after(turn) == CONFIGURED


def test_over_another_api_the_parameters_hold_and_the_fields_do_not() -> None:
    turn = request(path="/chat/completions", reasoning_effort="low", logit_bias={"1": 1})
    fields = {"temperature": 0.5, "top_k": 1}
    settings = after(turn, request=fields)
    assert settings == TurnSettings("other", "", {"effort": "low"}, {"top_k": 1})


def test_the_demo_is_known_by_its_model() -> None:
    turn = request("http://127.0.0.1:4711/v1", model="ppchat-demo", temperature=1)
    assert after(turn, DEMO).parameters == {"temperature": 1}
    other = replace(turn, body={"model": "other"})
    assert after(other, DEMO).model == "ppchat-demo"
    assert (went_to_demo(turn), went_to_demo(other)) == (True, False)


class Chat:
    """A conversation, and what its next turn asks with."""

    def __init__(self, **settings: Any) -> None:
        self.conversation = Conversation("c")
        configured = config(**settings)
        self.branch = BranchSettings(configured, None)
        self.api = ServerApi(configured, TARGET)
        self.target = TARGET

    def add(self, node: str, parent: str | None, **body: Any) -> None:
        self.conversation.add(Node(node, parent, "q", Recording(request(**body))))

    @property
    def settings(self) -> TurnSettings:
        return self.branch.current(self.conversation, self.target, self.api)

    @settings.setter
    def settings(self, turn: TurnSettings) -> None:
        self.branch.choose(turn, self.conversation, self.target)


def test_each_branch_has_its_own() -> None:
    chat = Chat()
    assert chat.settings == CONFIGURED
    chat.add("a", None, temperature=0)
    chat.add("b", None, temperature=1)
    assert chat.settings.parameters == {"temperature": 1}
    chat.conversation.select("a")
    assert chat.settings.parameters == {"temperature": 0}


def test_what_is_chosen_holds_until_another_turn_is_shown() -> None:
    chat = Chat()
    chat.add("a", None, temperature=0)
    chosen = chat.settings.with_parameter("effort", "high")
    chat.settings = chosen
    assert chat.settings is chosen
    chat.add("b", "a", temperature=0, reasoning={"effort": "high"})
    assert chat.settings == chosen
    chat.conversation.leaf = "a"
    assert chat.settings.parameters == {"temperature": 0}


def test_a_new_conversation_begins_with_what_was_chosen_last() -> None:
    chat = Chat()
    chat.add("a", None, temperature=0)
    chosen = chat.settings.with_parameter("effort", "high")
    chat.settings = chosen
    chat.conversation = Conversation("d")
    chat.add("b", None, temperature=1)
    assert chat.settings.parameters == {"temperature": 1}
    chat.conversation = Conversation("e")
    assert chat.settings == chosen
    chat.target = TARGET._replace(base_url="http://elsewhere/v1")
    assert chat.settings == CONFIGURED


def test_another_server_begins_with_what_is_configured() -> None:
    chat = Chat()
    chat.add("a", None, temperature=0)
    chat.settings = chat.settings.with_parameter("effort", "high")
    chat.target = TARGET._replace(base_url="http://elsewhere/v1")
    assert chat.settings == CONFIGURED


def test_flags_win_in_a_conversation_that_is_picked_from_the_list() -> None:
    chat = Chat(model="flagged", origins={"model": "--model"})
    assert chat.settings.model == "flagged"
    chat.conversation = Conversation("d")
    chat.add("a", None)
    assert chat.settings.model == "flagged"


def test_what_is_chosen_comes_before_flags() -> None:
    chat = Chat(model="flagged", origins={"model": "--model"})
    chat.settings = TurnSettings("chosen")
    chat.add("a", None)
    assert chat.settings.model == "other"


def test_flags_win_in_the_conversation_that_is_resumed_only() -> None:
    chat = Chat(model="flagged", origins={"model": "--model"})
    chat.add("a", None)
    assert chat.settings.model == "flagged"
    chat.conversation = Conversation("d")
    chat.add("b", None)
    assert chat.settings.model == "other"
    chat.conversation = Conversation("e")
    assert chat.settings.model == "flagged"
