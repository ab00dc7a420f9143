"""The tree of turns, and how turns become the input of the next request."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

from ppchat.core.dialects.attachments import Attachment
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.dialects.dialect import Dialect, Turn
from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.dialects.tools import Tool
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import Request

TITLE_LIMIT: Final = 80
"""Maximum length in characters of a title derived from a prompt."""


class ToolChoices(NamedTuple):
    """What the user chose about the tools of a conversation."""

    on: tuple[str, ...] = ()
    """The names of the tools that the model may use, in the order in which they are sent."""
    permissions: Mapping[str, str] = MappingProxyType({})
    """What is permitted for good, by what it is about."""


NO_CHOICES: Final = ToolChoices()


@dataclass(slots=True)
class Node:
    """One turn: a prompt and its answer. An edited prompt or another answer is a sibling.

    A turn that begins with answers to calls, instead of a prompt, is a further round of the
    exchange that the prompt before it began.
    """

    id: str
    parent: str | None
    """The node it follows; None at the root of a conversation."""
    prompt: str
    recording: Recording
    answers: tuple[CallAnswer, ...] = ()
    """What it begins with instead of a prompt: the answers to the calls of its parent."""
    attachments: tuple[Attachment, ...] = ()
    """The files that were sent with the prompt."""

    @property
    def summary(self) -> RecordingSummary:
        """The summary of the recording."""
        return self.recording.summary

    @property
    def next_parent(self) -> str | None:
        """The parent of a turn that continues this one; a refused turn is skipped."""
        return self.parent if self.recording.outcome is Outcome.REFUSED else self.id


class Conversation:
    """A tree of nodes, and the leaf whose path from the root is shown."""

    def __init__(self, id: str, title: str = "", nodes: Iterable[Node] = ()) -> None:  # noqa: A002
        self.id: Final = id
        self.title = title
        self.leaf: str | None = None
        self.tools = NO_CHOICES
        self._nodes: dict[str, Node] = {}
        self._children: dict[str | None, list[Node]] = {}
        for node in nodes:
            self.add(node)

    def add(self, node: Node) -> None:
        """Append a node, which becomes the leaf. Raises ValueError without its parent."""
        if node.id in self._nodes or not (node.parent is None or node.parent in self._nodes):
            raise ValueError(f"node {node.id} does not fit the tree")
        self._nodes[node.id] = node
        self._children.setdefault(node.parent, []).append(node)
        self.leaf = node.id
        self.title = self.title or title(node.prompt)

    def node(self, node_id: str) -> Node:
        """The node with that id. Raises KeyError for an unknown id."""
        return self._nodes[node_id]

    @property
    def nodes(self) -> Sequence[Node]:
        """All nodes, in the order in which their prompts were sent."""
        return tuple(self._nodes.values())

    @property
    def path(self) -> tuple[Node, ...]:
        """The nodes from the root to the leaf."""
        return self.path_to(self.leaf)

    def path_to(self, node_id: str | None) -> tuple[Node, ...]:
        """The nodes from the root to `node_id`; none for None."""
        path: list[Node] = []
        while node_id is not None:
            node = self._nodes[node_id]
            path.append(node)
            node_id = node.parent
        return tuple(reversed(path))

    def siblings(self, node_id: str) -> tuple[Node, ...]:
        """The nodes with the same parent, itself included, the oldest first."""
        return tuple(self._children[self._nodes[node_id].parent])

    def sibling(self, node: Node, offset: int) -> Node | None:
        """A sibling of a node or, if it has none, of its nearest ancestor that has some."""
        siblings = self.siblings(node.id)
        while len(siblings) == 1 and node.parent is not None:
            node = self._nodes[node.parent]
            siblings = self.siblings(node.id)
        index = siblings.index(node) + offset
        return siblings[index] if 0 <= index < len(siblings) else None

    def rounds(self, node_id: str) -> tuple[Node, ...]:
        """The rounds of the exchange of a node, from its question to its last answer.

        Where an exchange branches after the node, its rounds are those of the branch that is shown,
        else of the most recent one.
        """
        node = self._nodes[node_id]
        before = [node]
        while before[-1].answers and (parent := before[-1].parent) is not None:
            before.append(self._nodes[parent])
        shown = {turn.id for turn in self.path}
        after: list[Node] = []
        while further := [child for child in self._children.get(node.id, ()) if child.answers]:
            node = next((child for child in further if child.id in shown), further[-1])
            after.append(node)
        return (*reversed(before), *after)

    def open_calls(self, node: Node) -> tuple[Call, ...]:
        """The calls of an answer that nobody has answered; the conversation waits for its leaf's.

        Answers that the server refused do not count.
        """
        recording = node.recording
        if recording.ended is None or any(
            child.answers and child.recording.outcome is not Outcome.REFUSED
            for child in self._children.get(node.id, ())
        ):
            return ()
        return recording.dialect.calls(recording.response)

    @property
    def waiting_calls(self) -> tuple[Call, ...]:
        """The open calls of the last answer, for which the conversation waits.

        A turn that was refused is no answer: the calls before it are open as they were.
        """
        parent = self._nodes[self.leaf].next_parent if self.leaf is not None else None
        return self.open_calls(self._nodes[parent]) if parent is not None else ()

    def select(self, node_id: str) -> None:
        """Show the branch of `node_id`, down to its most recent turn."""
        while children := self._children.get(node_id):
            node_id = children[-1].id
        self.leaf = self._nodes[node_id].id

    def __len__(self) -> int:
        return len(self._nodes)


def title(prompt: str) -> str:
    """The title of a conversation: the first line of its first prompt that is not blank; raw."""
    line = next((line.strip() for line in prompt.splitlines() if line.strip()), "")
    return line if len(line) <= TITLE_LIMIT else line[: TITLE_LIMIT - 1].rstrip() + "…"


class PastTurn(Turn, Protocol):
    """A turn with an id, earlier in a conversation."""

    @property
    def id(self) -> str:
        """Its id."""


@dataclass(frozen=True, slots=True)
class NextRequest:
    """The next request, and how it gives the model the conversation so far."""

    request: Request
    chained_to: str | None
    """The node whose stored response the server continues from; None where there is none."""
    message_count: int
    """The number of messages and other items in the input, the new prompt included."""


def build_request(
    path: Sequence[PastTurn],
    prompt: str,
    *,
    model: str,
    base_url: str,
    instructions: str = "",
    extra: Mapping[str, Any] | None = None,
    chain: bool = True,
    dialect: Dialect = DEFAULT_DIALECT,
    omit: Container[str] = (),
    answers: Sequence[CallAnswer] = (),
    tools: Sequence[Tool] = (),
    attachments: Sequence[Attachment] = (),
) -> NextRequest:
    """The request that continues `path` with `prompt`, as its dialect writes it.

    Or with `answers` to the calls of its last turn; `tools` are those that the model may use,
    `attachments` the files that go with the prompt.
    With `chain` false it refers to no stored response, as is necessary once a server has lost
    one. The `extra` fields are added to its body, and of the others those to `omit` are left out.
    """
    extra = extra or {}
    body, chained, message_count = dialect.build_body(
        path,
        prompt,
        model=model,
        base_url=base_url,
        instructions=instructions,
        extra=extra,
        chain=chain,
        answers=answers,
        tools=tools,
        attachments=attachments,
    )
    body = {name: value for name, value in body.items() if name not in omit or name in extra}
    endpoint = "" if dialect is DEFAULT_DIALECT else dialect.path
    return NextRequest(
        Request(body, base_url, path=endpoint, commands_ns=_commands_ns(answers)),
        None if chained is None else path[chained].id,
        message_count,
    )


def _commands_ns(answers: Sequence[CallAnswer]) -> int | None:
    return sum(answer.ran_ns or 0 for answer in answers) if answers else None
