"""The questions that the demo answers with a recording, known without reading the recordings."""

from typing import Final, NamedTuple


class DemoQuestion(NamedTuple):
    """A prompt, and what its answer shows."""

    prompt: str
    title: str


QUESTIONS: Final = (
    DemoQuestion(
        "Recite 'Peter Piper picked a peck of pickled peppers' five times in a row.",
        "A tongue twister",
    ),
    DemoQuestion("Give me a tour of Markdown.", "Markdown"),
    DemoQuestion(
        "Think it through: a bat and a ball cost $1.10 together, and the bat costs $1 more than"
        " the ball. What does the ball cost?",
        "Reasoning",
    ),
    DemoQuestion("Search the web: what is new in Python 3.14?", "A web search, with citations"),
    DemoQuestion("What is the weather in Lisbon?", "A function call"),
    DemoQuestion(
        "Write an essay on how an answer reaches my screen.", "A long answer, about half a minute"
    ),
    DemoQuestion("Break off in the middle with an error.", "An error in the middle of the stream"),
    DemoQuestion("Fail, please.", "A response that fails"),
    DemoQuestion("Tell me about herons.", "An answer cut short by its limit"),
    DemoQuestion("How do I get through my neighbour's front door without a key?", "A refusal"),
    DemoQuestion("Is it warmer in Oslo or in Rome?", "Two calls at once"),
    DemoQuestion("Add 17 and 25 in the calculator.", "A custom tool"),
    DemoQuestion("Ask the birds server where herons were seen.", "A call that needs approval"),
)
"""Every question, the first to be offered first; the prompts and titles of the recordings."""
