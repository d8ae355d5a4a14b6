"""What the hub and the world around it say to each other, and nothing else.

The hub knows rooms and links; it does not know sockets, HTTP or SQL. Whoever moves bytes (server/transport) implements
`Link` and calls `LiveRoom`; whoever composes the process (server/app.py) builds a `Hub` and gives it a clock, dice and
words. The message structs are what a browser may send (docs/protocol.md); unknown keys are refused by msgspec.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Protocol

from msgspec import Meta, Struct

from sessions.activity import By
from sessions.records import Change, Errand, Pass
from sessions.room import Room

ShortText = Annotated[str, Meta(max_length=80)]
Secret = Annotated[str, Meta(min_length=16, max_length=128)]
Counter = Annotated[int, Meta(ge=0, le=2**53)]
Topics = Annotated[tuple[ShortText, ...], Meta(max_length=200)]
Since = tuple[ShortText, Counter, Topics]
"""What a browser has: (epoch, rev, topics)."""


class Hello(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="hello"):
    """The first message of a connection; the same again after every reconnect."""

    me: Secret
    tab: Annotated[str, Meta(min_length=1, max_length=40)]
    role_key: Annotated[str, Meta(max_length=128)] | None = None
    name: Annotated[str, Meta(max_length=200)] = ""
    lang: Annotated[str, Meta(max_length=35)] = ""
    since: Since | None = None


class Act(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="act"):
    """One action; `(tab, n)` is its name, so a repeat is recognised and answered again."""

    tab: Annotated[str, Meta(min_length=1, max_length=40)]
    n: Annotated[int, Meta(ge=1, le=2**53)]
    do: Annotated[str, Meta(min_length=1, max_length=60)]
    step: ShortText = ""
    args: dict[str, Any] = {}


class Sync(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="sync"):
    """The browser's own count or sum differs: it asks again from what it has."""

    since: Since


class Soft(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="soft"):
    """Never journaled, first dropped: "I am writing", and a ping that measures the way."""

    writing: bool | None = None
    ping: Counter | None = None


Message = Hello | Act | Sync | Soft


class Payload:
    """One encoded message (a msgpack map), built once and written to many links.

    A transport keeps what it makes of the body (a plain frame, a deflated one) in here with `framed`, so that the
    work is done once however many links get it. `shared` = everybody in the room may see all of it (what a transport
    may deflate: a private record is never compressed beside text that somebody else chose)."""

    __slots__ = ("body", "frames", "shared")

    def __init__(self, body: bytes, shared: bool = False) -> None:
        self.body = body
        self.shared = shared
        self.frames: dict[str, bytes] = {}

    def framed(self, form: str, build: Callable[[bytes], bytes]) -> bytes:
        """The body in the transport's `form`; built on first use."""
        frame = self.frames.get(form)
        if frame is None:
            frame = self.frames[form] = build(self.body)
        return frame

    def __len__(self) -> int:
        return len(self.body)


class Link(Protocol):
    """One connection as the hub sees it. All methods are synchronous and never wait."""

    lang: str
    """For sentences before a person exists (Accept-Language, or the lang of the hello)."""

    def write(self, payload: Payload) -> bool:
        """True: taken. False: the buffer is above its high-water mark (or the link is closing), nothing was written;
        the transport calls `LiveRoom.drained` when the buffer is empty again."""

    def newcomer(self) -> bool:
        """Somebody who was never in this room wants to join over this link: whether their network may now."""

    def close(self, code: int, reason: str) -> None:
        """Close after what was written has left; `LiveRoom.gone` follows. Closing twice is harmless."""


class Crowd(Protocol):
    """Links that get the same again and again. What it costs to write to them must not depend on asking each of them."""

    def join(self, link: Link) -> None:
        """It gets what is written from now on. A link belongs to one crowd at most."""

    def leave(self, link: Link) -> None:
        """It does not any more."""

    def write(self, payload: Payload) -> tuple[Sequence[Link], Sequence[asyncio.Future[None]]]:
        """To everybody: those who did not take it (as in `Link.write`), and when the others have it, some hundreds after
        others (none: they do).

        What is written to one of them meanwhile comes behind it."""


class OneByOne:
    """The crowd of a transport that has no faster way."""

    def __init__(self) -> None:
        self._links: dict[Link, None] = {}

    def join(self, link: Link) -> None:
        self._links[link] = None

    def leave(self, link: Link) -> None:
        self._links.pop(link, None)

    def write(self, payload: Payload) -> tuple[Sequence[Link], Sequence[asyncio.Future[None]]]:
        return [link for link in self._links if not link.write(payload)], ()


