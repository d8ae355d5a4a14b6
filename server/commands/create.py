"""Make a workshop room from a ready model or a model file of your own, and print its three links."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from server import models
from server.making import make_here, make_there
from server.rehearse.run import wish
from server.settings import read
from sessions import opening
from sessions.activity import By
from sessions.records import Change

HELP = "make a room from a model or a model file, and print its links"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", help="name of a ready workshop (see: models), or a model file (.toml)")
    parser.add_argument("--title", default="", help="what the workshop is called; default: the model's title")
    parser.add_argument("--lang", default="fi", choices=("fi", "en", "sv"), help="language of the workshop (fi)")
    parser.add_argument("--url", default="", help="on this running server, elsewhere")
    parser.add_argument("--create-key", help="the key to create rooms there, where one is set")
    parser.add_argument("--data", help="folder of the SQLite files (TALKOOT_DATA)")


def run(args: argparse.Namespace) -> int:
    body = {**wish(args.model), "title": args.title, "lang": args.lang}
    if args.url:
        make_there(args.url, args.create_key or "", "/api/rooms", body)
        return 0
    model = models.find(args.model)

    def make(keys: Mapping[str, str], by: By) -> Change:
        return opening.create(model, args.title, args.lang, keys, models.lists(), by)

    make_here(read({"data": args.data, "create_key": args.create_key}), make, "/api/rooms", body)
    return 0
