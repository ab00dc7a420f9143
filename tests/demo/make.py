"""Makes the recordings of the built-in demo: `python -m tests.demo.make`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from ppchat.core.jsonl import About, lines
from ppchat.core.recording import Recording
from tests.demo.script import Script

FOLDER: Final = Path(__file__).parents[2] / "ppchat" / "demo"
PROSE: Final = Path(__file__).parent / "prose"
LINE: Final = "Peter Piper picked a peck of pickled peppers."
CONNECT: Final = (
    "set `OPENAI_API_KEY`, or point `OPENAI_BASE_URL` at any server that speaks the Responses "
    "API, and start `ppchat` again. Both can stand in the config file too; "
    "`ppchat paths` says where that is."
)


class Take(NamedTuple):
    """One recording of the demo."""

    name: str
    title: str
    """What it shows, as the demo lists it."""
    prompt: str
    keywords: tuple[str, ...]
    recording: Recording


def prose(name: str) -> str:
    """A text that is too long to stand in code."""
    return (PROSE / f"{name}.md").read_text(encoding="utf-8").strip()


def takes() -> Iterator[Take]:
    """All recordings, in the order in which the demo lists them."""
    shown = [*_shown()]
    yield from shown
    yield _other(shown)


def _shown() -> Iterator[Take]:
    prompt = "Recite 'Peter Piper picked a peck of pickled peppers' five times in a row."
    script = Script(prompt, seed=1)
    note = f"*This is a recorded demo. To talk to a real model, {CONNECT}*"
    line = ["Peter", " Piper", " picked", " a", " peck", " of", " pickled", " peppers", ".\n\n"]
    pieces = ["Sure", "!", " Here", " it", " is", ":\n\n", *line * 5]
    body = "".join(pieces)
    script.message(body + note, pieces=[*pieces, *script.pieces(note)], stalls=0.02)
    yield Take(
        "twister",
        "a tongue twister",
        prompt,
        ("peter", "piper", "pickled", "peppers", "twister", "tongue", "recite"),
        script.completed(),
    )


def _other(shown: list[Take]) -> Take:
    prompt = "Hello!"
    script = Script(prompt, seed=99)
    listed = "\n".join(f"- {take.title}: “{take.prompt}”" for take in shown)
    script.message(
        "There is no model here. You are reading the built-in demo of ppchat: a small server on "
        "your own machine that plays back recorded streams, with the timing they were recorded "
        "with. So it can't answer that, but it can show you what a stream looks like. "
        f"It knows these questions:\n\n{listed}\n\n"
        "A few words of one are enough. While it answers, every event of the stream is listed "
        f"with its time beside the text.\n\n**To talk to a real model**, {CONNECT}"
    )
    return Take("other", "anything else", prompt, ("*",), script.completed())


def main() -> None:
    """Write them all."""
    for take in takes():
        about = About(title=take.title, keywords=take.keywords)
        text = "".join(lines(take.recording, about))
        (FOLDER / f"{take.name}.jsonl").write_text(text, encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
