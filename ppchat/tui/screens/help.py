"""What ppchat is, and every key that works on the screen below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

Section = tuple[str, Sequence[tuple[str, str]]]
"""A heading, and keys with what they do."""

ABOUT = (
    "ppchat asks a model and shows every event of the streamed answer. On the left the text as it "
    "grows; on the right each event, when it came and how long after the one before. Move through "
    "the events, and the text is as it was then."
)

TIMES: Section = (
    "Words for time",
    (
        ("setup", "from asking (t0) until the response's headers"),
        ("TTFT", "time to first token: first non-empty delta of any kind − t0"),
        ("TTFO", "time to first output: first non-empty text delta − t0"),
        ("ICL", "inter-chunk latency: the gaps between non-empty deltas"),
        ("ITL", "inter-token latency: (t_last − t_first) ÷ (tokens − 1)"),
        ("E2E", "end to end: the terminal event − t0"),
        ("tok/s", "1 ÷ ITL; with ~ it is counted in chunks, as usage has not come"),
    ),
)


class HelpScreen(ModalScreen[None]):
    """A page of keys; closed by the keys that close things."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        & > VerticalScroll {
            width: 84;
            max-width: 96%;
            height: auto;
            max-height: 94%;
            background: $surface;
            padding: 1 3;
        }
        & Static { width: 100%; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q,question_mark", "dismiss", "close", id="help.close"),
    ]

    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__()
        self._sections = [*sections, TIMES]

    def compose(self) -> ComposeResult:
        """One scrolling page."""
        with VerticalScroll(can_focus=True):
            yield Static(self._page(), markup=False)

    def _page(self) -> Content:
        pieces: list[Content | str | tuple[str, str]] = [
            ("ppchat", "bold $text-primary"),
            f"\n{ABOUT}\n",
        ]
        for heading, rows in self._sections:
            if not rows:
                continue
            pieces.append((f"\n{heading}\n", "bold $text-accent"))
            width = min(28, max(len(key) for key, _ in rows))
            for key, meaning in rows:
                pieces += [(f"  {key:<{width}}  ", "bold"), f"{meaning}\n"]
        return Content.assemble(*pieces)
