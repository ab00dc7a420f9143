"""A test app with only a transcript, and conversations to show in it."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.message import Message

from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.transcript import Transcript

TOUR = """# Herons

A **grey heron** stands *still*, see [the guide](https://birds.example.org/heron) for `more`.

1. neck
2. legs
   - long

```python
def strike(prey):
    return True
```

| Bird | Height |
|------|-------:|
| Heron | 95 cm |

> patience

The end \\(a_b\\).
"""


class TranscriptHost(App[None]):
    """An app with only a transcript; keeps the messages posted."""

    def __init__(self, plain: bool = False) -> None:
        super().__init__()
        self.transcript = Transcript(plain=plain)
        self.posted: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.transcript

    def on_mount(self) -> None:
        self.transcript.focus()

    def on_transcript_copied(self, message: Transcript.Copied) -> None:
        self.posted.append(message)

    def on_transcript_link_chosen(self, message: Transcript.LinkChosen) -> None:
        self.posted.append(message)

    def on_transcript_image_chosen(self, message: Transcript.ImageChosen) -> None:
        self.posted.append(message)

    def on_transcript_follow_changed(self, message: Transcript.FollowChanged) -> None:
        self.posted.append(message)

    def on_transcript_match_changed(self, message: Transcript.MatchChanged) -> None:
        self.posted.append(message)

    def on_transcript_place_chosen(self, message: Transcript.PlaceChosen) -> None:
        self.posted.append(message)

    def painted(self) -> list[str]:
        """The lines on the screen, which the compositor redraws only where they are dirty."""
        width = self.transcript.scrollable_content_region.width
        lines = self.screen._compositor.render_strips()
        return [line.crop(0, width).text.rstrip() for line in lines]

    def screen_text(self) -> list[str]:
        view = self.transcript
        width = view.scrollable_content_region.width
        lines = map(view.render_line, range(view.size.height))
        return [line.crop(0, width).text.rstrip() for line in lines]


def answer(text: str | Rope, growing: bool = False, key: str = "a", **more: object) -> Cell:
    source = text if isinstance(text, Rope) else Rope(text)
    return Cell(key, CellKind.ANSWER, source, growing=growing, **more)  # type: ignore[arg-type]


def prompt(text: str, key: str = "p") -> Cell:
    return Cell(key, CellKind.PROMPT, Rope(text))


def turns(count: int) -> list[Cell]:
    cells: list[Cell] = []
    for number in range(count):
        cells.append(prompt(f"Question {number}", f"p{number}"))
        cells.append(answer(f"Answer {number}\n\n{TOUR}", key=f"a{number}", title="model"))
    return cells
