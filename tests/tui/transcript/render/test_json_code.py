"""Lines of JSON in colours."""

from __future__ import annotations

from ppchat.tui.transcript.render.json_code import json_spans


def test_each_token_has_its_style_and_its_place() -> None:
    line = '"a":[1,true,"x\\"y"],'
    spans = json_spans(line, 7, 2)
    assert "".join(span.text for span in spans) == '    "a": [1, true, "x\\"y"],'
    styles = {span.text: span.style for span in spans}
    assert styles['"a"'] == "code name"
    assert styles["1"] == "code number"
    assert styles["true"] == "code builtin"
    assert styles['"x\\"y"'] == "code string"
    for span in spans:
        assert span.start < 0 or line[span.start - 7 :].startswith(span.text)


def test_a_string_that_has_not_ended_is_shown() -> None:
    assert "".join(span.text for span in json_spans('"a": "b\x1b', 0, 0)) == '"a": "b␛'
