"""The cells of a conversation, built anew only for turns that change."""

from __future__ import annotations

from ppchat.core.chat.conversation import Conversation, Node
from ppchat.core.chat.rounds import Place
from ppchat.core.checks.json_schema import SchemaCheck
from ppchat.core.stream.signals import End, Ended
from ppchat.core.view.cell import Cell, CellKind
from ppchat.tui.events.playhead import Playhead
from ppchat.tui.screens.conversation.path_cells import PathCells
from tests.support.recordings import TWISTER, build_recording
from tests.support.rounds import calling_recording, path_of_rounds

END = Playhead(8)


def conversation(count: int, *, end: End | None = End.EOF) -> Conversation:
    nodes = [
        Node(str(n), str(n - 1) if n else None, f"prompt {n}", build_recording(TWISTER, end=end))
        for n in range(count)
    ]
    return Conversation("c", nodes=nodes)


def texts(cells: tuple[Cell, ...]) -> list[str]:
    return [str(cell.text) for cell in cells if cell.kind is not CellKind.FIGURES]


def test_only_the_selected_turn_is_at_the_position() -> None:
    shown = PathCells()
    shown.show(conversation(3))
    whole = ["prompt 0", "Sure! Peter Piper", "prompt 1", "Sure! Peter Piper", "prompt 2"]
    assert texts(shown.cells(2, Playhead.at(3, 8))) == [*whole, "Sure"]
    assert texts(shown.cells(0, END)) == [*whole, "Sure! Peter Piper"]


def test_the_last_turns_can_be_shown_first() -> None:
    shown = PathCells()
    shown.show(conversation(3))
    assert texts(shown.cells(2, END, last=1)) == ["prompt 2", "Sure! Peter Piper"]
    assert len(texts(shown.cells(2, END, last=9))) == 6
    assert texts(shown.cells(2, END))[:3] == ["prompt 0", "Sure! Peter Piper", "prompt 1"]


def test_a_peek_marks_the_delta_in_the_complete_text() -> None:
    shown = PathCells()
    shown.show(conversation(2))
    cells = shown.cells(0, Playhead.peek(3))
    assert texts(cells)[1] == "Sure! Peter Piper"
    assert [cell.added for cell in cells] == [None, (4, 5), None, None, None, None]


def test_the_cells_of_other_turns_stay_the_same() -> None:
    shown = PathCells()
    shown.show(conversation(3))
    first, second = shown.cells(1, Playhead.at(3, 8)), shown.cells(1, Playhead.at(4, 8))
    same = [before is after for before, after in zip(first, second, strict=True)]
    assert same == [True, True, True, True, False, True, True, True]


def test_an_answer_that_streams_grows_while_another_is_selected() -> None:
    tree = conversation(2, end=None)
    recording = tree.path[1].recording
    shown = PathCells()
    shown.show(tree)
    assert all(cell.kind is not CellKind.NOTICE for cell in shown.cells(0, END))
    recording.apply(Ended(0, End.STOPPED))
    before = shown.cells(0, END)
    assert before[3] is shown.cells(0, END)[3]


def test_a_turn_that_was_scrubbed_is_complete_on_another_branch() -> None:
    tree = conversation(2)
    shown = PathCells()
    shown.show(tree)
    assert texts(shown.cells(0, Playhead.at(3, 8)))[1] == "Sure"
    tree.add(Node("2", "0", "prompt 2", build_recording(TWISTER)))
    shown.show(tree)
    cells = shown.cells(1, END)
    assert texts(cells) == ["prompt 0", "Sure! Peter Piper", "prompt 2", "Sure! Peter Piper"]
    assert cells[3].title == "2 of 2"


def test_an_empty_conversation_has_no_cells() -> None:
    shown = PathCells()
    shown.show(Conversation("c"))
    assert shown.cells(-1, END) == ()


def test_a_round_begins_with_its_answers() -> None:
    path = path_of_rounds("Cold?", [calling_recording("responses", 3), build_recording(TWISTER)])
    shown = PathCells()
    shown.show(Conversation("c", nodes=path))
    cells = [cell for cell in shown.cells(1, END) if cell.kind is CellKind.OUTPUT]
    assert [(cell.title, str(cell.text), cell.turn) for cell in cells] == [
        ("you answered get_weather", "4 degrees", "1"),
        ("you answered run", "4 degrees", "1"),
        ("you allowed drop of db", "", "1"),
    ]
    assert shown.places == [Place(1, 1, 1, 2), Place(1, 1, 2, 2)]


def test_the_check_of_a_schema_stands_under_its_answer() -> None:
    tree = conversation(2)
    cells = PathCells()
    cells.show(tree)
    cells.cells(1, Playhead(8))
    first = tree.path[0]
    assert not cells.is_checked(first)
    cells.show_check(first, SchemaCheck())
    assert cells.is_checked(first)
    shown = cells.cells(1, Playhead(8))
    notices = [cell.key for cell in shown if "schema" in str(cell.text)]
    assert notices == [f"{first.id}/schema"]


def test_the_last_round_has_the_figures_of_its_exchange_too() -> None:
    recordings = [calling_recording("responses", 1), build_recording(TWISTER)]
    first, last = path_of_rounds("What is the weather?", recordings)
    tree = Conversation("c", nodes=[first])
    shown = PathCells()
    shown.show(tree)
    keys = [cell.key for cell in shown.cells(0, Playhead(len(first.recording)))]
    assert keys[-1] == "0/figures"
    tree.add(last)
    shown.show(tree)
    cells = shown.cells(1, Playhead(len(last.recording)))
    assert [cell.key for cell in cells if cell.kind is CellKind.FIGURES] == [
        "0/figures",
        "1/figures",
        "1/exchange",
    ]
    assert str(cells[-1].text).startswith("✓ 2 rounds · ")
