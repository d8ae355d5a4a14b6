"""Serve, and start a demo at once: a room with 24 simulated people who move in real time."""

from __future__ import annotations

import argparse
import asyncio

from server import serve as server
from server.app import House
from server.commands import serve
from server.commands.serve import address, announce, say, settings_from, with_demos
from server.demo import PEOPLE

HELP = "serve, with a workshop of simulated people to look at"


def arguments(parser: argparse.ArgumentParser) -> None:
    serve.arguments(parser)
    parser.add_argument("--lang", default="fi", choices=("fi", "en", "sv"), help="language of the demo workshop (fi)")


async def _start(house: House, lang: str) -> None:
    created = await with_demos(house).start(lang)
    base = address(house)
    say(f"Demo workshop {created.code}, {PEOPLE} simulated people on their way:")
    say(f"  facilitator  {base}/host/{created.code}#{created.host_key}")
    say(f"  participant  {base}/{created.code}")
    say(f"  screen       {base}/screen/{created.code}#{created.screen_key}")


def run(args: argparse.Namespace) -> int:
    starting: list[asyncio.Task[None]] = []

    def started(house: House) -> None:
        announce(house, args.lan)
        starting.append(asyncio.get_running_loop().create_task(_start(house, args.lang)))

    return server.run(settings_from(args), started)
