"""List, search, show, rename, pin or delete stored conversations.

examples:
  ppchat sessions                the list; -n 10 for the latest ten
  ppchat sessions list --source proxy
  ppchat sessions search "rate limit" --since 7d
  ppchat sessions show 3f9       an id, or its first characters
  ppchat sessions rename 3f9 "Why the sky is blue"
  ppchat sessions pin 3f9        listed before all others; `unpin` ends that
  ppchat sessions delete 3f9 a07
"""

from __future__ import annotations

import json
import os
from argparse import (
    SUPPRESS,
    ArgumentParser,
    ArgumentTypeError,
    Namespace,
    RawDescriptionHelpFormatter,
)
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from ppchat.adapters.paths import resolve_paths
from ppchat.adapters.store.store import ConversationSummary, Store, StoreError
from ppchat.cli.exit_codes import DONE, FAILED
from ppchat.cli.options import add_file_options, report
from ppchat.cli.prices import cost_json, load_prices
from ppchat.cli.sessions.search import DESCRIPTION, add_search_arguments, search
from ppchat.cli.sessions.shown_turns import print_turns, turn_json
from ppchat.core.chat.source import Source
from ppchat.core.errors import UsageError
from ppchat.core.metrics.conversation_usage import ModelUsage, conversation_usage
from ppchat.core.metrics.usage_lines import usage_lines
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.dates import format_minute
from ppchat.core.text.display import pluralize
from ppchat.core.view.outcomes import outcome_word

