"""The cells of a transcript."""

from __future__ import annotations

from ppchat.core.stream.signals import End, Problem
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.cells import answer_cells, opening_cells, prompt_cell
from ppchat.core.view.tone import Tone
from tests.support.chunks import chat_recording, chunk
from tests.support.exchanges import weather_exchange
from tests.support.images import base64_png
from tests.support.messages import delta as delta_of_block
from tests.support.messages import message_start, messages_recording, text_block
from tests.support.recordings import (
    TWISTER,
    EventData,
    build_recording,
    created,
    delta,
    item_added,
    item_done,
    terminal,
)
from tests.support.rounds import answers_to, calling_recording


def shown(cells: tuple[Cell, ...]) -> list[tuple[str, str, str]]:
    return [(cell.kind.name, cell.title, str(cell.text)) for cell in cells]


def test_a_prompt() -> None:
    cell = prompt_cell("1", "Who?")
    assert (cell.kind, str(cell.text)) == (CellKind.PROMPT, "Who?")


def test_answers_to_calls_stand_in_place_of_a_prompt() -> None:
    answers = answers_to(calling_recording("chat", 2))
    assert opening_cells("1", "Who?", ()) == (prompt_cell("1", "Who?"),)
    cells = opening_cells("1", "", answers, 2, 3)
    assert shown(cells) == [
        ("OUTPUT", "you answered get_weather · 2 of 3", "4 degrees"),
        ("OUTPUT", "you answered get_weather", "4 degrees"),
    ]
    assert len({cell.key for cell in cells}) == 2


def test_an_answer_is_titled_with_the_models_name() -> None:
    stream = build_recording(TWISTER)
    assert shown(answer_cells("1", stream, len(stream))) == [
        ("ANSWER", "gpt-4.1-mini", "Sure! Peter Piper")
    ]


def test_before_the_first_event_there_is_a_growing_cell() -> None:
    (cell,) = answer_cells("1", build_recording([], end=None), 0)
    assert cell.growing
    assert cell.title == "gpt-4.1-mini"


def test_at_an_earlier_event_the_text_is_as_it_was_and_the_addition_is_marked() -> None:
    stream = build_recording(TWISTER)
    (cell,) = answer_cells("1", stream, 4)
    assert str(cell.text) == "Sure!"
    assert cell.added == (4, 5)


def test_a_key_stays_while_its_text_grows() -> None:
    stream = build_recording(TWISTER)
    keys = {answer_cells("1", stream, n)[0].key for n in range(3, len(stream) + 1)}
    assert len(keys) == 1


def test_the_heading_of_reasoning_has_its_duration() -> None:
    stream = build_recording(
        [
            created(),
            item_added(100, 0, "reasoning"),
            delta(200, "Hm", 0, "reasoning_summary_text", summary_index=0),
            item_done(1000, 0, "reasoning"),
            item_added(1010, 1),
            delta(1020, "Yes", 1),
            terminal(1100),
        ]
    )
    assert shown(answer_cells("1", stream, len(stream))) == [
        ("ANSWER", "gpt-4.1-mini", ""),
        ("REASONING", "thought for 0.9 s", "Hm"),
        ("ANSWER", "", "Yes"),
    ]
    assert answer_cells("1", stream, 3)[1].title == "thinking"


def test_parts_of_reasoning_are_titled_with_their_topics() -> None:
    stream = build_recording(
        [
            created(),
            item_added(100, 0, "reasoning"),
            delta(200, "**Set up**\n\nb", 0, "reasoning_summary_text", summary_index=0),
            delta(300, "**Che", 0, "reasoning_summary_text", summary_index=1),
            delta(400, "ck**\n\nc", 0, "reasoning_summary_text", summary_index=1),
            item_done(1000, 0, "reasoning"),
            terminal(1100),
        ]
    )

    def titles(position: int) -> list[str]:
        return [cell.title for cell in answer_cells("1", stream, position)[1:3]]

    assert titles(4) == ["thinking · Set up", "thinking"]
    assert titles(len(stream)) == ["thought for 0.9 s · Set up", "Check"]


def test_headings_of_tools_describe_the_call() -> None:
    stream = build_recording(
        [
            created(),
            item_added(60, 0, "function_call", name="weather"),
            delta(70, '{"city":', 0, "function_call_arguments"),
            delta(80, '"Oslo"}', 0, "function_call_arguments"),
            item_done(90, 0, "function_call", name="weather", arguments='{"city":"Oslo"}'),
            item_done(95, 1, "web_search_call", action={"type": "search", "query": "Oslo"}),
            item_done(97, 2, "brand_new_call", name="n"),
            terminal(99),
        ]
    )
    cells = answer_cells("1", stream, len(stream))
    assert [cell.title for cell in cells[1:]] == [
        "function call · weather",
        "web search · Oslo",
        "brand new call · n",
    ]
    assert (cells[1].language, str(cells[1].text)) == ("json", '{"city":"Oslo"}')


