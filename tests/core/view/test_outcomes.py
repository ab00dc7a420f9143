"""Every outcome is shown alike wherever it is shown."""

from __future__ import annotations

from pathlib import Path

import ppchat
from ppchat.core.response.outcome import Outcome
from ppchat.core.view.outcomes import OUTCOME_MARKS, STREAMING, outcome_word
from ppchat.core.view.tone import TONE_SIGNS, Tone


def test_every_outcome_has_a_sign_of_one_cell_a_word_and_a_tone() -> None:
    assert set(OUTCOME_MARKS) == {None, *Outcome}
    for outcome in Outcome:
        sign, word, tone = OUTCOME_MARKS[outcome]
        assert len(sign) == 1
        assert word == outcome.value == outcome_word(outcome)
        assert isinstance(tone, Tone)


def test_only_a_completed_answer_is_good() -> None:
    good = {outcome for outcome, mark in OUTCOME_MARKS.items() if mark.tone is Tone.GOOD}
    assert good == {None, Outcome.COMPLETED}
    assert OUTCOME_MARKS[None] is STREAMING


def test_every_tone_has_a_sign_of_its_own() -> None:
    assert len(set(TONE_SIGNS.values())) == len(Tone) == len(TONE_SIGNS)


def test_no_other_module_has_a_table_of_outcomes() -> None:
    """A table has a key per outcome: `Outcome.COMPLETED:`, or `case Outcome.COMPLETED:`."""
    root = Path(ppchat.__file__).parent
    tables = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if any(
            line.strip().startswith(("Outcome.COMPLETED:", "Tone.WARNING:"))
            for line in path.read_text().splitlines()
        )
    }
    assert tables == {"core/view/outcomes.py", "tui/style/outcomes.py"}
