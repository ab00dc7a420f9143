"""The hits of a query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ppchat.adapters.store.search import hits
from ppchat.adapters.store.search.hits import NO_FTS5
from ppchat.adapters.store.search.results import Limits
from ppchat.adapters.store.store import Store
from ppchat.core.recording.recording import Recording
from tests.support.recordings import TWISTER, build_recording
from tests.support.searching import runs_with, search_for
from tests.support.store import Opener, store_recording, twister_recording

TEXTS = {
    "code": "Call foo_bar() or foo.bar(x) with --dry-run; see parse_events and HTTPServer",
    "japanese": "これは日本語の文章です。GPT-4は便利",
    "chinese": "机器学习很有意思",
    "korean": "서울에서 만나요",
    "thai": "ภาษาไทยไม่มีช่องว่าง",
    "accents": "Größe, naïve, Ångström, ÉCOLE, re\u0301sume\u0301",
    "emoji": "rocket 🚀 launch→now 👩‍💻",
    "phrase": "the quick brown fox jumps over the lazy dog",
    "reverse": "brown quick",
    "odd": "a\x00b c\x02d \ud800 end",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with these prompts, which tests only search."""
    store = Store(tmp_path_factory.mktemp("texts") / "ppchat.db")
    for name, text in TEXTS.items():
        store_recording(store, build_recording([]), node_id=name, prompt=text)
    store.texts.index_all()
    yield store
    store.close()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("foo_bar", "code"),
        ("foo.bar(x)", "code"),
        ("foo.bar()", "code"),
        ("--dry-run", "code"),
        ("httpserver", "code"),
        ("dry -foo", ""),
        ("日本", "japanese"),
        ("文章", "japanese"),
        ("日文", ""),
        ("gpt-4は", "japanese"),
        ("学习", "chinese"),
        ("서울", "korean"),
        ("ไทย", "thai"),
        ("grosse", ""),
        ("GROSSE OR große", ""),
        ("GRÖßE", "accents"),
        ("groß*", "accents"),
        ("naive angstrom école", "accents"),
        ("résumé", "accents"),
        ("resume", "accents"),
        ("🚀 rocket", "emoji"),
        ("launch", "emoji"),
        ("quick brown", "phrase reverse"),
        ('"quick brown"', "phrase"),
        ("brown -fox", "reverse"),
        ("quick model:gpt-4.1", "phrase reverse"),
        ("quick model:claude", ""),
        ("quick kind:answer", ""),
        ("end", "odd"),
        ('"', ""),
        ("* ( ) NEAR AND", ""),
    ],
)
def test_what_is_found(store: Store, query: str, names: str) -> None:
    assert sorted(runs_with(store, query)) == names.split()


ODD_WORDS = ["日本語", "한국", "snake_case", "a.b()", "🚀", "-", "…"]
WORDS = st.text(st.characters(whitelist_categories=("Ll", "Lu", "Nd", "Lo"), max_codepoint=0x2FFF))
PIECES = st.one_of(WORDS, st.sampled_from(ODD_WORDS))


@given(st.lists(PIECES, min_size=1, max_size=12))
@settings(max_examples=40)
@example(["one", "two", "two"])
def test_every_word_phrase_and_beginning_of_a_text_is_found(pieces: list[str]) -> None:
    store = Store(None)
    try:
        text = " ".join(pieces)
        store_recording(store, build_recording([]), node_id="t", prompt=text)
        store.texts.index_all()
        words = [word for word in text.split() if re.search(r"[^\W_]", word)]
        for word in words:
            assert runs_with(store, f'"{word}"') == ["t"], word
            assert runs_with(store, f"{word}*".lstrip("-")) == ["t"], word
        if words:
            assert runs_with(store, f'"{text}"') == ["t"]
    finally:
        store.close()


def test_a_hit_says_where_it_is(open_store: Opener) -> None:
    store = open_store()
    recorded = Recording(twister_recording().request, "2026-03-18T10:00:00+00:00")
    twister = twister_recording()
    recorded.summary.t0_ns = twister.t0_ns
    recorded.extend(twister.frames())
    assert twister.ended
    recorded.apply(twister.ended)
    store_recording(store, recorded, node_id="r", prompt="Recite it")
    store.texts.index_all()
    (hit,) = search_for(store, "peter PIPER since:2026-03").hits
    assert (hit.conversation_id, hit.run_id, hit.title) == ("c", "r", "Recite it")
    assert (hit.kind.value, hit.part, hit.offset, hit.match) == (
        "answer",
        (0, "text", 0),
        6,
        "Peter",
    )
    assert hit.excerpt.text == "Sure! Peter Piper"
    assert len(hit.excerpt.matches) == 2
    assert search_for(store, "peter since:2026-03-19").hits == ()


def test_the_newest_come_first_and_a_conversation_has_its_share(open_store: Opener) -> None:
    store = open_store()
    for n in range(6):
        store_recording(
            store, twister_recording(), conversation_id=f"c{n // 4}", node_id=f"r{n}", prompt="x"
        )
    store.texts.index_all()
    assert runs_with(store, "piper") == ["r5", "r4", "r3", "r2", "r1", "r0"]
    capped = search_for(store, "piper", Limits(hits=3, per_conversation=2)).hits
    assert [hit.run_id for hit in capped] == ["r5", "r4", "r3"]


def test_limits_alone_list_the_newest_texts(store: Store) -> None:
    assert [hit.run_id for hit in search_for(store, "kind:prompt").hits] == list(TEXTS)[::-1]
    assert search_for(store, "kind:error").hits == ()


def test_answers_are_checked_for_a_finding_when_a_search_meets_them(open_store: Opener) -> None:
    store = open_store()
    store_recording(store, twister_recording(), node_id="odd")
    store_recording(store, build_recording(TWISTER[:4]), node_id="cut")
    store.texts.index_all()
    codes = {"no-terminal"}
    assert runs_with(store, "sure") == ["cut", "odd"]
    assert [runs_with(store, f"sure finding:{code}") for code in codes] == [["cut"]]
    result = search_for(store, "finding:nothing-like-it", Limits(checked=1))
    assert (result.hits, result.problem) == ((), "Only 1 answers were checked for findings.")


def test_what_cannot_be_searched_for_is_said(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "At least one word" in search_for(store, "-word").problem
    assert "“zz”" in search_for(store, "x kind:zz").problem
    monkeypatch.setattr(hits, "has_fts5", lambda _: False)
    assert search_for(store, "fox").problem == NO_FTS5


def test_a_store_in_memory_is_searched(open_store: Opener, tmp_path: Path) -> None:
    store = open_store(None)
    assert search_for(store, "sure").hits == ()
    store_recording(store, twister_recording())
    store.texts.index_all()
    assert len(search_for(store, "sure").hits) == 1