def test_sources_follow_the_text_that_cites_them_once_each() -> None:
    citation = {"type": "url_citation", "url": "https://docs.python.org", "title": "Docs"}
    stream = build_recording(
        [
            created(),
            item_added(60),
            delta(70, "See"),
            *(
                (t, {"type": "response.output_text.annotation.added", "output_index": 0,
                     "content_index": 0, "annotation": citation})
                for t in (80, 81)
            ),
            terminal(90),
        ]
    )  # fmt: skip
    cells = answer_cells("1", stream, len(stream))
    assert str(cells[-1].text) == "Sources\n1. Docs · https://docs.python.org"


def test_each_bad_ending_has_a_notice() -> None:
    for stream, tone, words in (
        (build_recording(TWISTER[:4]), Tone.BAD, "Cut off"),
        (build_recording(TWISTER[:4], end=End.STOPPED), Tone.QUIET, "Stopped"),
        (build_recording([*TWISTER[:4], terminal(400, "incomplete",
            incomplete_details={"reason": "max_output_tokens"})]), Tone.WARNING, "limit of output"),
        (build_recording([*TWISTER[:4], terminal(400, "failed",
            error={"code": "server_error", "message": "Oh no"})]), Tone.BAD, "Oh no"),
        (build_recording([], end=End.REFUSED, problem=Problem("401", "401: wrong key", "Set it")),
            Tone.BAD, "401: wrong key\nSet it"),
    ):  # fmt: skip
        last = answer_cells("1", stream, len(stream))[-1]
        assert (last.kind, last.tone) == (CellKind.NOTICE, tone)
        assert words in str(last.text)


def test_the_notice_appears_only_at_the_end() -> None:
    stream = build_recording(TWISTER[:4])
    kinds = [cell.kind for cell in answer_cells("1", stream, 3)]
    assert CellKind.NOTICE not in kinds


def test_a_text_that_goes_on_in_another_item_is_one_cell() -> None:
    recording = messages_recording(
        message_start(), *text_block(0, "Herons "), *text_block(1, "wade", " well."), end=None
    )
    (cell,) = answer_cells("k", recording, 6)
    assert (cell.key, str(cell.text), cell.added) == ("k/0/text0", "Herons wade", (7, 11))


def test_the_sources_of_a_document_are_named_with_their_place() -> None:
    page = {"type": "page_location", "document_title": "Birds", "start_page_number": 2}
    citation = delta_of_block(0, "citations", citation={**page, "end_page_number": 4})
    text = delta_of_block(0, "text", text="Herons wade.")
    recording = messages_recording(message_start(), text, citation, citation, end=None)
    *_, sources = answer_cells("k", recording, len(recording))
    assert str(sources.text) == "Sources\n1. Birds · pages 2–3"


def test_a_later_choice_has_a_heading() -> None:
    recording = chat_recording(chunk(content="a"), chunk(content="b", index=1))
    cells = answer_cells("k", recording, len(recording))
    titles = [cell.title for cell in cells if cell.kind is CellKind.ANSWER]
    assert titles == ["m-1", "choice 1"]


def test_previews_of_an_image_replace_one_another_until_the_result() -> None:
    first, second, result = (base64_png(8, 8, (shade, 0, 0)) for shade in (80, 160, 240))

    def preview(at_ms: float, source: str, number: int) -> tuple[float, EventData]:
        return at_ms, {
            "type": "response.image_generation_call.partial_image",
            "output_index": 0,
            "partial_image_index": number,
            "partial_image_b64": source,
        }

    recording = build_recording(
        [
            created(1),
            item_added(2, 0, "image_generation_call"),
            preview(3, first, 0),
            preview(4, second, 1),
            item_done(5, 0, "image_generation_call", result=result),
        ]
    )
    shown = [answer_cells("turn", recording, position) for position in range(2, 6)]
    images = [[(c.key, c.image) for c in cells if c.kind is CellKind.IMAGE] for cells in shown]
    key = "turn/0/block0"
    assert images == [[], [(key, first)], [(key, second)], [(key, result)]]
    headings = [[c.title for c in cells if c.kind is CellKind.TOOL] for cells in shown]
    assert headings[1:3] == [["image generation · preview 1"], ["image generation · preview 2"]]


def test_calls_that_wait_begin_unfolded() -> None:
    stream = weather_exchange()[0]
    for position in range(2, len(stream) + 1):
        cells = answer_cells("k", stream, position, waits=True)
        assert [cell.is_open for cell in cells if cell.kind is CellKind.TOOL] == [True]
    assert not any(cell.is_open for cell in answer_cells("k", stream, len(stream)))
