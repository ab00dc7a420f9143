"""`ppchat models`."""

from __future__ import annotations

from pathlib import Path

from tests.support.loopback import answer, run_ppchat, scripted_server


async def test_models_are_listed(tmp_path: Path) -> None:
    script = answer(b'{"data":[{"id":"b\\u001b"},{"id":"a"}]}', content_type="application/json")
    async with scripted_server(script) as server:
        result = await run_ppchat("models", "--base-url", server.base_url, home=tmp_path)
    assert (result.code, result.out, result.err) == (0, "a\nb␛\n", "")
    result = await run_ppchat("models", "--base-url", "http://127.0.0.1:1/v1", home=tmp_path)
    assert (result.code, result.out) == (1, "")
    assert "no server is listening at 127.0.0.1:1" in result.err


async def test_the_demo_has_models_too(tmp_path: Path) -> None:
    result = await run_ppchat("models", "--demo", home=tmp_path)
    assert (result.code, result.err) == (0, "")
    assert "ppchat-demo" in result.out.splitlines()


async def test_a_server_without_a_list_is_not_asked_to_list_it(tmp_path: Path) -> None:
    script = answer(b"404 page not found", status="404 x", content_type="text/plain")
    async with scripted_server(script) as server:
        result = await run_ppchat("models", "--base-url", server.base_url, home=tmp_path)
    assert (result.code, result.out) == (1, "")
    assert "speaks neither Responses nor Chat Completions" in result.err
    assert "ppchat models" not in result.err
