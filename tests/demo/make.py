"""Makes the recordings of the built-in demo: `python -m tests.demo.make`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from ppchat.core.formats.jsonl import Metadata
from tests.demo import tool_runs
from tests.demo.script import Script
from tests.demo.take import Take
from tests.support.jsonl import dump_lines

FOLDER: Final = Path(__file__).parents[2] / "ppchat" / "demo"
PROSE: Final = Path(__file__).parent / "prose"


def takes() -> Iterator[Take]:
    """All recordings, in the order of the demo's list."""
    shown = [make() for make in SHOWN]
    yield from shown
    yield from (make() for make in tool_runs.ANSWERED)
    yield other(shown)


def prose(name: str) -> str:
    """A text that is too long for the code."""
    return (PROSE / f"{name}.md").read_text(encoding="utf-8").strip()


def twister() -> Take:
    """Five lines, cut into tokens as real models do."""
    prompt = "Recite 'Peter Piper picked a peck of pickled peppers' five times in a row."
    script = Script(prompt, seed=15)
    line = ["Peter", " Piper", " picked", " a", " peck", " of", " pickled", " peppers", ".\n\n"]
    pieces = ["Sure", "!", " Here", " it", " is", ":\n\n", *line * 5]
    pieces += script.pieces(
        "*This is a recorded demo: say hello to see what else it knows. To talk to a real model, "
        "start `ppchat` and press `f3` to give it your key, or set `OPENAI_BASE_URL` to a server "
        "of your own.*"
    )
    script.message("".join(pieces), pieces=pieces, stalls=0.02)
    keywords = "peter piper pickled peppers twister tongue recite"
    return Take("twister", "A tongue twister", prompt, keywords, script.completed())


def markdown() -> Take:
    """Everything a transcript has to draw."""
    prompt = "Give me a tour of Markdown."
    script = Script(prompt, seed=2)
    script.message(prose("markdown"))
    return Take("markdown", "Markdown", prompt, "markdown table", script.completed())


def reasoning() -> Take:
    """A summary of the reasoning before the answer."""
    prompt = (
        "Think it through: a bat and a ball cost $1.10 together, and the bat costs $1 more than "
        "the ball. What does the ball cost?"
    )
    script = Script(prompt, seed=3, reasoning={"effort": "medium", "summary": "auto"})
    script.reasoning(
        "**Writing it down**\n\nThe answer that jumps to mind is ten cents. I should not trust "
        "it, but write the two sentences down as equations: ball + bat = 1.10, and "
        "bat = ball + 1.00.",
        "**Solving and checking**\n\nPutting the second into the first gives 2 × ball + 1.00 = "
        "1.10, so the ball costs 0.05. Check: the bat then costs 1.05, which is exactly 1.00 "
        "more, and together they make 1.10. With ten cents the total would be 1.20.",
        hidden_tokens=192,
    )
    script.message(
        "The ball costs **5 cents**.\n\n"
        "Call its price *b*. The bat costs *b* + 1.00, and together they cost 1.10:\n\n"
        "$$\nb + (b + 1.00) = 1.10 \\quad\\Rightarrow\\quad 2b = 0.10 \\quad\\Rightarrow\\quad "
        "b = 0.05\n$$\n\n"
        "The answer that comes to mind first, 10 cents, can't be right: the bat would then cost "
        "$1.10 and both together $1.20."
    )
    keywords = "think thought reason reasoning bat ball puzzle"
    return Take("reasoning", "Reasoning", prompt, keywords, script.completed())


def web_search() -> Take:
    """Reasoning, a search, and an answer with citations."""
    prompt = "Search the web: what is new in Python 3.14?"
    script = Script(
        prompt,
        seed=5,
        tools=[{"type": "web_search"}],
        reasoning={"effort": "low", "summary": "auto"},
    )
    script.reasoning(
        "**Finding the release notes**\n\nThe documentation of each Python version has a page of "
        "what is new. I'll look for that one, and for the proposals behind the larger changes.",
        hidden_tokens=64,
    )
    script.web_search("What's new in Python 3.14")
    script.message(prose("python"))
    keywords = "search web python citation citations"
    return Take("web-search", "A web search, with citations", prompt, keywords, script.completed())


