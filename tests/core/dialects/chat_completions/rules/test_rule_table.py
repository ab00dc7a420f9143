"""The table of rules."""

from __future__ import annotations

import pytest

from ppchat.core.dialects.chat_completions.rules.rule_table import RULES, rule_finding


@pytest.mark.parametrize("code", RULES)
def test_each_rule_is_a_sentence_with_a_source(code: str) -> None:
    rule = RULES[code]
    assert rule.code == code
    assert rule.words[0].isupper() or rule.words[0] == "`"
    assert rule.words.endswith(".")
    assert rule.source


def test_a_finding_is_as_serious_as_its_rule() -> None:
    finding = rule_finding("no-done", (1,), "words")
    assert (finding.severity, finding.events) == (RULES["no-done"].severity, (1,))
