"""The command line. What goes wrong in a foreseeable way is one line on stderr and an exit code other than 0.

Exit codes: 0 done · 1 it could not be done (the line says why) · 2 wrong arguments · 130 interrupted.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from types import ModuleType

from server import __version__, commands
from server.backup.bundle import BadBackup
from server.backup.restoring import NotEmpty
from server.commands import CommandFailed
from server.import_room import Damaged as DamagedImport
from server.journal.port import JournalError
from server.models import UnknownModel
from server.rehearse.seat import Turned
from server.rehearse.server_process import DidNotStart
from server.rehearse.web import Failed
from server.serve import CannotServe
from server.settings import WrongSetting
from sessions.model import ModelMistake

FORESEEN = (
    BadBackup, CannotServe, DamagedImport, DidNotStart, Failed, JournalError, ModelMistake, NotEmpty, Turned, UnknownModel, WrongSetting,
)  # fmt: skip


def found() -> dict[str, ModuleType]:
    """The commands, by listing their folder; `import_room_file` is called `import` on the command line."""
    modules = {
        entry.name: importlib.import_module(f"{commands.__name__}.{entry.name}")
        for entry in pkgutil.iter_modules(commands.__path__)
    }
    return {getattr(module, "NAME", name): module for name, module in modules.items()}


def parser(modules: dict[str, ModuleType]) -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m server", description="Talkoot: live workshops from a join link.")
    top.add_argument("--version", action="version", version=f"talkoot {__version__}")
    of_command = top.add_subparsers(dest="command", metavar="command")
    for name, module in modules.items():
        sub = of_command.add_parser(name, help=module.HELP, description=module.__doc__)
        module.arguments(sub)
        sub.set_defaults(run=module.run)
    return top


def main(argv: list[str] | None = None) -> int:
    top = parser(found())
    args = top.parse_args(argv)
    if args.command is None:
        top.print_help()
        return 2
    try:
        return int(args.run(args))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 1
    except (*FORESEEN, CommandFailed) as wrong:
        said = (
            f"there is no model called {wrong}; see: python -m server models"
            if isinstance(wrong, UnknownModel)
            else wrong
        )
        sys.stderr.write(f"talkoot: {said}\n")
        return 1
    except OSError as wrong:
        what = f"{wrong.filename}: " if wrong.filename else ""
        sys.stderr.write(f"talkoot: {what}{(wrong.strerror or str(wrong)).lower()}\n")
        return 1
