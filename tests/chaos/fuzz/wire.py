"""A WebSocket client that breaks the rules on purpose: any bits, any length, compressed or not, masked or not."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import random
import struct
import zlib
from collections.abc import AsyncIterator

DEFLATE = "permessage-deflate; client_no_context_takeover; server_no_context_takeover"
HELLO_LIKE = b"\x83\xa1t\xa5hello\xa2me\xd9\x20" + b"m" * 32 + b"\xa3tab\xa1t"


def frame(body: bytes, opcode: int = 2, *, fin: bool = True, rsv: int = 0, mask: bool = True, claim: int = -1) -> bytes:
    """One frame; `claim` = a length other than the true one."""
    size = len(body) if claim < 0 else claim
    first = (0x80 if fin else 0) | rsv << 4 | opcode
    bit = 0x80 if mask else 0
    if size < 126:
        head = struct.pack("!BB", first, bit | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, bit | 126, size)
    else:
        head = struct.pack("!BBQ", first, bit | 127, size)
    if not mask:
        return head + body
    key = b"\x00\x00\x00\x00"  # which masks nothing, so that bodies stay readable in a capture
    return head + key + body


def deflated(body: bytes) -> bytes:
    """As RFC 7692 wants it."""
    deflate = zlib.compressobj(level=9, wbits=-15)
    return (deflate.compress(body) + deflate.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\x00\x00\xff\xff")


def rude() -> dict[str, bytes]:
    """What a socket can be sent that no WebSocket library would send, and what is meant to cost much."""
    bomb = deflated(b"\x91" * (60 * 1024 * 1024))
    return {
        "not masked": frame(HELLO_LIKE, mask=False),
        "reserved bits": frame(HELLO_LIKE, rsv=2),
        "reserved opcode": frame(b"", 3) + frame(b"", 11),
        "compressed without a word of it": frame(b"\xff\xff\xff", rsv=4),
        "a length of 2^62": frame(b"", claim=2**62),
        "a length of 2^63": frame(b"", claim=2**63 + 1),
        "a length of 64 KiB and one": frame(bytes(65_537)),
        "a long ping": frame(bytes(200), 9),
        "a ping in parts": frame(b"a", 9, fin=False),
        "a thousand pings": frame(b"p" * 125, 9) * 1000,
        "pongs that nobody asked for": frame(b"p" * 125, 10) * 1000,
        "text that is no UTF-8": frame(b"\xff\xfe\xfd", 1) * 50,
        "text": frame(b"hello", 1) * 50,
        "a close that is no UTF-8": frame(struct.pack("!H", 1000) + b"\xff\xfe", 8),
        "a close of one byte": frame(b"\x03", 8),
        "a close with a code that is none": frame(struct.pack("!H", 999), 8),
        "a part of nothing": frame(b"x", 0),
        "parts without end": frame(b"x", 2, fin=False) + frame(b"y", 0, fin=False) * 5000,
        "empty parts without end": frame(b"", 2, fin=False) + frame(b"", 0, fin=False) * 20_000,
        "a message within a message": frame(b"x", 2, fin=False) + frame(b"y", 2),
        "a bomb of 60 MB": frame(bomb, rsv=4),
        "many bombs": frame(deflated(bytes(65_000)), rsv=4) * 100,
        "a bomb in parts": b"".join(
            frame(bomb[at : at + 2000], 2 if at == 0 else 0, fin=False, rsv=4 if at == 0 else 0)
            for at in range(0, min(len(bomb), 60_000), 2000)
        ),
        "a deflate stream that never ends": frame(b"\x00" * 2000, rsv=4) * 20,
        "http again": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 20,
    }


@contextlib.asynccontextmanager
async def rude_socket(
    port: int, code: str, extensions: str = DEFLATE
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A socket after its handshake, with nobody to mind the rules."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    key = base64.b64encode(os.urandom(16)).decode()
    try:
        writer.write(
            f"GET /ws/{code} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: talkoot.v1\r\n"
            f"Sec-WebSocket-Extensions: {extensions}\r\n\r\n".encode()
        )
        async with asyncio.timeout(10):
            answer = await reader.readuntil(b"\r\n\r\n")
        assert b" 101 " in answer, answer
        yield reader, writer
    finally:
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def noise(dice: random.Random) -> bytes:
    """Frames with random heads, and bytes that are no frames at all."""
    if dice.random() < 0.3:
        return dice.randbytes(dice.choice((1, 20, 500, 5000)))
    return b"".join(
        frame(
            dice.randbytes(dice.choice((0, 1, 30, 130, 4000))), dice.randrange(16), fin=dice.random() < 0.7,
            rsv=dice.choice((0, 0, 0, 4, 7)), mask=dice.random() < 0.95,
        )
        for _ in range(dice.choice((1, 3, 10)))
    )  # fmt: skip
