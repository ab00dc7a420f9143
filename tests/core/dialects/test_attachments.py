"""Files that are sent with a prompt: what they are, and their limits."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.dialects import attachments
from ppchat.core.dialects.attachments import (
    Attachment,
    AttachmentError,
    AttachmentKind,
    attachment,
    check_total,
    mark_text,
    marked_spans,
    without_files,
)
from tests.support.image_files import encoded, gradient


def image(kind: str) -> bytes:
    return base64.b64decode(encoded(gradient(), kind))


@pytest.mark.parametrize(
    ("data", "media_type", "kind"),
    [
        (image("PNG"), "image/png", AttachmentKind.IMAGE),
        (image("JPEG"), "image/jpeg", AttachmentKind.IMAGE),
        (image("WEBP"), "image/webp", AttachmentKind.IMAGE),
        (image("GIF"), "image/gif", AttachmentKind.IMAGE),
        (b"%PDF-1.7\n%\xe2\xe3\0", "application/pdf", AttachmentKind.PDF),
        ("grüße\r\n".encode(), "text/plain", AttachmentKind.TEXT),
        (b"BMW, GIF89a and 12345678WEBP are words", "text/plain", AttachmentKind.TEXT),
        (b'<svg viewBox="0 0 1 1"/>', "text/plain", AttachmentKind.TEXT),
    ],
)
def test_a_file_is_what_it_holds_whatever_its_name(
    data: bytes, media_type: str, kind: AttachmentKind
) -> None:
    file = attachment("name.exe", data)
    assert (file.media_type, file.kind, file.data) == (media_type, kind, data)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_text_is_sent_in_utf_8_without_its_mark(encoding: str) -> None:
    assert attachment("a.txt", "ä\nb".encode(encoding)).data == "ä\nb".encode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b"\x7fELF\0\0", "neither a text in UTF-8, an image nor a PDF"),
        (b"caf\xe9", "neither a text in UTF-8"),
        (b"a" * 5000 + b"\0", "neither a text in UTF-8"),
        (b"\xff\xfea\0b", "neither a text in UTF-8"),
        (image("BMP"), "servers take no BMP: convert it to PNG or JPEG"),
        (image("TIFF"), "servers take no TIFF"),
        (b"a" * ((1 << 20) + 1), "it is too large: 1.0 MB, a text file may have 1.0 MB"),
        (image("PNG") + bytes(20_000_000), "an image may have 20.0 MB"),
        (b"%PDF-" + bytes(32_000_000), "a PDF may have 32.0 MB"),
    ],
)
def test_what_cannot_be_sent_has_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(AttachmentError, match=reason):
        attachment("x", data)


def test_all_files_of_a_prompt_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MAX_TOTAL_BYTES", 5)
    file = attachment("a", b"abc")
    check_total((file,))
    with pytest.raises(AttachmentError, match="all files together are too large: 6 B"):
        check_total((file, file))


def test_its_bytes_are_a_data_url() -> None:
    file = Attachment("folder/a.png", "image/png", b"abc")
    assert file.data_url == "data:image/png;base64,YWJj"
    assert file.file_name == "a.png"
    large = Attachment("a.png", "image/png", bytes(range(256)) * 4000)
    assert base64.b64decode(large.data_url.partition(",")[2]) == large.data
    assert "abc" not in repr(file)


def test_it_says_its_size_and_type() -> None:
    assert attachment("a", b"x" * 1234).description == "1,234 B · text"
    assert attachment("a", image("PNG")).description.endswith(" B · PNG · 64×48")
    assert attachment("a", b"%PDF-1.4").description == "8 B · PDF"


def test_a_text_stands_between_tags_that_name_it() -> None:
    text = mark_text('a "b"\n<c>', "one\ntwo")
    assert text == '<file name="a &quot;b&quot; &lt;c&gt;">\none\ntwo\n</file>'


@given(st.lists(st.text("</file>\n-1 a")), st.text("</file>\n-1 ab").map(str.strip))
def test_the_files_of_a_message_can_be_told_from_its_text(texts: list[str], prompt: str) -> None:
    files = [mark_text("n", text) for text in texts]
    if prompt and not list(marked_spans(prompt)):
        message = "\n\n".join((*files, prompt))
        assert [message[start:stop] for start, stop in marked_spans(message)] == texts
        assert without_files(message) == prompt


def test_a_message_of_nothing_but_a_file_stays_as_it_is() -> None:
    message = mark_text("n", "text")
    assert without_files(message) == message
