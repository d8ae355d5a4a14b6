"""The activities, found by listing this folder: a file here is an activity, and nothing else names it."""

import importlib
import pkgutil
from types import ModuleType

from sessions.records import register


def _listed() -> dict[str, ModuleType]:
    found = {}
    for entry in sorted(pkgutil.iter_modules(__path__), key=lambda entry: entry.name):
        module = importlib.import_module(f"{__name__}.{entry.name}")
        register([kind for kind in vars(module).values() if getattr(kind, "__module__", "") == module.__name__])
        found[entry.name] = module
    return found


ACTIVITIES: dict[str, ModuleType] = _listed()
