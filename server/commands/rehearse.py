"""Play a whole workshop with simulated people over real sockets, and check that nothing kept was lost or doubled.

Without --url a server of its own is started in a folder of its own, and restarted before the comparison.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from server.rehearse.figures import in_words
from server.rehearse.run import rehearse

HELP = "play a model with simulated people and check that nothing is lost"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", help="name of a ready workshop (see: models), or a model file (.toml)")
    parser.add_argument("--people", type=int, default=24, metavar="N", help="simulated participants (24)")
    parser.add_argument("--speed", type=float, default=60.0, metavar="X", help="how much faster than life (60)")
    parser.add_argument("--url", default="", help="play on this running server")
    parser.add_argument("--create-key", default="", help="the key to create rooms there, where one is set")
    parser.add_argument("--lang", default="fi", choices=("fi", "en", "sv"))
    parser.add_argument("--json", action="store_true", help="the figures as JSON on stdout")


def run(args: argparse.Namespace) -> int:
    if args.people < 1 or args.speed <= 0:
        sys.stderr.write("talkoot: --people must be at least 1 and --speed above 0\n")
        return 2
    console = Console(stderr=True)
    with Progress(
        TextColumn("[progress.description]{task.description}"), BarColumn(), TimeElapsedColumn(), console=console,
        transient=True, disable=not console.is_terminal,
    ) as bar:  # fmt: skip
        task = bar.add_task("…", total=None)

        def tell(words: str, n: int, of: int) -> None:
            bar.update(task, description=words, completed=n, total=of)

        report, finding, figures = asyncio.run(
            rehearse(args.model, args.people, args.speed, args.url.rstrip("/"), args.create_key, args.lang, tell)
        )
    if args.json:
        sys.stdout.write(json.dumps(report) + "\n")
    else:
        table = Table(title=f"Rehearsal of {escape(str(report['model']))}", show_header=False)
        table.add_column()
        table.add_column(justify="right", no_wrap=True)
        for what, value in in_words(report):
            table.add_row(what, value)
        Console().print(table)
        verdict = (
            "Nothing that was kept is lost or doubled."
            if not (finding.lost or finding.doubled)
            else "Something is wrong:"
        )
        sys.stdout.write(f"{verdict}\n")
    for why in finding.why[:20]:
        sys.stderr.write(f"talkoot: {why}\n")
    for what, times in figures.refusals.most_common(10):
        sys.stderr.write(f"refused {times} × {what}\n")
    return 1 if finding.lost or finding.doubled else 0
