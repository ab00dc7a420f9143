"""What keys can act on in the window: code blocks, links and images."""

from __future__ import annotations

from ppchat.tui.transcript.code_cursor import CodeBlock, CodeCursor
from ppchat.tui.transcript.column import Column
from ppchat.tui.transcript.selection import visible_links


class InSight:
    """What there is among `rows` of `column`, while its cell `chosen` is chosen (-1 for none)."""

    def __init__(self, column: Column, code: CodeCursor, rows: range, chosen: int) -> None:
        self._column = column
        self._code = code
        self._rows = rows
        self._chosen = chosen

    def links(self) -> list[str]:
        """The addresses, from top to bottom, without duplicates."""
        return visible_links(self._column, self._rows)

    def image_index(self) -> int:
        """The index of the chosen cell if it is an image, else of the first image; -1 for none."""
        return self._column.image_index(self._chosen, self._rows)

    def code_blocks(self) -> list[CodeBlock]:
        """The code blocks, from top to bottom."""
        return self._code.in_window(self._rows)

    def code_block(self, number: int) -> CodeBlock | None:
        """The code block `number`, from 1; with 0, the marked one, else the first."""
        return self._code.numbered(number, self._rows)

    def next_code_block(self, by: int) -> CodeBlock | None:
        """The code block after (or, with -1, before) the marked one, even out of sight."""
        return self._code.step(by, self._rows)

    def obstacle(self, action: str, number: int) -> str:
        """Why an action of the transcript has nothing to act on; empty if it has."""
        match action:
            case "code" if self.next_code_block(number) is None:
                return f"No code block {'below' if number > 0 else 'above'}."
            case "copy_code" if self.code_block(number) is None:
                return "No code block in sight: ] goes to the next."
            case "link" if not self.links():
                return "No link in sight."
            case "image" if self.image_index() < 0:
                return "No image in sight."
        return ""
