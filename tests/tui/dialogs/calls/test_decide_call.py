"""A call is shown with its command and arguments before anything is decided."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.app import App

from ppchat.core.dialects.calls import APPROVAL_REQUEST, Call
from ppchat.core.dialects.tools import FunctionTool
from ppchat.core.view.calls.decisions import Decision
from ppchat.services.tools.pending_call import PendingCall
from ppchat.tui.dialogs.calls.decide_call import CallScreen
from tests.support.until import until

CALL = Call("function_call", "c1", "get_weather", '{"city": "Lisbon"}', 0)
SCHEMA = {"properties": {"city": {"title": "City"}}}
TOOL = FunctionTool("get_weather", "", SCHEMA, ("weather", "-c"))


class Host(App[None]):
    def __init__(self, call: Call = CALL, tool: FunctionTool | None = TOOL) -> None:
        super().__init__()
        self._ask = CallScreen(PendingCall(call, tool), 2, 3)
        self.decided: list[Decision | None] = []

    def on_mount(self) -> None:
        self.push_screen(self._ask, self.decided.append)

    @property
    def text(self) -> str:
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def keys() -> Iterator[tuple[list[str], Decision | None]]:
    for index, decision in enumerate(Decision):
        yield [*["down"] * index, "enter"], decision
    yield ["escape"], None


@pytest.mark.parametrize("size", [(60, 15), (120, 36)])
async def test_the_command_and_the_arguments_are_shown(size: tuple[int, int]) -> None:
    app = Host()
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "The model calls get_weather · 2 of 3" in app.text)
        for shown in ("weather -c", "City", "Lisbon", "Run the command", "Always refuse"):
            assert shown in app.text


@pytest.mark.parametrize(("pressed", "decision"), list(keys()))
async def test_a_decision_takes_enter(pressed: list[str], decision: Decision | None) -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("r", "a", "n", "y", "space")  # letters decide nothing
        assert app.decided == []
        await pilot.press(*pressed)
        await until(pilot, lambda: app.decided == [decision])


async def test_an_approval_names_the_server() -> None:
    app = Host(CALL._replace(item_type=APPROVAL_REQUEST, server_label="files"), None)
    async with app.run_test() as pilot:
        await until(pilot, lambda: "files wants to run get_weather" in app.text)
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.decided == [Decision.ALWAYS])


async def test_foreign_arguments_are_shown_harmless_and_scroll() -> None:
    lines = r"\n".join(f"line {n}" for n in range(100))
    app = Host(CALL._replace(arguments=f'{{"[/a]": "\\u001b[31m {lines}"}}'), None)
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, lambda: "[/a]" in app.text)
        assert "\x1b" not in app.text
        assert "Refuse" in app.text
        await pilot.press("pagedown")
        await until(pilot, lambda: "line 9" in app.text)
        await pilot.press("pageup")
        await until(pilot, lambda: "[/a]" in app.text)
