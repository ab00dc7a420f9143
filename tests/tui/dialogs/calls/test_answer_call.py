"""What a model gets is written or looked at before it is sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from textual.app import App
from textual.content import Content
from textual.widgets import Static, TextArea

from ppchat.core.view.calls.form import form_fields
from ppchat.tui.dialogs.calls.answer_call import AnswerScreen
from tests.support.until import until

WEATHER = {
    "type": "object",
    "properties": {
        "degrees": {"type": "number", "title": "Temperature"},
        "sky": {"enum": ["clear", "cloudy"]},
    },
    "required": ["degrees", "sky"],
}


class Host(App[None]):
    def __init__(self, **options: Any) -> None:
        super().__init__()
        self.answers: list[str | None] = []
        self._options = options

    def on_mount(self) -> None:
        screen = AnswerScreen("Answer get_weather", Content("the call"), **self._options)
        self.push_screen(screen, self.answers.append)

    @property
    def message(self) -> str:
        return str(self.screen.query_one("#message", Static).content)

    @property
    def text(self) -> str:
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def test_a_text_of_several_lines_is_sent_as_it_was_typed() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("a", "ctrl+j", "b", "enter")
        await until(pilot, lambda: app.answers == ["a\nb"])


async def test_an_empty_answer_takes_a_second_enter() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert app.message == "Press enter again to send an empty answer."
        await pilot.press("enter")
        await until(pilot, lambda: app.answers == [""])


async def test_escape_answers_later() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("a", "escape")
        await until(pilot, lambda: app.answers == [None])


async def test_broken_json_is_noticed_and_can_be_sent() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("{", "1")
        await until(pilot, lambda: "not JSON yet" in app.message)
        await pilot.press("enter")
        await until(pilot, lambda: app.answers == ["{1"])


async def test_output_is_shown_harmless_and_sent_as_it_was_printed() -> None:
    app = Host(output="\x1b[31mred\r\n", remark="exit 0")
    async with app.run_test() as pilot:
        await until(pilot, lambda: "red" in app.text)
        assert "exit 0" in app.text
        assert "\x1b" not in app.text
        await pilot.press("enter")
        await until(pilot, lambda: app.answers == ["\x1b[31mred\r\n"])


async def test_output_can_be_edited() -> None:
    app = Host(output="22 °C", remark="exit 0")
    async with app.run_test() as pilot:
        await pilot.press("end", "!", "enter")
        await until(pilot, lambda: app.answers == ["22 °C!"])


async def test_no_output_is_sent_by_one_enter() -> None:
    app = Host(remark="exit 0")
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: app.answers == [""])


async def test_large_output_is_shown_by_its_beginning_and_sent_as_a_whole() -> None:
    output = "x" * 1_000_000
    app = Host(output=output, remark="exit 0")
    async with app.run_test() as pilot:
        await until(pilot, lambda: "The beginning of 1.0 M characters" in app.text)
        assert len(app.screen.query_one(TextArea).text) < 100_000
        await pilot.press("y", "ctrl+j", "enter")
        await until(pilot, lambda: app.answers == [output])


async def test_a_form_gives_json_and_explains_what_is_wrong() -> None:
    app = Host(fields=form_fields(WEATHER))
    async with app.run_test(size=(60, 15)) as pilot:
        await until(pilot, lambda: "Temperature" in app.text)
        await pilot.press("enter")
        assert app.message == "Temperature is required."
        await pilot.press("2", "1", "tab", "right", "enter")
        await until(pilot, lambda: len(app.answers) == 1)
    assert json.loads(app.answers[0] or "") == {"degrees": 21, "sky": "cloudy"}


@pytest.mark.parametrize("size", [(60, 15), (200, 50)])
async def test_keys_stay_in_sight(size: tuple[int, int]) -> None:
    app = Host(output="line\n" * 200, remark="exit 0")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "line" in app.text)
        assert "esc later" in app.text