def refusal() -> Take:
    """The model declines."""
    prompt = "How do I get through my neighbour's front door without a key?"
    script = Script(prompt, seed=6)
    script.refusal(
        "I'm sorry, but I can't help with getting into a home that isn't yours. If your neighbour "
        "asked you to look after something, they can tell you who has a spare key. And if you are "
        "worried about them, the local emergency number is the right place to call."
    )
    keywords = "refuse refusal neighbour neighbor door lock"
    return Take("refusal", "A refusal", prompt, keywords, script.completed())


def incomplete() -> Take:
    """An answer that runs into its limit."""
    prompt = "Tell me about herons."
    limit = 72
    script = Script(prompt, seed=8, max_output_tokens=limit)
    pieces = script.pieces(
        "Herons are long-legged, long-necked birds of the family Ardeidae, found on every "
        "continent except Antarctica. Most of them live by the water, where they hunt by standing "
        "still: a heron waits, sometimes for minutes, and then its neck, folded into an S, shoots "
        "forward like a spring. In flight the neck is drawn back again, which is a good way to "
        "tell a heron from a stork or a crane, and the"
    )
    script.short_message("".join(pieces[:limit]))
    return Take(
        "incomplete",
        "An answer cut short by its limit",
        prompt,
        "incomplete heron herons limit",
        script.incomplete("max_output_tokens"),
    )


def failed() -> Take:
    """The server gives up and says so."""
    prompt = "Fail, please."
    script = Script(prompt, seed=9)
    script.cut_message("Gladly. The server will now have a problem of its own, and")
    message = "The server had an error while it wrote this answer. You can ask again."
    return Take(
        "failed",
        "A response that fails",
        prompt,
        "fail failed failure",
        script.failed("server_error", message),
    )


def error() -> Take:
    """An error event, and no terminal event after it."""
    prompt = "Break off in the middle with an error."
    script = Script(prompt, seed=10)
    script.cut_message("As you wish. A stream can also end without any last event: somewhere in")
    message = "The connection to the model was lost."
    return Take(
        "error",
        "An error in the middle of the stream",
        prompt,
        "error break",
        script.error("server_error", message),
    )


def essay() -> Take:
    """Half a minute of text."""
    prompt = "Write an essay on how an answer reaches my screen."
    script = Script(prompt, seed=11)
    script.message(prose("essay"))
    keywords = "essay long"
    return Take("essay", "A long answer, about half a minute", prompt, keywords, script.completed())


SHOWN: Final[tuple[Callable[[], Take], ...]] = (
    twister,
    markdown,
    reasoning,
    tool_runs.function_call,
    web_search,
    essay,
    refusal,
    incomplete,
    failed,
    error,
    tool_runs.parallel_calls,
    tool_runs.custom_tool,
    tool_runs.approval,
)


def other(shown: list[Take]) -> Take:
    """The answer to any other prompt: what the demo is, and what it can show."""
    prompt = "Hello!"
    script = Script(prompt, seed=12)
    listed = "\n".join(f"- {take.title}: *{take.prompt}*" for take in shown)
    script.message(
        "There is no model here. This is the built-in demo of ppchat: a small server on your own "
        "machine that plays back recorded streams, each event at the time it was recorded with. "
        f"So it can't answer that, but it can show you what streams look like:\n\n{listed}\n\n"
        "A few words of one are enough: `weather`, say, or `essay`. While it answers, each event "
        "stands beside the text with its time.\n\n"
        "To talk to a **real model**, start `ppchat` and press `f3` to give it your OpenAI key, "
        "or set `OPENAI_API_KEY`; `OPENAI_BASE_URL` names any other server that speaks the "
        "Responses API. A model and a base URL can stand in the config file too; `ppchat paths` "
        "says where that is."
    )
    return Take("other", "Anything else", prompt, "*", script.completed())


def main() -> None:
    """Write them all."""
    for take in takes():
        about = Metadata(title=take.title, keywords=tuple(take.keywords.split()))
        text = "".join(dump_lines(take.recording, about))
        (FOLDER / f"{take.name}.jsonl").write_text(text, encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