_ALL: Final = 2**31
_SOURCES: Final = {
    "own": Source.OWN,
    "proxy": Source.PROXY,
    "import": Source.IMPORT,
    "all": None,
}


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat sessions`."""
    actions = parser.add_subparsers(dest="action", metavar="[ACTION]")
    parsers = {
        name: actions.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        for name, summary in (
            ("list", "print one line per conversation, the most recent first (the default)"),
            ("search", "print the texts with certain words, the most recent first"),
            ("show", "print the prompts and answers of a conversation"),
            ("rename", "change the title of a conversation"),
            ("pin", "list conversations before all others"),
            ("unpin", "list conversations by their time again"),
            ("delete", "delete conversations permanently"),
        )
    }
    id_help = "an id, or its first characters"
    parsers["search"].description = DESCRIPTION
    parsers["search"].formatter_class = RawDescriptionHelpFormatter
    add_search_arguments(parsers["search"])
    parsers["show"].add_argument("id", metavar="ID", help=id_help)
    parsers["rename"].add_argument("id", metavar="ID", help=id_help)
    parsers["rename"].add_argument("title", metavar="TITLE", help="the new title")
    for name in ("pin", "unpin", "delete"):
        parsers[name].add_argument("ids", metavar="ID", nargs="+", help=id_help)
    for action in (parser, *parsers.values()):
        if action in (parser, parsers["list"]):
            _add_list_options(action)
        action.add_argument("--json", action="store_true", help="print JSON")
        add_file_options(action)
    for action in parsers.values():  # what stands before the action holds unless repeated after it
        for argument in action._actions:
            if argument.option_strings:
                argument.default = SUPPRESS


def _add_list_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "-n", dest="count", type=_count, metavar="N", default=_ALL, help="list at most N"
    )
    parser.add_argument(
        "--source",
        choices=tuple(_SOURCES),
        default="all",
        help="list what was asked with ppchat, recorded by its proxy, or imported (default: all)",
    )


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:12]) <= _ALL):
        raise ArgumentTypeError("must be a whole number from 1")
    return int(text)


def run(args: Namespace) -> int:
    """Run the action on the store."""
    actions: Mapping[str, Callable[[Store, Namespace], int | None]] = {
        "list": _list,
        "search": search,
        "show": _show,
        "rename": _rename,
        "pin": _pin,
        "unpin": _pin,
        "delete": _delete,
    }
    try:
        with _open_store(args) as store:
            code = actions[args.action or "list"](store, args) or DONE
            problem = store.problem
    except StoreError as error:
        report(str(error))
        return FAILED
    if problem:
        report(problem.message)
        report(problem.advice)
    return FAILED if problem else code


@contextmanager
def _open_store(args: Namespace) -> Iterator[Store]:
    path = resolve_paths(os.environ, args.config, args.data_dir).database
    store = Store(path if path.exists() else None)  # reading creates no file
    try:
        yield store
    finally:
        store.close()


def _find_summary(store: Store, prefix: str) -> ConversationSummary:
    summaries = store.conversations(_ALL)
    matches = [summary for summary in summaries if prefix and summary.id.startswith(prefix)]
    if len(matches) == 1:
        return matches[0]
    if store.problem:
        raise StoreError(store.problem.message)
    count = f"{len(matches)} conversations begin" if matches else "no conversation begins"
    raise UsageError(f"{count} with {prefix or repr(prefix)}: see ppchat sessions list")


def _list(store: Store, args: Namespace) -> None:
    source = _SOURCES[args.source]
    summaries = [
        summary for summary in store.conversations(_ALL) if source in (None, summary.source)
    ]
    del summaries[args.count :]
    if args.json:
        _print_json([_summary_json(summary) for summary in summaries])
        return
    for summary in summaries:
        turns = pluralize(summary.turns, "turn")
        outcome = "waits" if summary.calls else outcome_word(summary.outcome)
        print(
            f"{summary.id}  {format_minute(summary.asked_at):16}  {turns:>9}  {outcome:11}  "
            f"{sanitize_line(summary.model, 60):24}  {_marks(summary)}{_title(summary.title)}"
        )


def _marks(summary: ConversationSummary) -> str:
    """What distinguishes a conversation, before its title."""
    marks = ("pinned" if summary.pinned else "", summary.source.label)
    return "".join(f"[{mark}] " for mark in marks if mark)


def _title(title: str) -> str:
    return sanitize_line(title, 200)


def _show(store: Store, args: Namespace) -> None:
    conversation = store.load(_find_summary(store, args.id).id)
    summaries = [node.summary for node in conversation.nodes]
    usages = conversation_usage(summaries, load_prices(args).cost)
    if args.json:
        _print_json(
            {
                "id": conversation.id,
                "title": conversation.title,
                "shown": [node.id for node in conversation.path],
                "turns": [turn_json(conversation, node) for node in conversation.nodes],
                "usage": [_usage_json(usage) for usage in usages],
            }
        )
        return
    print(f"# {sanitize_line(conversation.title)}")
    print_turns(conversation)
    for heading, rows in usage_lines(usages):
        print(f"\n## {heading}\n")
        for name, value in rows:
            print(f"{name:<8}{value}")


def _rename(store: Store, args: Namespace) -> None:
    summary = _find_summary(store, args.id)
    if not args.title.strip():
        raise UsageError("a title is required")
    store.rename(summary.id, args.title.strip())
    store.flush()
    if args.json:
        _print_json(_summary_json(_find_summary(store, summary.id)))


def _pin(store: Store, args: Namespace) -> None:
    ids = [_find_summary(store, prefix).id for prefix in args.ids]
    for conversation_id in ids:
        store.pin(conversation_id, pinned=args.action == "pin")
    store.flush()
    if args.json:
        _print_json([_summary_json(_find_summary(store, each)) for each in ids])


def _delete(store: Store, args: Namespace) -> None:
    matches = [_find_summary(store, prefix) for prefix in args.ids]
    summaries = {summary.id: summary for summary in matches}
    for conversation_id in summaries:
        store.delete(conversation_id)
    store.flush()
    store.texts.remove_deleted()
    if args.json:
        _print_json([_summary_json(summary) for summary in summaries.values()])
    else:
        for summary in summaries.values():
            print(f"deleted {summary.id}  {_title(summary.title)}")


def _summary_json(summary: ConversationSummary) -> dict[str, Any]:
    return {
        "id": summary.id,
        "title": summary.title,
        "asked_at": summary.asked_at,
        "turns": summary.turns,
        "model": summary.model,
        "verdict": summary.outcome.value if summary.outcome else None,
        "open_calls": summary.calls,
        "pinned": summary.pinned,
        "source": summary.source.value or "own",
    }


def _usage_json(usage: ModelUsage) -> dict[str, Any]:
    return {
        "model": usage.model or None,
        "answers": usage.answers,
        "tokens": usage.usage._asdict(),
        "costs": [cost_json(cost) for cost in usage.cost.amounts],
        "priced_answers": usage.cost.priced,
    }


def _print_json(value: object) -> None:
    print(json.dumps(value, indent=2))
