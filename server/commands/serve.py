"""Serve workshops from this machine."""

from __future__ import annotations

import argparse
import sys

import segno

from server import serve as server
from server.app import House
from server.commands import CommandFailed
from server.demo import Demos
from server.journal.lock import DataFolderLocked
from server.settings import Settings, lan_address, read
from server.transport.hosts import base_url

HELP = "serve workshops"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="address to listen on (TALKOOT_HOST, 127.0.0.1)")
    parser.add_argument("--port", help="port to listen on, 0 = any free one (PORT, 8000)")
    parser.add_argument("--data", help="folder of the SQLite files (TALKOOT_DATA, ./talkoot-data)")
    parser.add_argument("--public-url", help="address under which people reach it (TALKOOT_PUBLIC_URL)")
    parser.add_argument("--create-key", help="who may create rooms (TALKOOT_CREATE_KEY)")
    parser.add_argument(
        "--backup", help="folder that follows what is kept, on another disk if possible (TALKOOT_BACKUP)"
    )
    parser.add_argument("--log", help="debug, info, warning or error, and json for lines of JSON (TALKOOT_LOG, info)")
    parser.add_argument(
        "--lan", action="store_true", help="let this network's phones in, and print the address as a QR code"
    )


def settings_from(args: argparse.Namespace) -> Settings:
    """Flags, then environment. `--lan` binds the network and says this machine's own address."""
    host = args.host or ("0.0.0.0" if args.lan else None)  # noqa: S104 - the person asked for the network
    public = args.public_url
    flags = {
        "host": host, "port": args.port, "data": args.data, "public_url": public, "create_key": args.create_key,
        "log": args.log, "backup": args.backup,
    }  # fmt: skip
    return read(flags)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def address(house: House) -> str:
    """Where people reach it: the public address, else this machine's own."""
    return base_url(house.settings, {"headers": []}, house.port)


def announce(house: House, lan: bool) -> None:
    """What the person who started it needs: the address, the folder, the create key, and a QR code for phones."""
    say(f"Talkoot serves on {address(house)}")
    say(f"  start a workshop or watch a demo there · data in {house.settings.data.resolve()}")
    if house.settings.create_key:
        say(f"  key to create rooms: {house.settings.create_key}")
    if house.settings.passing_data and not house.settings.loopback:
        say("  warning: the data folder would not survive a redeploy; set TALKOOT_DATA to a kept volume")
    if lan:
        if lan_address() is None and not house.settings.public_url:
            say("  this machine has no address in a network: phones cannot reach it")
        else:
            segno.make(address(house)).terminal(compact=True)


def with_demos(house: House) -> Demos:
    """Simulated people come along, for who asks for a demo."""
    demos = Demos(house.hub, house.port, house.settings.host)
    house.demo = demos.start
    return demos


def run(args: argparse.Namespace) -> int:
    def started(house: House) -> None:
        with_demos(house)
        announce(house, args.lan)

    try:
        return server.run(settings_from(args), started)
    except DataFolderLocked as locked:
        raise CommandFailed(f"{locked} Stop that one, or serve another folder: --data FOLDER") from locked
