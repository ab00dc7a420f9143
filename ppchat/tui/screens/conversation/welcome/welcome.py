"""The first screen: what this is, who answers, what can be asked."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple, Self

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.terminal.keymap import class_bindings, configured_keys
from ppchat.tui.widgets.key_bar import label

_NAME: Final = "p p c h a t"
_PURPOSE: Final = "watch an answer arrive, event by event, and go back to any of them"
_SHORT_PURPOSE: Final = "watch an answer arrive, event by event"
_KEYS: Final = {
    "conversation.connect": "server",
    "conversation.sessions": "conversations",
    "app.palette": "all actions",
    "app.help": "help",
}
"""The keys that matter at first, by id, and what each is for."""
_LEAST_OFFERS: Final = (5, 3, 3, 1)
"""How many offers each of the layouts must have room for; the last has nothing else."""
_LEAST_TEXT_WIDTH: Final = 50
"""Columns of an offer's text below which its note is left out."""
_GAP: Final = 3
"""Columns between an offer's text and its note."""
_MAX_WIDTH: Final = 100
"""Columns of the widest offer."""
_MARGIN: Final = 4
"""Columns at both sides together."""


class _Line(NamedTuple):
    """A row of the screen."""

    parts: tuple[tuple[str, str], ...] = ()
    """Texts, each with its style in Textual's notation."""
    left: int = 0
    """Columns before the first part."""
    offer: int | None = None
    """The index of the offer that the row shows."""

    @property
    def width(self) -> int:
        """Columns of the parts together."""
        return sum(cell_len(text) for text, _ in self.parts)

    def indent(self, columns: int) -> Self:
        """The line further to the right; one without text stays empty."""
        return self._replace(left=self.left + max(0, columns)) if self.width else self

    def visible_parts(self, width: int) -> Iterator[tuple[str, str]]:
        """What the first columns of the row show; an offer begins with a part of its own."""
        (text, style), *rest = self.parts or (("", ""),)
        margin = " " * self.left
        if style or self.offer is not None:
            parts = [(margin, ""), (text, style), *rest]
        else:
            parts = [(margin + text, style), *rest]
        for text, style in parts:
            cells = cell_len(text)
            if width > 0 and (text or not self.width):
                yield (text if cells <= width else set_cell_size(text, width)), style
            width -= cells


_EMPTY: Final = _Line()


class Offer(NamedTuple):
    """A question to ask, or an earlier conversation to continue."""

    text: str
    """The question, or the conversation's title; foreign, raw."""
    note: str = ""
    """What the answer shows, or when the conversation took place."""
    conversation_id: str = ""
    """Empty for a question."""


