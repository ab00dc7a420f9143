"""The tree of turns, and how turns become the input of the next request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.response.response import Response
from ppchat.core.stream.signals import Request

TITLE_LIMIT: Final = 80
"""Maximum length in characters of a title derived from a prompt."""


@dataclass(slots=True)
class Node:
    """One turn: a prompt and its answer. An edited prompt or another answer is a sibling."""

    id: str
    parent: str | None
    """The node it follows; None at the root of a conversation."""
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


@dataclass(frozen=True, slots=True)
class NextRequest:
    """The next request, and how it gives the model the conversation so far."""

    request: Request
    chained_to: str | None
    """The node whose stored response the server continues from; None where there is none."""
    message_count: int
    """The number of messages in the input, the new prompt included."""

    @property
    def context(self) -> str:
        """What the request sends of the conversation so far, in words for the user."""
        if self.chained_to is None:
            return "the full input" if self.message_count > 1 else "the first message"
        if self.message_count > 1:
            return f"previous_response_id and {self.message_count - 1} earlier messages"
        return "previous_response_id"


def build_request(
    path: Sequence[Node],
    prompt: str,
    *,
    model: str,
    base_url: str,
    instructions: str = "",
    extra: Mapping[str, Any] | None = None,
    chain: bool = True,
) -> NextRequest:
    """The request that continues `path` with `prompt`.

    The server continues from the last response of the path that it stores and that can be
    continued; the messages after it, or all of them where there is none, are in the input. With
    `chain` false all messages are sent, as is necessary once a server has lost a response.
    Servers never store instructions, so they are sent with each request, as are the `extra`
    fields of the body.
    """
    chained: Node | None = None
    start = 0
    for index in range(len(path) - 1, -1, -1) if chain else ():
        if _can_be_chained(path[index].recording, model, base_url):
            chained, start = path[index], index + 1
            break
    messages = [message for node in path[start:] for message in _messages(node)]
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
        body["previous_response_id"] = chained.recording.response.response_id
    return NextRequest(Request(body, base_url), chained.id if chained else None, len(messages))


def _can_be_chained(recording: Recording, model: str, base_url: str) -> bool:
    """Whether a server can continue from a response: it has all of it and awaits no output.

    Only a completed response is certain to qualify: one that was stopped may be cancelled or
    still be in progress there, and an incomplete one may end in a reasoning item, which cannot
    be continued. Another model may not be able to read the items of the first.
    """
    response = recording.response
    return (
        recording.outcome is Outcome.COMPLETED
        and response.stored is True
        and response.response_id != ""
        and recording.request.base_url == base_url
        and recording.request.model == model
        and not _awaits_output(response)
    )


_OUTPUT_TYPES: Final[Mapping[str, str]] = {
    "function_call": "function_call_output",
    "custom_tool_call": "custom_tool_call_output",
    "computer_call": "computer_call_output",
    "local_shell_call": "local_shell_call_output",
    "shell_call": "shell_call_output",
    "apply_patch_call": "apply_patch_call_output",
    "mcp_approval_request": "mcp_approval_response",
}
"""The output that each call needs from the client; a server may have run a shell itself."""


def _awaits_output(response: Response) -> bool:
    """Whether a call has no output: a server refuses to continue from such a response."""
    outputs = {(item.type, _call_id(item.data)) for item in response.items}
    return any(
        (_OUTPUT_TYPES[item.type], _call_id(item.data)) not in outputs
        for item in response.items
        if item.type in _OUTPUT_TYPES
    )


def _call_id(data: Mapping[str, Any] | None) -> str:
    value = (data or {}).get("call_id")
    return value if isinstance(value, str) else ""


_ANSWER_KINDS: Final = ("text", "refusal", "transcript")


def _messages(node: Node) -> list[dict[str, str]]:
    """The prompt and the answer, as far as it arrived; a prompt that was refused is omitted.

    Calls are omitted too: without their output, which is unknown, a server refuses them.
    """
    recording = node.recording
    if recording.outcome is Outcome.REFUSED and not recording.response.items:
        return []
    answer = "\n\n".join(
        str(part.text)
        for item in recording.response.items
        if item.type == "message"
        for part in item.parts
        if part.kind in _ANSWER_KINDS and part.text
    )
    prompt = {"role": "user", "content": node.prompt}
    return [prompt, {"role": "assistant", "content": answer}] if answer else [prompt]
