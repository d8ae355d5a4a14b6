"""List the ready workshops, or judge a model file: what is wrong with it, in which line, and what was expected."""

from __future__ import annotations

import argparse
import json
import sys

from server import models

HELP = "list the ready workshops, or check a model file"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", help="a model file (.toml) to check")
    parser.add_argument("--lang", default="en", help="language of the titles: fi, en, sv")
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    found = [models.find(args.file)] if args.file else [models.load(name) for name in models.names()]
    if args.json:
        rows = [
            {"name": model.name, "title": model.title, "minutes": model.minutes, "steps": len(model.steps)}
            for model in found
        ]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        return 0
    for model in found:
        title = model.title.get(args.lang) or next(iter(model.title.values()))
        paper = sum(step.paper for step in model.steps)
        aside = f", {paper} on paper and by voice" if paper else ""
        sys.stdout.write(
            f"{model.name:20} {title} · {model.minutes} min · {len(model.steps)} step{'s' if len(model.steps) != 1 else ''}{aside}\n"
        )
    return 0
