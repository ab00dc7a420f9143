"""The conversations that are kept.

examples:
  ppchat sessions list
  ppchat sessions show 3f9       the id, or its beginning
  ppchat sessions rename 3f9 "Why the sky is blue"
  ppchat sessions delete 3f9 a07
"""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from ppchat.adapters.paths import paths
from ppchat.adapters.store.store import Store, StoreError, Summary
from ppchat.cli.options import add_places, tell
from ppchat.core.chat.conversation import Conversation, Node
from ppchat.core.errors import UsageError
from ppchat.core.metrics.metrics import metrics
from ppchat.core.security.sanitize import safe, safe_line

_ALL: Final = 2**31


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat sessions`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    each = {
        name: actions.add_parser(name, help=does, description=does, allow_abbrev=False)
        for name, does in (
            ("list", "a line a conversation, the one that was last asked first"),
            ("show", "what was asked and answered"),
            ("rename", "give a conversation another title"),
            ("delete", "delete conversations, for good"),
        )
    }
    each["show"].add_argument("id", metavar="ID", help="the id, or its beginning")
    each["rename"].add_argument("id", metavar="ID")
    each["rename"].add_argument("title", metavar="TITLE")
    each["delete"].add_argument("ids", metavar="ID", nargs="+")
    for action in each.values():
        action.add_argument("--json", action="store_true", help="for programs")
        add_places(action)


def run(args: Namespace) -> int:
    """Do what is asked with the store."""
    actions: Mapping[str, Callable[[Store, Namespace], None]] = {
        "list": _list,
        "show": _show,
        "rename": _rename,
        "delete": _delete,
    }
    try:
        with _opened(args) as store:
            actions[args.action](store, args)
            problem = store.problem
    except StoreError as error:
        tell(str(error))
        return 1
    if problem:
        tell(problem.message)
        tell(problem.advice)
    return 1 if problem else 0


@contextmanager
def _opened(args: Namespace) -> Iterator[Store]:
    path = paths(os.environ, args.config, args.data_dir).database
    store = Store(path if path.exists() else None)  # looking makes no file
    try:
        yield store
    finally:
        store.close()


def _found(store: Store, beginning: str) -> Summary:
    summaries = store.conversations(_ALL)
    found = [each for each in summaries if beginning and each.id.startswith(beginning)]
    if len(found) == 1:
        return found[0]
    how = f"{len(found)} conversations begin" if found else "no conversation begins"
    raise UsageError(f"{how} with {beginning or 'nothing'}: see ppchat sessions list")


def _list(store: Store, args: Namespace) -> None:
    summaries = store.conversations(_ALL)
    if args.json:
        _print_json([_told(each) for each in summaries])
        return
    for each in summaries:
        turns = f"{each.turns} turn{'' if each.turns == 1 else 's'}"
        verdict = each.verdict.value if each.verdict else "streaming"
        print(
            f"{each.id}  {_clock(each.asked_at):16}  {turns:>9}  {verdict:10}  "
            f"{safe_line(each.model, 60):24}  {safe_line(each.title)}"
        )


def _show(store: Store, args: Namespace) -> None:
    conversation = store.load(_found(store, args.id).id)
    if args.json:
        _print_json(
            {
                "id": conversation.id,
                "title": conversation.title,
                "shown": [node.id for node in conversation.path],
                "turns": [_told_node(node) for node in conversation.nodes],
            }
        )
        return
    print(f"# {safe_line(conversation.title)}")
    for node in conversation.path:
        _print_node(conversation, node)


def _print_node(conversation: Conversation, node: Node) -> None:
    recording = node.recording
    turn, verdict = recording.turn, recording.verdict
    branches = conversation.siblings(node.id)
    branch = f" · {branches.index(node) + 1} of {len(branches)}" if len(branches) > 1 else ""
    print(f"\n## You · {_clock(recording.started_at)}{branch}\n\n{safe(node.prompt)}")
    model = safe_line(turn.model or recording.request.model)
    ended = verdict.value if verdict else "streaming"
    print(f"\n## {model} · {ended} · {len(recording)} events · {node.id}\n\n{safe(turn.text)}")


def _rename(store: Store, args: Namespace) -> None:
    found = _found(store, args.id)
    if not args.title.strip():
        raise UsageError("a title is needed")
    store.rename(found.id, args.title.strip())
    store.flush()
    if args.json:
        _print_json(_told(_found(store, found.id)))


def _delete(store: Store, args: Namespace) -> None:
    found = {each.id: each for each in (_found(store, beginning) for beginning in args.ids)}
    for each in found.values():
        store.delete(each.id)
    store.flush()
    if args.json:
        _print_json([_told(each) for each in found.values()])
    else:
        for each in found.values():
            print(f"deleted {each.id}  {safe_line(each.title)}")


def _told(summary: Summary) -> dict[str, Any]:
    return {
        "id": summary.id,
        "title": summary.title,
        "asked_at": summary.asked_at,
        "turns": summary.turns,
        "model": summary.model,
        "verdict": summary.verdict.value if summary.verdict else None,
    }


def _told_node(node: Node) -> dict[str, Any]:
    recording = node.recording
    found = metrics(recording)
    return {
        "id": node.id,
        "parent": node.parent,
        "prompt": node.prompt,
        "text": recording.turn.text,
        "model": recording.turn.model or recording.request.model,
        "started_at": recording.started_at,
        "verdict": recording.verdict.value if recording.verdict else None,
        "events": len(recording),
        "ttft_ms": found.ttft_ms,
        "e2e_ms": found.e2e_ms,
    }


def _clock(written: str) -> str:
    """A wall time in the zone of this machine, to the minute."""
    try:
        return f"{datetime.fromisoformat(written).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return ""


def _print_json(value: object) -> None:
    print(json.dumps(value, indent=2))
