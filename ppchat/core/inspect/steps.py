"""Events in a few words, and the steps of a stream: those that say how far it has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.vocabulary import Family
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.event import DONE


class Step(Enum):
    """What a step is about; consecutive steps about the same belong together."""

    RESPONSE = "response"
    ITEM = "item"
    CONNECTION = "connection"


_STEPS: Mapping[Family, Step] = {
    Family.LIFECYCLE: Step.RESPONSE,
    Family.KEEPALIVE: Step.CONNECTION,
    Family.ITEM: Step.ITEM,
    Family.REASONING: Step.ITEM,
    Family.TOOL: Step.ITEM,
}


def step_of(dialect: Dialect, event_type: str) -> Step | None:
    """What events of a type are a step of, if they have no delta; None for those that are none.

    None for what no row may hide: errors, unknown types, and the sources of a text.
    """
    known = dialect.event_types.get(event_type)
    if known is None:
        return None
    return Step.ITEM if known.finishes else _STEPS.get(known.family)


def ends_stream(dialect: Dialect, event_type: str) -> bool:
    """Whether events of a type say how a stream ended."""
    return event_type != DONE and event_type in dialect.terminal_types


def delta_name(dialect: Dialect, event_type: str) -> str:
    """What deltas of a type add to, in a word; foreign."""
    subject, verb = _subject_and_verb(dialect, event_type)
    return subject or verb


def describe_steps(
    recording: Recording,
    numbers: Iterable[int],
    item_types: Mapping[int, str],
    *,
    brief: bool = False,
) -> str:
    """Some steps in a few words: "created, in progress" or "text, part, message done"; foreign.

    In `brief`, of more than two words in a row only the outer ones: "text … message done".
    """
    phrases: list[tuple[list[str], list[str]]] = []
    for n in numbers:
        subject, verb = _words(recording, n, item_types)
        if phrases and subject and phrases[-1][1] == [verb]:
            phrases[-1][0].append(subject)
        elif phrases and phrases[-1][0] == [subject]:
            if verb not in phrases[-1][1]:
                phrases[-1][1].append(verb)
        else:
            phrases.append(([subject], [verb]))
    return ", ".join(
        f"{_join(list(dict.fromkeys(subjects)), brief)} {_join(verbs, brief)}".strip()
        for subjects, verbs in phrases
    )


def _join(words: list[str], brief: bool) -> str:
    return f"{words[0]} … {words[-1]}" if brief and len(words) > 2 else ", ".join(words)


def _words(recording: Recording, n: int, item_types: Mapping[int, str]) -> tuple[str, str]:
    """What an event is about, which may be empty, and what became of that."""
    dialect = recording.dialect
    subject, verb = _subject_and_verb(dialect, recording.type(n))
    index = recording.output_index(n)
    if subject == "item" and index in item_types:
        subject = dialect.item_label(item_types[index])
    return subject.replace("_", " "), verb.replace("_", " ")


def _subject_and_verb(dialect: Dialect, event_type: str) -> tuple[str, str]:
    """The two parts of a type's brief name, of which the first may be empty."""
    name = dialect.brief_type(event_type)
    verb, is_block, subject = name.partition("/")
    if not is_block:
        subject, _, verb = name.rpartition(".")
    return subject, verb
