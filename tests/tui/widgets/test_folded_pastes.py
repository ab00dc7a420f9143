"""Long pastes: one token in the prompt, one message when sent."""

from __future__ import annotations

import pytest
from textual.events import Paste

from ppchat.tui.widgets.folded_pastes import PASTE_LIMIT, FoldedPastes, refusal
from ppchat.tui.widgets.prompt import Prompt
from tests.support.until import until
from tests.tui.widgets.test_prompt import Host, sent

LINES = "".join(f"line {n}\n" for n in range(124))
TOKEN = "[pasted 124 lines, 1,006 B]"


async def test_a_long_paste_is_a_token_that_is_sent_whole() -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("a", "space")
        app.post_message(Paste(LINES.replace("\n", "\r")))
        await until(pilot, lambda: app.prompt.text == f"a {TOKEN}")
        assert app.prompt.whole_text == f"a {LINES}"
        await pilot.press("!", "enter")
        assert sent(app) == [f"a {LINES}!"]


@pytest.mark.parametrize("keys", [["backspace"], ["left", "delete"], ["home", "delete"]])
async def test_it_is_deleted_as_one(keys: list[str]) -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.post_message(Paste(LINES))
        await until(pilot, lambda: app.prompt.text == TOKEN)
        await pilot.press(*keys)
        assert app.prompt.text == ""


async def test_nothing_is_typed_into_it() -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.post_message(Paste(LINES))
        await until(pilot, lambda: app.prompt.text == TOKEN)
        await pilot.press("left", "a", "right", "b")
        assert app.prompt.text == f"a{TOKEN}b"


async def test_a_key_or_a_click_opens_it() -> None:
    app = Host()
    async with app.run_test() as pilot:
        for _ in range(2):
            app.post_message(Paste(LINES))
        await until(pilot, lambda: app.prompt.text == TOKEN * 2)
        await pilot.press("f7")
        assert app.prompt.text == TOKEN + LINES
        app.prompt.move_cursor((0, 0))
        await pilot.click(Prompt, offset=(8, 1))
        await until(pilot, lambda: app.prompt.text == LINES * 2)


async def test_short_ones_stay_as_they_are() -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.post_message(Paste("one\ntwo\n" * 5))
        await until(pilot, lambda: app.prompt.text == "one\ntwo\n" * 5)


async def test_what_is_too_long_is_refused_with_the_limit() -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.post_message(Paste("x" * 11_000_000))
        await until(pilot, lambda: app._notifications)
        assert app.prompt.text == ""
    assert refusal("ä" * PASTE_LIMIT).startswith("The paste of 20.0 MB is too long for a prompt")
    assert refusal("x" * PASTE_LIMIT) == ""


async def test_two_texts_have_two_tokens() -> None:
    app = Host()
    async with app.run_test():
        pastes = FoldedPastes(app.prompt)
        first, second = "a\n" * 20, "b\n" * 20
        tokens = [pastes.fold(text) for text in (first, second, first)]
        assert tokens == [
            "[pasted 20 lines, 40 B]",
            "[pasted 20 lines, 40 B, 2]",
            "[pasted 20 lines, 40 B]",
        ]
        assert pastes.expand(" ".join(tokens)) == f"{first} {second} {first}"
        assert pastes.open((0, 0)) == "Nothing that was pasted is folded here."


async def test_a_token_in_what_was_pasted_is_a_part_of_its_text() -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.post_message(Paste(f"{LINES}{TOKEN}"))
        await until(pilot, lambda: app.prompt.text != "")
        app.prompt.set_text(app.prompt.text)
        app.post_message(Paste(LINES))
        await until(pilot, lambda: TOKEN in app.prompt.text)
        assert app.prompt.whole_text == f"{LINES}{TOKEN}{LINES}"


async def test_what_is_in_the_text_is_kept_however_much_is_pasted() -> None:
    app = Host()
    async with app.run_test():
        pastes = FoldedPastes(app.prompt)
        app.prompt.load_text(pastes.fold(LINES))
        for n in range(200):
            pastes.fold(f"{LINES}{n}")
        assert pastes.expand(app.prompt.text) == LINES


async def test_a_command_line_has_what_was_pasted_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Host()
    async with app.run_test() as pilot:
        await pilot.press("!", "x", "space")
        app.post_message(Paste(LINES))
        await until(pilot, lambda: app.prompt.text == f"!x {TOKEN}")
        posted: list[object] = []
        with monkeypatch.context() as patch:
            patch.setattr(app.prompt, "post_message", posted.append)
            app.prompt.action_submit()
        lines = [each.line for each in posted if isinstance(each, Prompt.CommandLineEntered)]
        assert lines == [f"x {LINES}".strip()]