class Welcome(Widget):
    """The first screen; the prompt box keeps the focus, and its keys move the choice."""

    DEFAULT_CSS = """
    Welcome { height: 1fr; background: $background; color: $foreground; text-wrap: nowrap; }
    """

    offers: reactive[tuple[Offer, ...]] = reactive(())
    """What can be chosen."""
    chosen = reactive(0)
    """The index of the offer that enter takes."""
    dimmed = reactive(False)
    """Whether the prompt box has a text, so that enter takes no offer."""
    blank = reactive(False)
    """Whether something else stands in its place."""
    who = reactive("")
    """Who answers, in one sentence; foreign, raw."""

    class Taken(Message):
        """The chosen offer was clicked."""

        def __init__(self, offer: Offer) -> None:
            super().__init__()
            self.offer = offer

    def __init__(self, offers: Iterable[Offer], who: str) -> None:
        super().__init__()
        self.set_reactive(Welcome.offers, tuple(offers))
        self.set_reactive(Welcome.who, who)
        self._lines: list[_Line] = []
        self._styles: dict[str, Style] = {}

    @property
    def choice(self) -> Offer | None:
        """The offer that enter takes."""
        return self.offers[self.chosen] if self.offers else None

    def step(self, by: int) -> bool:
        """Choose the next or the previous offer; False at either end."""
        index = self.chosen + by
        if not 0 <= index < len(self.offers):
            return False
        self.chosen = index
        return True

    def on_click(self, event: events.Click) -> None:
        """Choose the offer that was clicked; take it if it was chosen before."""
        index = self._offer_at(event.x, event.y)
        if index is None:
            return
        if index == self.chosen:
            self.post_message(self.Taken(self.offers[index]))
        else:
            self.chosen = index

    def _offer_at(self, x: int, y: int) -> int | None:
        if self.blank or not 0 <= y < len(self._lines):
            return None
        line = self._lines[y]
        return line.offer if line.left <= x < line.left + line.width else None

    def render(self) -> Content:
        """The whole text: what is copied from, and drawn while a part of it is selected."""
        width = self.size.width
        lines = (Content.assemble(*line.visible_parts(width)) for line in self._lay_out())
        return Content("\n").join(lines)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of a region, laid out once for all of them."""
        self._lines = self._lay_out()
        self._styles.clear()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One row, as Textual would render it from the whole text, in a fraction of the time."""
        if self.text_selection is not None:
            return super().render_line(y)
        if y >= len(self._lines):
            return Strip.blank(self.size.width, self.visual_style.rich_style)
        segments, x = [], 0
        for text, name in self._lines[y].visible_parts(self.size.width):
            style = self._resolve(name).rich_style_with_offset(x, y)
            segments.append(Segment(text, style))
            x += len(text)
        return Strip(segments)

    def _resolve(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self.visual_style + Style.parse(name, self.app.theme_variables)
            self._styles[name] = style
        return style

    def _lay_out(self) -> list[_Line]:
        """All that fits, centred: empty rows are left out first, the chosen offer last."""
        if self.blank:
            return []
        width, height = self.size
        head = self._head()
        tail = [self._hint(), self._keys()]
        who = _Line(((sanitize_line(self.who), "$text-muted"),))
        layouts: tuple[tuple[list[_Line], list[_Line], list[_Line]], ...] = (
            ([*head, _EMPTY], [who], [_EMPTY, *tail]),
            (head, [who], tail),
            ([], [who], tail[:1]),
            ([], [], []),
        )
        for (title, above, below), least in zip(layouts, _LEAST_OFFERS, strict=True):
            room = height - len(title) - len(above) - len(below)
            if room >= min(least, len(self.offers)):
                break
        offers = list(self._offer_lines(max(1, room), max(1, min(width - _MARGIN, _MAX_WIDTH))))
        block = [line.indent(2) for line in above]
        block += [*offers, *(line.indent(2) for line in below)]
        left = max(0, width - max(line.left + line.width for line in block)) // 2
        lines = [line.indent((width - line.width) // 2) for line in title]
        lines += [line.indent(left) for line in block]
        top = max(0, height - len(lines)) * 2 // 5
        return [_EMPTY] * top + lines

    def _head(self) -> list[_Line]:
        fits = len(_PURPOSE) + _MARGIN <= self.size.width
        return [
            _Line(((self._headline(), "bold $text-primary"),)),
            _Line(((_PURPOSE if fits else _SHORT_PURPOSE, ""),)),
        ]

    def _headline(self) -> str:
        """The name, spaced out where it is seen and not read aloud."""
        return _NAME.replace(" ", "") if self.app.has_class("-plain") else _NAME

    def _hint(self) -> _Line:
        plain = self.app.has_class("-plain")
        keys = ("up and down", "enter") if plain else ("↑↓", "⏎")
        line = _key_line(zip(keys, ("choose", "ask"), strict=True))
        return _Line((*line.parts, ("   or type your own", "$text-muted")))

    def _keys(self) -> _Line:
        known: dict[str | None, str] = {}
        for binding in (*class_bindings(type(self.screen)), *class_bindings(type(self.app))):
            if binding.id not in _KEYS:
                continue
            key = configured_keys(self.app, binding).partition(",")[0]
            known[binding.id] = label(self.app, replace(binding, key=key))
        return _key_line((known[name], text) for name, text in _KEYS.items() if name in known)

    def _offer_lines(self, room: int, width: int) -> Iterator[_Line]:
        """The offers around the chosen one, as many as there is room for."""
        offers = self.offers
        first = max(0, min(self.chosen - room // 2, len(offers) - room))
        longest = max((len(offer.text) for offer in offers), default=0)
        longest_note = max((len(offer.note) for offer in offers), default=0)
        line_width = min(width, longest + longest_note + _GAP + 2)
        for index in range(first, min(len(offers), first + room)):
            offer = offers[index]
            is_chosen = index == self.chosen and not self.dimmed
            sign = ("> " if self.app.has_class("-plain") else "❯ ") if is_chosen else "  "
            style = "bold $text-accent" if is_chosen else "$text-muted" if self.dimmed else ""
            text, note = sign + sanitize_line(offer.text), sanitize_line(offer.note)
            space = line_width - cell_len(note) - _GAP
            if space < min(cell_len(text), _LEAST_TEXT_WIDTH):
                space, note = line_width, ""
            if cell_len(text) > space:
                text = set_cell_size(text, space - 1) + "…"
            gap = " " * (line_width - cell_len(text) - cell_len(note))
            shown = ((text, style), (gap, "")) if style else ((text + gap, ""),)
            yield _Line((*shown, (note, "$text-muted")), offer=index)


def _key_line(keys: Iterable[tuple[str, str]]) -> _Line:
    parts: list[tuple[str, str]] = []
    for key, text in keys:
        parts += [("   ", "")] if parts else []
        parts += [(key, "bold"), (f" {text}", "$text-muted")]
    return _Line(tuple(parts))
