"""The activities, found by listing this folder: a file here is an activity, and nothing else names it."""

import importlib
import pkgutil
from types import ModuleType
from typing import Any

import msgspec

from sessions.records import register


def _listed() -> dict[str, ModuleType]:
    found = {}
    for entry in sorted(pkgutil.iter_modules(__path__), key=lambda entry: entry.name):
        module = importlib.import_module(f"{__name__}.{entry.name}")
        register([kind for kind in vars(module).values() if getattr(kind, "__module__", "") == module.__name__])
        found[entry.name] = module
    return found


ACTIVITIES: dict[str, ModuleType] = _listed()


def whole_settings(activity: str, given: dict[str, Any]) -> dict[str, Any]:
    """The settings with their defaults filled in, so that facilitators see every one there is."""
    module = ACTIVITIES.get(activity)
    if module is None:
        return given
    whole: dict[str, Any] = msgspec.to_builtins(msgspec.convert(given, module.Settings))
    return whole
