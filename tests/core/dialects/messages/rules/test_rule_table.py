"""The rules of Messages."""

from __future__ import annotations

import pytest

from ppchat.core.dialects.finding import Rule
from ppchat.core.dialects.messages.rules.rule_table import RULES, rule_finding


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_is_in_plain_words(rule: Rule) -> None:
    assert rule.words.endswith(".")
    assert rule.source
    assert len(rule.words) < 100
    assert rule_finding(rule.code, (), "").severity is rule.severity