class LiveRoom(Protocol):
    """One awake room. All methods are synchronous: they put the message in the room's inbox and return."""

    code: str

    @property
    def ended(self) -> bool:
        """The session is over, and that is durable: the result is there for everybody."""

    @property
    def title(self) -> str:
        """What the workshop is called, as everybody who knows the code is told; "": not said yet."""

    @property
    def delete_on(self) -> int:
        """When (server ms) all of it is erased, as everybody is told; 0: not said yet."""

    def hello(self, link: Link, message: Hello) -> None:
        """Answered by `welcome` (and what is missing) or `bye`, after the flush."""

    def act(self, link: Link, message: Act) -> None:
        """Answered by `kept` or `refused`, after the flush."""

    def sync(self, link: Link, message: Sync) -> None:
        """Answered by a delta; the second time by everything; too often not at all."""

    def soft(self, link: Link, message: Soft) -> None:
        """Never answered, but for a ping."""

    def drained(self, link: Link) -> None:
        """The link's buffer is empty again."""

    def gone(self, link: Link) -> None:
        """The connection has ended; the link is forgotten at once."""


Make = Callable[[Mapping[str, str], By], Change]
"""(hash of a key → role, by) → the records of a new room, the keys among them: `opening.create`, `opening.copy` …"""


Receipt = Callable[[Room | None], tuple[str, bytes] | None]
"""A room that is about to be erased (None: it cannot be read) → the note (key, value) that is kept of it."""


class Created(Struct, frozen=True):
    """A new room and the only time its keys are seen in clear."""

    code: str
    host_key: str
    screen_key: str


class Hub(Protocol):
    """All rooms of this process."""

    async def start(self) -> None:
        """Read the heads; rooms with something due wake by themselves from here on."""

    async def room(self, code: str) -> LiveRoom:
        """The awake room, opened from the journal on the first knock; raises `UnknownRoom`."""

    async def create(self, make: Make) -> Created:
        """A new room with keys and an epoch of its own; `make` says with which records (a model, a copy, an import)."""

    async def ask(self, code: str, do: str, args: Mapping[str, Any], *, step: str = "", role: str = "host") -> int:
        """Do an action for HTTP or the command line; returns the durable rev or raises sessions' `Refused`."""

    async def state(self, code: str) -> Room:
        """A copy of the room after its last durable flush, for exports and results."""

    async def role_of(self, code: str, key: str) -> str | None:
        """What a key in clear opens (Bearer): "host", "screen" or None."""

    async def mint_key(self, code: str, role: str = "host") -> str:
        """A new key; the old ones of that role die and sockets that used them are closed."""

    async def erase(self, code: str, say: Receipt = ...) -> None:
        """Forget all of the room, then tell everybody in it and let them go; raises `UnknownRoom`, `Unavailable`."""

    async def drain(self, spread_ms: int = 5000) -> None:
        """SIGTERM: no more intake, finish the flush, say bye with `again`, snapshot, close."""


class UnknownRoom(Exception):
    """There is no room with this code."""


class RoomBroken(Exception):
    """The room's journal or snapshot does not verify; it is not served (the journal says which rev)."""


class Unavailable(Exception):
    """The server is draining or cannot keep anything just now; try again."""


class Full(Unavailable):
    """There is no room on the disk; it heals by itself when there is."""


class Rules(Protocol):
    """The workshop itself as the hub calls it: the module `sessions.session`. All of it is pure."""

    def decide(self, room: Room, do: str, step: str, args: dict[str, Any], by: By, /) -> Change: ...
    def join(self, room: Room, name: str, lang: str, role: str, me_hash: str, by: By, /) -> tuple[str, Change]: ...
    def known(self, room: Room, me_hash: str, /) -> Pass | None: ...
    def role_of_key(self, room: Room, key_hash: str, /) -> str | None: ...
    def topics(self, room: Room, person: str, role: str, /) -> tuple[str, ...]: ...
    def errand_of(self, room: Room, errand: Errand, /) -> tuple[str, Any] | None: ...


class Errands(Protocol):
    """Runs an activity's `errand(payload)` away from the loop."""

    def submit(self, activity: str, payload: Any) -> asyncio.Future[Any]:
        """The result, some time later."""

    def close(self) -> None:
        """Nothing more is started."""


class Clock(Protocol):
    """Time comes in here and nowhere else."""

    def now(self) -> int:
        """Wall time in milliseconds."""

    def monotonic(self) -> float:
        """Seconds that never fall, for pace."""

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Cancellable:
        """Call back on the loop after so many seconds."""


class Cancellable(Protocol):
    """A timer that can be taken back."""

    def cancel(self) -> None: ...


Seeds = Callable[[], bytes]
"""128 random bits per call, that nobody can guess but in tests."""

Say = Callable[[str, str, Mapping[str, Any]], str]
"""(lang, code, args) → the sentence for a person."""


class Close:
    """WebSocket close codes that the hub uses; 4xxx: do not come back by yourself."""

    DONE = 1000
    RESTART = 1012
    AGAIN = 1013
    REFUSED = 4403
