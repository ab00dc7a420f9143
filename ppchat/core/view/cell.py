"""What a transcript shows: one cell per prompt, output, answer, reasoning, call, image, notice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ppchat.core.dialects.faces.sources import Mark
from ppchat.core.dialects.vocabulary import PartKey
from ppchat.core.text.rope import Rope
from ppchat.core.view.tone import Tone


class CellKind(Enum):
    """What a cell contains; the value is its name for a screen reader."""

    PROMPT = "you"
    OUTPUT = "output"
    """What the client answered to a call."""
    ANSWER = "answer"
    REASONING = "reasoning"
    TOOL = "tool"
    IMAGE = "image"
    REFUSAL = "refusal"
    NOTICE = "notice"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class Cell:
    """One part of a conversation, with its source text.

    The text of ANSWER and REASONING is Markdown, of TOOL code or prose, of the others plain.
    Cells of one conversation have distinct keys; a key stays the same
    while its text grows or is scrubbed back.
    """

    key: str
    kind: CellKind
    text: Rope
    title: str = ""
    """The heading: a model, "thought for 0.9 s", "web search · heron"; foreign, raw."""
    growing: bool = False
    """Whether its text may still grow: the stream is writing it."""
    language: str = ""
    """For TOOL: the language of `text`, for highlighting; may be unknown; empty for prose."""
    image: str = ""
    """The source of an IMAGE, which has no text: Base64, a `data:` URL or an address; foreign."""
    tone: Tone = Tone.QUIET
    part: PartKey | None = None
    """The part of the answer that `text` is; None for what no single part holds."""
    added: tuple[int, int] | None = None
    """Half-open range of characters of `text` that the event at the cursor added."""
    marks: tuple[Mark, ...] = ()
    """Where `text` cites its sources, and their numbers."""
    is_open: bool = False
    """Whether it begins unfolded: a call that waits for its answer."""
    is_detail: bool = False
    """Whether it belongs to the cell above: what a tool returned, where that is the call."""

    @property
    def turn(self) -> str:
        """The turn that it is of: the beginning of its key."""
        return self.key.partition("/")[0]
