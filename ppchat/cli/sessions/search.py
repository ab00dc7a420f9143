"""`ppchat sessions search`: what of all conversations has certain words, and how it is printed."""

from __future__ import annotations

import json
import shutil
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from unicodedata import east_asian_width

from ppchat.adapters.store.store import ConversationSummary, Store
from ppchat.cli.exit_codes import DONE, FAILED
from ppchat.cli.options import report
from ppchat.cli.progress_bar import ProgressBar
from ppchat.core.errors import UsageError
from ppchat.core.response.outcome import Outcome
from ppchat.core.search.excerpt import Excerpt
from ppchat.core.search.query import KINDS, SearchQuery, parse_query, with_limit
from ppchat.core.security.sanitize import sanitize, sanitize_line
from ppchat.core.text.dates import format_minute
from ppchat.core.view.outcomes import outcome_word

DESCRIPTION: Final = """\
Print the texts that have all the words, the most recent first: prompts, files sent with them,
answers, reasoning, calls, their results, errors; before them, titles that have the words where no
text of the conversation has them. Exits with 1 if there are none.

A word is found as a whole. A star after it finds what begins with it; quotes find words side by
side; a minus leaves out texts with a word. Case, accents and punctuation do not matter. model:,
since:, finding: and kind: may stand among the words, too.

examples:
  ppchat sessions search "timeout -proxy"
  ppchat sessions search '"rate limit"' --since 7d
  ppchat sessions search 'pars*' --kind call --model gpt
  ppchat sessions search --finding slow-setup -n 5
"""
if TYPE_CHECKING:  # imported with the search
    from ppchat.adapters.store.search.results import SearchHit

_HITS: Final = 20
_BOLD: Final = "\x1b[1m"
_NOT_BOLD: Final = "\x1b[22m"
_MANY: Final = 200
"""Answers to index from which the user is told what takes so long."""


def add_search_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the search, but for those that all actions have."""
    parser.add_argument("words", metavar="QUERY", nargs="*", help="words, and what limits them")
    parser.add_argument("--model", metavar="NAME", help="models whose name has this in it")
    parser.add_argument(
        "--since", metavar="WHEN", help="a date, or an age: 2026-11-05, 2026-11, 7d, 24h"
    )
    parser.add_argument(
        "--finding", metavar="RULE", help="answers with such a finding: see ppchat check --rules"
    )
    parser.add_argument("--kind", choices=KINDS, help="texts of one kind")
    parser.add_argument(
        "-n",
        dest="hits",
        type=_count,
        metavar="N",
        default=20,
        help="print at most N (default: 20)",
    )


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0):
        raise ArgumentTypeError("must be a whole number from 1")
    return int(text[:9])


def search(store: Store, args: Namespace) -> int:
    """Search, once everything is indexed, and print the hits. Raises StoreError, UsageError."""
    from ppchat.adapters.store.search.results import Limits

    query = _query(args)
    _index(store)
    limit = getattr(args, "hits", _HITS)
    result = store.texts.search(query, Limits(hits=limit))
    with_hits = {hit.conversation_id for hit in result.hits}
    titles = [each for each in store.texts.find_titles(query) if each.id not in with_hits][:limit]
    hits = result.hits[: limit - len(titles)]
    if args.json:
        rows = [*map(_title_as_json, titles), *map(_as_json, hits)]
        print(json.dumps(rows, indent=2))
    else:
        _print(titles, hits)
    if result.problem:
        report(result.problem)
    return DONE if hits or titles else FAILED


def _print(titles: Iterable[ConversationSummary], hits: Iterable[SearchHit]) -> None:
    for summary in titles:
        facts = _columns(summary.id, summary.asked_at, summary.model, "title")
        print("  ".join((*facts, sanitize_line(summary.title, 200))))
    if sys.stdout.isatty():
        _print_to_terminal(hits)
    else:
        for hit in hits:
            print("  ".join((*_facts(hit), sanitize_line(hit.excerpt.text))))


def _query(args: Namespace) -> SearchQuery:
    now = datetime.now().astimezone()
    query = parse_query(" ".join(args.words), now)
    for name in ("model", "since", "finding", "kind"):
        if value := getattr(args, name, None):
            query = with_limit(query, name, value, now)
    if query.obstacle:
        raise UsageError(query.obstacle)
    return query


def _index(store: Store) -> None:
    """Bring the index up to date, and show how far that is."""
    count = store.texts.count_unindexed()
    if count > _MANY:
        report(f"indexing {count:,} answers, which is done once")
    bar = ProgressBar(count) if count > _MANY else None
    done = 0

    def show(indexed: int) -> None:
        nonlocal done
        while bar and done < min(indexed, count):
            bar.step(Outcome.COMPLETED)
            done += 1

    try:
        store.texts.index_all(show)
    finally:
        if bar:
            bar.clear()


def _facts(hit: SearchHit) -> tuple[str, ...]:
    return _columns(hit.conversation_id, hit.asked_at, hit.model, hit.kind.value)


def _columns(conversation_id: str, asked_at: str, model: str, kind: str) -> tuple[str, ...]:
    minute, name = format_minute(asked_at), sanitize_line(model, 24)
    return conversation_id, f"{minute:16}", f"{name:14}", f"{kind:9}"


def _print_to_terminal(hits: Iterable[SearchHit]) -> None:
    """Each hit in two lines, so that its excerpt has room; what was searched for is bold."""
    width = shutil.get_terminal_size().columns
    for hit in hits:
        facts = "  ".join(_facts(hit))
        print(f"{facts}  {sanitize_line(hit.title)}"[:width])
        sys.stdout.flush()
        line = f"  {''.join(_marked(hit.excerpt, width - 2))}\n"
        sys.stdout.buffer.write(line.encode(sys.stdout.encoding or "utf-8", "replace"))
        sys.stdout.buffer.flush()


def _marked(excerpt: Excerpt, width: int) -> Iterator[str]:
    """The pieces of an excerpt, safe to display, with matches in bold."""
    for text, is_match in excerpt.pieces():
        shown = _cut(sanitize(text), width)
        width -= _cells(shown)
        yield f"{_BOLD}{shown}{_NOT_BOLD}" if is_match else shown


def _cut(text: str, width: int) -> str:
    """The beginning of a text that fits into so many cells."""
    if width >= 2 * len(text):
        return text
    while _cells(text) > width:
        text = text[:-1]
    return text


def _cells(text: str) -> int:
    return sum(1 + (east_asian_width(char) in "WF") for char in text)


def _title_as_json(summary: ConversationSummary) -> dict[str, Any]:
    return {
        "conversation": summary.id,
        "title": summary.title,
        "turn": None,
        "asked_at": summary.asked_at,
        "model": summary.model,
        "kind": "title",
    }


def _as_json(hit: SearchHit) -> dict[str, Any]:
    part = hit.part
    return {
        "conversation": hit.conversation_id,
        "title": hit.title,
        "turn": hit.run_id,
        "asked_at": hit.asked_at,
        "model": hit.model,
        "verdict": outcome_word(hit.outcome),
        "kind": hit.kind.value,
        "excerpt": hit.excerpt.text,
        "matches": [list(span) for span in hit.excerpt.matches],
        "part": {"output_index": part[0], "kind": part[1], "index": part[2]} if part else None,
        "offset": hit.offset,
    }
