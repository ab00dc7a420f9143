"""A dialog to choose one of many things by typing parts of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from ppchat.core.text.matching import match_rank
from ppchat.tui.dialogs.choice import Choice, ChoiceRow
from ppchat.tui.dialogs.dialog import Dialog

_MAX_SHOWN: Final = 200
_MOST_ROWS: Final = 24
"""Rows of the list in a terminal of any height."""
_AROUND: Final = 12
_AROUND_SHORT: Final = 5
"""Rows that are left for all but the list; the latter in a low terminal."""
_CONTAINED: Final = 2
"""The rank up to which what was typed stands in a text as it is."""


class Picker(Dialog[str | None]):
    """Choices below an input that finds them; returns the id of the chosen one, or None."""

    BINDING_GROUP_TITLE = "Choice"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "choose", priority=True, id="picker.choose"),
        Binding("escape", "dismiss", "close", id="picker.close"),
        Binding("up", "move('cursor_up')", "up", show=False, id="picker.up"),
        Binding("down,ctrl+r", "move('cursor_down')", "down", show=False, id="picker.down"),
        Binding("pageup", "move('page_up')", "page up", show=False, id="picker.page_up"),
        Binding("pagedown", "move('page_down')", "page down", show=False, id="picker.page_down"),
    ]

    def __init__(
        self, choices: Iterable[Choice | str], heading: str, hint: str, *, initial: str = ""
    ) -> None:
        """`initial` is the id that is highlighted first. Of equal texts, the first one counts."""
        super().__init__(classes="-top")
        self._choices = _by_id(choices)
        self.heading = heading
        self._hint = hint
        self._initial = initial
        self._first: int | None = None
        """The index of the choice that is highlighted until the highlight is moved."""

    def contents(self) -> ComposeResult:
        """An input above the choices that match it."""
        yield Input(placeholder=self._hint)
        yield ChoiceList(markup=False)

    def on_mount(self) -> None:
        """List all choices."""
        self.limit_height()
        self.show_matches("")
        if self._initial in self._choices:
            options = self.query_one(OptionList)
            options.highlighted = options.get_option_index(self._initial)

    def on_resize(self) -> None:
        """Fit the list into another height of the terminal."""
        self.limit_height()

    def limit_height(self) -> None:
        """Leave room for the input, the keys and the edges."""
        # In rows: with a share of the screen, Textual makes the box higher than its contents.
        height = self.app.size.height
        around = _AROUND_SHORT if self.has_class("-short") else _AROUND
        self.query_one(OptionList).styles.max_height = max(1, min(_MOST_ROWS, height - around))

    def replace_choices(self, choices: Iterable[Choice | str]) -> None:
        """Offer other choices; what is typed stays, and so does the highlight that was moved."""
        options = self.query_one(OptionList)
        chosen = options.highlighted_option.id if options.highlighted_option else None
        if options.highlighted == self._first:
            chosen = None
        offset = options.scroll_offset
        self._choices = _by_id(choices)
        self.show_matches(self.query_one(Input).value)
        if chosen is not None and chosen in {option.id for option in options.options}:
            options.highlighted = options.get_option_index(chosen)
            options.scroll_to(*offset, animate=False)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if self.is_active:
            self.show_matches(event.value)

    def show_matches(self, query: str) -> None:
        """List the choices that match what is typed, the first of them highlighted."""
        options, matches = self.query_one(OptionList), self.matches(query)
        options.set_options(_rows(matches, with_groups=not query.strip()))
        options.highlighted = None
        options.action_first()
        self._first = options.highlighted
        self.show_message("" if matches else "Nothing here has these letters.")

    def matches(self, query: str) -> Sequence[Choice]:
        """The choices meant, the best first; those with the letters in order if there are none."""
        choices = self._choices.values()
        return self._ranked(query, choices) if query.strip() else tuple(choices)

    def _ranked(self, query: str, choices: Iterable[Choice]) -> Sequence[Choice]:
        ranked = [
            (rank, choice)
            for choice in choices
            if (rank := match_rank(query, (choice.text, choice.note, *choice.terms))) is not None
        ]
        best = min((rank for rank, _ in ranked), default=0)
        ranked = [pair for pair in ranked if pair[0] <= max(best, _CONTAINED)]
        return [choice for _, choice in sorted(ranked, key=lambda pair: pair[0])]

    def action_move(self, direction: str) -> None:
        """Move the highlight while the input keeps the focus."""
        options = self.query_one(OptionList)
        if options.size:  # Textual expects that a list that moves by a page has lines
            getattr(options, f"action_{direction}")()

    def action_choose(self) -> None:
        """Close with the highlighted choice, if there is one."""
        if option := self.query_one(OptionList).highlighted_option:
            self.dismiss(option.id)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)


def _by_id(choices: Iterable[Choice | str]) -> dict[str, Choice]:
    by_id: dict[str, Choice] = {}
    for each in choices:
        choice = Choice(each, each) if isinstance(each, str) else each
        by_id.setdefault(choice.id, choice)
    return by_id


class ChoiceList(OptionList, can_focus=False):
    """The choices; the input above them keeps the keys."""


def _rows(choices: Sequence[Choice], *, with_groups: bool) -> Iterable[Option]:
    group = ""
    for choice in choices[:_MAX_SHOWN]:
        if with_groups and choice.group != group:
            heading = Content.styled(choice.group, "bold $text-accent")
            yield Option(Content("\n").append(heading) if group else heading, disabled=True)
            group = choice.group
        yield Option(ChoiceRow(choice), id=choice.id, disabled=bool(choice.obstacle))
