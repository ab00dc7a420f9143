"""One short question to a server."""

from __future__ import annotations

from ppchat.adapters.openai.reader import OpenAIReader
from ppchat.adapters.profiles.target import Target
from ppchat.core.dialects.registry import ASKABLE
from ppchat.services.connection.short_question import QUESTION, ask_briefly
from tests.support.connecting import chat_server, requiring
from tests.support.loopback import answer, scripted_server, text_stream

RESPONSES, CHAT = ASKABLE


async def test_the_answer_shows_when_its_first_text_came() -> None:
    async with scripted_server(chat_server) as server, OpenAIReader() as reader:
        target = Target(server.base_url, "h", None, "", False)
        (line,) = await ask_briefly(reader, target, CHAT, "llama")
    assert line.startswith("It answers; first text after ")
    assert server.requests[0].json["messages"] == [{"role": "user", "content": QUESTION}]


async def test_responses_say_whether_they_are_stored() -> None:
    async with scripted_server(answer(*text_stream("hi"))) as server, OpenAIReader() as reader:
        target = Target(server.base_url, "h", None, "", False)
        lines = await ask_briefly(reader, target, RESPONSES, "m")
    assert lines[0].startswith("It answers")


async def test_a_refusal_is_said_with_its_advice() -> None:
    script = requiring("sk-1", chat_server)
    async with scripted_server(script) as server, OpenAIReader() as reader:
        target = Target(server.base_url, "h", None, "", False)
        assert (await ask_briefly(reader, target, CHAT, "m"))[0] == "401 Unauthorized: No."
        problem = target._replace(problem="the variable X is not set")
        assert (await ask_briefly(reader, problem, CHAT, "m"))[0] == "the variable X is not set"
