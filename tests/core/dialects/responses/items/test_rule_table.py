"""The table of rules: each has words, a source and a stream that breaks it."""

from __future__ import annotations

import pytest

from ppchat.core.dialects.finding import Rule
from ppchat.core.dialects.responses.items.rule_table import ITEM_RULES
from tests.core.dialects.responses import test_item_rules
from tests.core.dialects.responses.items import (
    test_complete_rules,
    test_identity_rules,
    test_part_rules,
    test_tool_rules,
)

MODULES = (
    test_item_rules,
    test_complete_rules,
    test_identity_rules,
    test_part_rules,
    test_tool_rules,
)


def test_every_rule_has_a_stream_that_breaks_it() -> None:
    assert {code for module in MODULES for code, _, _ in module.CASES} == set(ITEM_RULES)


@pytest.mark.parametrize("rule", ITEM_RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_is_a_sentence_with_a_source(rule: Rule) -> None:
    assert rule.words.endswith(".")
    assert rule.words[0].isupper()
    assert rule.source
