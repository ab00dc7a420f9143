"""Turns in a tree, and how they become the input of the next request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Verdict
from ppchat.core.response.response import Turn
from ppchat.core.stream.signals import Request

TITLE_LIMIT: Final = 80
"""Characters of a title that is made from a prompt."""


@dataclass(slots=True)
class Node:
    """A prompt and its answer. An edited prompt or a second answer is a sibling."""

    id: str
    parent: str | None
    """The node it follows; None for the first of a conversation."""
    prompt: str
    recording: Recording


class Conversation:
    """A tree of nodes, and the leaf whose path from the root is shown."""

    def __init__(self, id: str, title: str = "", nodes: Iterable[Node] = ()) -> None:  # noqa: A002
        self.id: Final = id
        self.title = title
        self.leaf: str | None = None
        self._nodes: dict[str, Node] = {}
        self._children: dict[str | None, list[Node]] = {}
        for node in nodes:
            self.add(node)

    def add(self, node: Node) -> None:
        """Append a node, which becomes the leaf; its parent must be here already."""
        if node.id in self._nodes or not (node.parent is None or node.parent in self._nodes):
            raise ValueError(f"node {node.id} does not fit the tree")
        self._nodes[node.id] = node
        self._children.setdefault(node.parent, []).append(node)
        self.leaf = node.id
        self.title = self.title or title(node.prompt)

    def node(self, node_id: str) -> Node:
        """The node of that id. Raises KeyError for an unknown one."""
        return self._nodes[node_id]

    @property
    def nodes(self) -> Sequence[Node]:
        """All nodes, in the order in which they were asked."""
        return tuple(self._nodes.values())

    @property
    def path(self) -> tuple[Node, ...]:
        """The nodes from the first to the leaf."""
        return self.path_to(self.leaf)

    def path_to(self, node_id: str | None) -> tuple[Node, ...]:
        """The nodes from the first to `node_id`; none for None."""
        path: list[Node] = []
        while node_id is not None:
            node = self._nodes[node_id]
            path.append(node)
            node_id = node.parent
        return tuple(reversed(path))

    def siblings(self, node_id: str) -> tuple[Node, ...]:
        """The nodes with the same parent, itself among them, the oldest first."""
        return tuple(self._children[self._nodes[node_id].parent])

    def select(self, node_id: str) -> None:
        """Show the branch of `node_id`, down to what was asked last in it."""
        while children := self._children.get(node_id):
            node_id = children[-1].id
        self.leaf = self._nodes[node_id].id

    def __len__(self) -> int:
        return len(self._nodes)


def title(prompt: str) -> str:
    """A name for a conversation: the first line of its first prompt that says anything; raw."""
    line = next((line.strip() for line in prompt.splitlines() if line.strip()), "")
    return line if len(line) <= TITLE_LIMIT else line[: TITLE_LIMIT - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Ask:
    """The next request, and how it lets the model know what was said before."""

    request: Request
    chained_to: str | None
    """The node whose stored response the server goes on from; None where it need not know any."""
    messages: int
    """Messages in the input, the new prompt among them."""

    @property
    def carries(self) -> str:
        """In words for the person: what goes over the wire of the conversation so far."""
        if self.chained_to is None:
            return "the full input" if self.messages > 1 else "the first message"
        if self.messages > 1:
            return f"previous_response_id and {self.messages - 1} earlier messages"
        return "previous_response_id"


def ask(
    path: Sequence[Node],
    prompt: str,
    *,
    model: str,
    base_url: str,
    instructions: str = "",
    extra: Mapping[str, Any] | None = None,
    chain: bool = True,
) -> Ask:
    """The request that puts `prompt` after the nodes of `path`.

    The server goes on from the last response of the path that it keeps and that can be gone on
    from; what was said after it, or everything when there is none, is sent as messages. With
    `chain` false everything is sent, as is right once a server has forgotten a response.
    Instructions are never kept by a server and so go with each request, as do the `extra`
    fields of the body.
    """
    chained: Node | None = None
    begin = 0
    for at in range(len(path) - 1, -1, -1) if chain else ():
        if _can_be_chained(path[at].recording, model, base_url):
            chained, begin = path[at], at + 1
            break
    messages = [message for node in path[begin:] for message in _messages(node)]
    messages.append({"role": "user", "content": prompt})
    body: dict[str, Any] = {
        **(extra or {}),
        "model": model,
        "input": messages,
        "stream": True,
    }
    if instructions:
        body["instructions"] = instructions
    if chained is not None:
        body["previous_response_id"] = chained.recording.turn.response_id
    return Ask(Request(body, base_url), chained.id if chained else None, len(messages))


def _can_be_chained(recording: Recording, model: str, base_url: str) -> bool:
    """Whether a server can go on from a response: it has it, whole, and waits for nothing.

    Only a completed response is sure to be: one that was stopped may be cancelled or still be
    growing there, and an incomplete one may end in a reasoning item, which can't be followed.
    Another model may not be able to read the items of the first.
    """
    turn = recording.turn
    return (
        recording.verdict is Verdict.COMPLETED
        and turn.stored is True
        and turn.response_id != ""
        and recording.request.base_url == base_url
        and recording.request.model == model
        and not _waits(turn)
    )


_WAITS_FOR: Final[Mapping[str, str]] = {
    "function_call": "function_call_output",
    "custom_tool_call": "custom_tool_call_output",
    "computer_call": "computer_call_output",
    "local_shell_call": "local_shell_call_output",
    "shell_call": "shell_call_output",
    "apply_patch_call": "apply_patch_call_output",
    "mcp_approval_request": "mcp_approval_response",
}
"""Calls that the client must answer, by the type of the answer; a server may have run a shell."""


def _waits(turn: Turn) -> bool:
    """Whether a call has no output: a server refuses to go on from such a response."""
    answered = {(item.type, _call_id(item.data)) for item in turn.items}
    return any(
        (_WAITS_FOR[item.type], _call_id(item.data)) not in answered
        for item in turn.items
        if item.type in _WAITS_FOR
    )


def _call_id(data: Mapping[str, Any] | None) -> str:
    value = (data or {}).get("call_id")
    return value if isinstance(value, str) else ""


_SAID: Final = ("text", "refusal", "transcript")


def _messages(node: Node) -> list[dict[str, str]]:
    """What was asked and said, as far as it came; a question that no server took is left out.

    Calls are left out too: without their output, which nobody gave, a server refuses them.
    """
    recording = node.recording
    if recording.verdict is Verdict.REFUSED and not recording.turn.items:
        return []
    said = "\n\n".join(
        str(part.text)
        for item in recording.turn.items
        if item.type == "message"
        for part in item.parts
        if part.kind in _SAID and part.text
    )
    asked = {"role": "user", "content": node.prompt}
    return [asked, {"role": "assistant", "content": said}] if said else [asked]
