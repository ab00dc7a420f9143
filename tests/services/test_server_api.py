"""How a server is asked, and what is learned from its refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ppchat.adapters.config import Settings
from ppchat.adapters.paths import Paths
from ppchat.adapters.profiles.target import Target
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.stream.signals import Arrived, End, Ended, Problem, Request, Started
from ppchat.core.stream.sse import Frame
from ppchat.services.next_request import next_request
from ppchat.services.server_api import ServerApi
from tests.support.chunks import chunk_frames
from tests.support.loopback import text_stream
from tests.support.refusals import refused

TARGET = Target("http://h:1/v1", "h:1", None, "", False)


class Server:
    """The memory of a server in a folder, and what asking it is like."""

    def __init__(self, folder: Path, api: str = "", target: Target = TARGET) -> None:
        self.settings = Settings(Paths(folder / "config.toml", folder), api=api)
        self.api = ServerApi(self.settings, target)
        self.turn = TurnSettings("m")

    def request(self) -> Request:
        return next_request("hello", self.turn, base_url="http://h:1/v1", api=self.api).request

    def refuses(self, status: int, message: str = "") -> str:
        return self.api.learn(refused(self.request(), status, message))

    def answers(self) -> str:
        summary = RecordingSummary(self.request())
        frames = chunk_frames("a") if self.api.dialect.name == "chat" else text_stream("a")
        summary.apply(Started(1))
        summary.apply(Arrived(tuple(Frame(raw, 2) for raw in frames)))
        summary.apply(Ended(3, End.EOF))
        return self.api.learn(summary)

    def is_unreachable(self) -> str:
        summary = RecordingSummary(self.request())
        summary.apply(Ended(3, End.REFUSED, Problem("refused", "no server")))
        return self.api.learn(summary)

    @property
    def memory(self) -> object:
        path = self.settings.paths.server_memory
        return json.loads(path.read_text()) if path.exists() else None


def test_a_server_without_responses_is_asked_over_chat_from_then_on(tmp_path: Path) -> None:
    server = Server(tmp_path)
    assert server.refuses(404) == "h:1 does not speak Responses: asked over Chat Completions"
    assert server.memory is None
    assert server.request().path == "/chat/completions"
    assert server.answers() == ""
    assert server.memory == {"h:1": {"api": "chat", "omit": []}}
    assert Server(tmp_path).api.dialect.name == "chat"
    other = Target("http://h:2/v1", "h:2", None, "", False)
    assert Server(tmp_path, target=other).api.dialect.name == "responses"


@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_another_refusal_shows_that_the_server_has_the_api(tmp_path: Path, status: int) -> None:
    server = Server(tmp_path)
    assert server.refuses(405)
    assert server.refuses(status, "something else") == ""
    assert server.memory == {"h:1": {"api": "chat", "omit": []}}


def test_a_server_that_has_neither_is_not_remembered(tmp_path: Path) -> None:
    server = Server(tmp_path)
    assert server.refuses(404)
    assert server.refuses(404) == ""
    assert server.memory is None
    assert server.api.dialect.name == "responses"
    assert server.refuses(404)  # the next prompt tries again: the server may have been restarted


def test_what_did_not_answer_teaches_nothing(tmp_path: Path) -> None:
    server = Server(tmp_path)
    assert server.refuses(501)
    assert server.is_unreachable() == ""
    assert server.memory is None
    assert server.api.dialect.name == "chat"


def test_the_api_that_the_user_named_stays(tmp_path: Path) -> None:
    server = Server(tmp_path, "responses")
    assert server.refuses(404) == ""
    assert server.api.dialect.name == "responses"


def test_what_is_remembered_is_corrected(tmp_path: Path) -> None:
    first = Server(tmp_path)
    first.refuses(404)
    first.answers()
    changed = Server(tmp_path)
    assert changed.refuses(404) == "h:1 does not speak Chat Completions: asked over Responses"
    changed.answers()
    assert changed.memory == {}
    first.refuses(404)
    first.answers()
    named = Server(tmp_path, "responses")
    named.answers()
    assert named.memory == {}


def test_an_api_that_was_named_is_not_remembered_for_other_runs(tmp_path: Path) -> None:
    server = Server(tmp_path, "chat")
    server.answers()
    assert server.memory is None


def test_a_choice_is_remembered(tmp_path: Path) -> None:
    chat = Server(tmp_path, "chat").api.dialect
    server = Server(tmp_path)
    server.api.choose(chat)
    assert server.request().path == "/chat/completions"
    assert Server(tmp_path).api.dialect is chat


def test_a_model_that_is_unknown_is_no_reason(tmp_path: Path) -> None:
    server = Server(tmp_path)
    assert server.refuses(404, "The model `m` does not exist") == ""
    assert server.api.dialect.name == "responses"


def test_a_field_that_is_rejected_is_left_out_once_and_remembered(tmp_path: Path) -> None:
    server = Server(tmp_path, "chat")
    notice = server.refuses(400, "unknown field stream_options")
    assert notice == "h:1 does not accept stream_options: asked without"
    assert "stream_options" not in server.request().body
    assert server.answers() == ""
    assert server.memory == {"h:1": {"api": "", "omit": ["stream_options"]}}
    assert "stream_options" not in Server(tmp_path, "chat").request().body


def test_a_field_that_was_not_the_reason_is_sent_again(tmp_path: Path) -> None:
    server = Server(tmp_path, "chat")
    assert server.refuses(400, "unknown field")
    assert server.refuses(400, "unknown field") == ""
    assert "stream_options" in server.request().body
    assert server.memory is None


def test_answers_side_by_side_teach_once(tmp_path: Path) -> None:
    server = Server(tmp_path)
    late = refused(server.request(), 404)
    assert server.refuses(404)
    assert server.api.learn(late) == ""
    assert server.api.dialect.name == "chat"


def test_the_demo_is_not_remembered(tmp_path: Path) -> None:
    server = Server(tmp_path, target=Target("", "demo", None, "", True))
    server.refuses(404)
    server.answers()
    assert server.memory is None


def test_a_field_is_sent_under_the_name_that_the_server_knows(tmp_path: Path) -> None:
    server = Server(tmp_path, "chat")
    server.turn = TurnSettings("m", parameters={"max_tokens": 9})
    assert server.request().body["max_tokens"] == 9
    notice = server.refuses(
        400,
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use"
        " 'max_completion_tokens' instead.",
    )
    assert notice == "h:1 does not accept max_tokens: asked with max_completion_tokens"
    body = server.request().body
    assert body["max_completion_tokens"] == 9
    assert "max_tokens" not in body
    server.answers()
    again = Server(tmp_path, "chat")
    again.turn = server.turn
    assert again.request().body["max_completion_tokens"] == 9
