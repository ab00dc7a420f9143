"""Files that are sent with a prompt: what they are, and how a text file is marked in a message."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ppchat.core.text.display import format_size

if TYPE_CHECKING:
    from ppchat.core.images.image_header import ImageHeader

MAX_TEXT_BYTES: Final = 1 << 20
"""Bytes of a text file: some 300,000 tokens, more than most models take in."""
MAX_IMAGE_BYTES: Final = 20_000_000
"""Bytes of an image: OpenAI's limit for one in a request."""
MAX_PDF_BYTES: Final = 32_000_000
"""Bytes of a PDF: Anthropic's limit for a request, the lowest of those published."""
MAX_TOTAL_BYTES: Final = 50_000_000
"""Bytes of all files of one prompt: OpenAI's limit for the files in a request."""
SNIFFED_BYTES: Final = 4096
"""Bytes of a file that tell an image and a PDF from anything else."""
_SENT_IMAGES: Final = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "WebP": "image/webp",
    "GIF": "image/gif",
}
"""The formats of images that servers take, and their media types."""
_PDF: Final = "application/pdf"
_TEXT: Final = "text/plain"
_PIECE: Final = 3 << 18
"""Bytes that are encoded at a time, as encoding them stops all threads."""
_UNKNOWN: Final = "it is neither a text in UTF-8, an image nor a PDF"
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


class AttachmentKind(Enum):
    """How a file is sent; the value is its word for people."""

    TEXT = "text"
    IMAGE = "image"
    PDF = "PDF"


class AttachmentError(Exception):
    """A file that cannot be sent, with the reason as its text."""


class DataUrl(str):
    """A `data:` URL in Base64: megabytes that nothing in JSON has to escape."""

    __slots__ = ()


@dataclass(frozen=True)
class Attachment:
    """A file that is sent with a prompt; what is written of it is kept for the next request."""

    name: str
    """Foreign, raw; a path where the user named one below the current folder."""
    media_type: str
    data: bytes = field(repr=False)
    """Of a text: in UTF-8, whatever the file was in."""

    @property
    def kind(self) -> AttachmentKind:
        """How it is sent."""
        if self.media_type == _PDF:
            return AttachmentKind.PDF
        is_image = self.media_type.startswith("image/")
        return AttachmentKind.IMAGE if is_image else AttachmentKind.TEXT

    @cached_property
    def data_url(self) -> DataUrl:
        """Its bytes as a `data:` URL."""
        pieces = [
            binascii.b2a_base64(self.data[at : at + _PIECE], newline=False).decode("ascii")
            for at in range(0, len(self.data), _PIECE)
        ]
        return DataUrl("".join((f"data:{self.media_type};base64,", *pieces)))

    @property
    def base64(self) -> str:
        """Its bytes as Base64."""
        return self.data_url.partition(",")[2]

    @property
    def file_name(self) -> str:
        """Its name without folders."""
        return re.split(r"[/\\]", self.name)[-1] or self.name

    @property
    def marked_text(self) -> str:
        """A text file as it stands in a message: between tags that name it."""
        return mark_text(self.name, self.data.decode(errors="replace"))

    @property
    def description(self) -> str:
        """Its size and type in words: 12,345 B · PNG · 640×480."""
        words = [format_size(len(self.data))]
        if self.kind is AttachmentKind.IMAGE:
            header = _image_header(self.data)
            words.append(header.format if header else self.media_type)
            words += [f"{header.width}×{header.height}"] if header and header.width else []
        else:
            words.append(self.kind.value)
        return " · ".join(words)


# What a file is.


def media_type(beginning: bytes) -> str:
    """The media type that the first bytes of a file tell; that of text where they may be text.

    Raises AttachmentError for what no server takes.
    """
    if not beginning:
        raise AttachmentError("it is empty")
    if beginning.startswith(b"%PDF-"):
        return _PDF
    if b"\0" not in beginning or beginning.startswith(_UTF16_MARKS):
        return _TEXT
    header = _image_header(beginning)  # which goes by a few letters, that a text may begin with
    if header is None:
        raise AttachmentError(_UNKNOWN)
    if header.format not in _SENT_IMAGES:
        raise AttachmentError(f"servers take no {header.format}: convert it to PNG or JPEG")
    return _SENT_IMAGES[header.format]


def _image_header(data: bytes) -> ImageHeader | None:
    from ppchat.core.images.image_header import read_header  # seldom needed

    return read_header(data)


def size_limit(of_type: str) -> tuple[int, str]:
    """How many bytes a file of this media type may have, and what such a file is called."""
    if of_type == _PDF:
        return MAX_PDF_BYTES, "a PDF"
    if of_type.startswith("image/"):
        return MAX_IMAGE_BYTES, "an image"
    return MAX_TEXT_BYTES, "a text file"


def check_size(size: int, of_type: str) -> None:
    """Raise AttachmentError if a file of this type is too large to be sent."""
    limit, name = size_limit(of_type)
    if size > limit:
        raise AttachmentError(
            f"it is too large: {format_size(size)}, {name} may have {format_size(limit)}"
        )


def attachment(name: str, data: bytes) -> Attachment:
    """The file of that name with these bytes. Raises AttachmentError if it cannot be sent."""
    of_type = media_type(data[:SNIFFED_BYTES])
    check_size(len(data), of_type)
    return Attachment(name, of_type, _utf8(data) if of_type == _TEXT else data)


def check_total(attachments: Iterable[Attachment]) -> None:
    """Raise AttachmentError if these files are too much for one prompt."""
    total = sum(len(each.data) for each in attachments)
    if total > MAX_TOTAL_BYTES:
        sizes = f"{format_size(total)}, one prompt may have {format_size(MAX_TOTAL_BYTES)}"
        raise AttachmentError(f"all files together are too large: {sizes}")


def _utf8(data: bytes) -> bytes:
    """A text without its byte order mark, in UTF-8. Raises AttachmentError if it is none."""
    try:
        text = data.decode("utf-16" if data.startswith(_UTF16_MARKS) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise AttachmentError(_UNKNOWN) from error
    if "\0" in text:
        raise AttachmentError(_UNKNOWN)
    return text.encode()


# A text file in a message.

_REFERENCES: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"))
_MARKED: Final = re.compile(
    r'<(file(?:-\d+)?) name="([^"\n]*)">\n(.*?)\n</\1>(?:\n\n|\Z)', re.DOTALL
)


def mark_text(name: str, text: str) -> str:
    """A text between tags that name it, and that do not occur in it."""
    tag, number = "file", 0
    while f"</{tag}>" in text:
        number += 1
        tag = f"file-{number}"
    shown = " ".join(name.splitlines())
    for character, reference in _REFERENCES:
        shown = shown.replace(character, reference)
    return f'<{tag} name="{shown}">\n{text}\n</{tag}>'


def marked_spans(message: str) -> Iterator[tuple[int, int]]:
    """Where the texts of the files are that a message begins with: half-open ranges."""
    return (match.span(3) for match in _marked(message))


def marked_names(message: str) -> Iterator[str]:
    """The names of the files that a message begins with."""
    for match in _marked(message):
        name = match[2]
        for character, reference in reversed(_REFERENCES):
            name = name.replace(reference, character)
        yield name


def without_files(message: str) -> str:
    """A message without the files that it begins with; as it is if there is nothing else."""
    end = max((match.end() for match in _marked(message)), default=0)
    return message[end:] or message


def _marked(message: str) -> Iterator[re.Match[str]]:
    at = 0
    while match := _MARKED.match(message, at):
        yield match
        at = match.end()
