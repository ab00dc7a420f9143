"""Content codings: any chunking, any nesting, no bombs."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable, Iterator

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppchat.adapters import content_decoder
from ppchat.adapters.content_decoder import (
    DecodeError,
    content_codings,
    find_decoder,
    undecodable_problem,
)

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def bare_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


CODINGS: dict[str, list[Callable[[bytes], bytes]]] = {
    "gzip": [gzip.compress],
    "X-GZip": [gzip.compress],
    "deflate": [zlib.compress],
    " Deflate ": [bare_deflate],
    "br": [brotli.compress],
    "zstd": [zstd.compress],
    "identity, gzip": [gzip.compress],
    "br, gzip": [brotli.compress, gzip.compress],
    "": [],
    "identity": [],
}


def compress(coding: str, data: bytes) -> bytes:
    for step in CODINGS[coding]:
        data = step(data)
    return data


def decode(coding: str, *chunks: bytes) -> bytes:
    decoder = find_decoder({"content-encoding": coding})
    assert decoder
    return b"".join(piece for chunk in chunks for piece in decoder.feed(chunk))


@pytest.mark.parametrize("coding", CODINGS)
@given(data=st.binary(max_size=2000), repeat=st.sampled_from([1, 200]), size=st.integers(1, 400))
def test_any_chunking_gives_the_bytes(coding: str, data: bytes, repeat: int, size: int) -> None:
    packed = compress(coding, data * repeat)
    chunks = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert decode(coding, *chunks) == data * repeat


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_members_follow_one_another(coding: str) -> None:
    packed = compress(coding, b"one ") + compress(coding, b"two")
    assert decode(coding, packed) == decode(coding, packed[:9], packed[9:]) == b"one two"


def test_what_a_server_flushes_is_there_at_once() -> None:
    stream = zlib.compressobj(wbits=31)
    decoder = find_decoder({"content-encoding": "gzip"})
    assert decoder
    for event in (b"data: 1\n\n", b"data: 2\n\n"):
        chunk = stream.compress(event) + stream.flush(zlib.Z_SYNC_FLUSH)
        assert b"".join(decoder.feed(chunk)) == event


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_unpacked_in_pieces_and_given_up(coding: str) -> None:
    decoder = find_decoder({"content-encoding": coding})
    assert decoder

    def pieces() -> Iterator[int]:
        for piece in decoder.feed(compress(coding, bytes(40 << 20))):
            yield len(piece)

    sizes: list[int] = []
    with pytest.raises(DecodeError, match=rf"the {coding} data expands without end: 1,"):
        sizes.extend(pieces())
    assert max(sizes) <= 128 << 10


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_damaged_data_is_an_error_in_one_line(coding: str) -> None:
    with pytest.raises(DecodeError, match=f"the {coding} data is damaged: .+") as raised:
        decode(coding, b"data: this is no compressed data\n\n" * 9)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "br, gzip", "identity"])
def test_whether_the_data_is_whole(coding: str) -> None:
    packed = compress(coding, b"data: 1" * 99) if coding in CODINGS else zlib.compress(b"x")
    for data, whole in ((b"", True), (packed, True), (packed[:-1], coding == "identity")):
        decoder = find_decoder({"content-encoding": coding})
        assert decoder
        for _ in decoder.feed(data):
            pass
        assert decoder.problem == ("" if whole else f"the {coding} data ends in the middle")


def test_codings_that_cannot_be_unpacked() -> None:
    assert find_decoder({"content-encoding": "compress"}) is None
    assert find_decoder({"content-encoding": "gzip, gzip, gzip, gzip"}) is None
    problem = undecodable_problem({"content-encoding": "compress"})
    assert problem.message == "compressed (compress): its events cannot be read"
    assert "not known" in problem.advice


@pytest.mark.parametrize(("coding", "module"), [("br", "_brotli"), ("zstd", "_zstd")])
def test_without_its_package_a_coding_is_named(
    coding: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content_decoder, module, lambda: None)
    headers = {"content-encoding": f"gzip, {coding}"}
    assert find_decoder(headers) is None
    assert content_codings(headers) == ["gzip", coding]
    problem = undecodable_problem(headers)
    assert problem.message == f"compressed (gzip, {coding}): its events cannot be read"
    assert "pip install 'ppchat[compression]'" in problem.advice
