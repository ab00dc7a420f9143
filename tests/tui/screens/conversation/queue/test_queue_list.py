"""The rows of the prompts that wait."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from ppchat.tui.screens.conversation.queue.prompt_queue import QueuedPrompt
from ppchat.tui.screens.conversation.queue.queue_list import QueueList


class Host(App[None]):
    def compose(self) -> ComposeResult:
        yield QueueList()

    @property
    def rows(self) -> QueueList:
        return self.query_one(QueueList)

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.rows.render().plain.split("\n")]


@pytest.mark.parametrize("width", [12, 40, 100])
async def test_each_prompt_is_one_line_of_any_width(width: int) -> None:
    app = Host()
    async with app.run_test(size=(width, 20)) as pilot:
        prompts = [QueuedPrompt(f"{n} \x1b[2J" + "long " * 50) for n in range(7)]
        app.rows.show_prompts(prompts, "Queued and waiting for something")
        await pilot.pause()
        assert len(app.lines) == 7
        assert app.lines[-1] == "and 2 more"
        assert app.rows.size.height == 7


async def test_nothing_is_shown_for_none() -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.rows.show_prompts([QueuedPrompt("\n\none\ntwo")], "Queued")
        await pilot.pause()
        assert app.lines[1].startswith("1  one ")
        app.rows.show_prompts([], "Queued")
        assert not app.rows.display
