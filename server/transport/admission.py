"""Who may ask for what over HTTP: keys, and how often. Raises `Problem`, or returns what the key opens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.requests import Request

from server.hub.ports import UnknownRoom
from server.settings import is_loopback
from server.transport.asked import bearer, client_of, code_of, same
from server.transport.hosts import bare, host_of
from server.transport.problem import Problem
from server.transport.world import World
from sessions.room import Room

Found = TypeVar("Found")
SHUT = {"www-authenticate": "Bearer"}
LATER = {"retry-after": "60"}


class Admission:
    """The door of the HTTP side."""

    def __init__(self, world: World) -> None:
        self._world = world

    def keyed(self, request: Request) -> bool:
        """Whether making a room takes the create key. Without one it is for this machine alone, under its own name:

        who comes through a proxy, or by a foreign name that was pointed here, is somebody else."""
        return bool(self._world.settings.create_key) or not is_loopback(bare(host_of(request.scope)))

    def needs_create_key(self, request: Request) -> None:
        """Refuses who has not got the create key, where one is needed; wrong ones are counted."""
        if not self.keyed(request):
            return
        client, needed = client_of(request), self._world.settings.create_key
        if not self._world.brake.allows(client, "create"):
            raise Problem(429, "slow_down", LATER)
        if not needed or not same(bearer(request), needed):
            self._world.brake.wrong(client)
            raise Problem(401, "no_create_key", SHUT)

    def makes_room(self, request: Request) -> None:
        """One more room; refused when that network has made many."""
        if not self._world.flood.make_room(client_of(request)):
            raise Problem(429, "slow_down", LATER)

    def heavy(self, request: Request) -> None:
        """Something that costs the server a moment; refused when that network has asked for much of it."""
        if not self._world.flood.heavy(client_of(request)):
            raise Problem(429, "slow_down", LATER)

    async def braked(self, request: Request, ask: Callable[[str], Awaitable[Found]]) -> Found:
        """What `ask` finds of the room in the path; wrong codes are counted."""
        client, code = client_of(request), code_of(request)
        if not self._world.brake.allows(client, code):
            raise Problem(429, "slow_down", LATER)
        try:
            return await ask(code)
        except UnknownRoom:
            self._world.brake.wrong(client)
            raise

    async def as_host(self, request: Request) -> Room:
        """The room, for who shows its host key; nothing is copied for anybody else."""
        hub, key = self._world.hub, bearer(request)
        if await self.braked(request, lambda code: hub.role_of(code, key)) != "host":
            raise Problem(401, "no_key", SHUT)
        return await hub.state(code_of(request))
