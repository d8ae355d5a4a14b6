"""The browser's types, made from the Python half: a renamed field fails the type check, not the workshop.

`python -m server.typings` writes static/gen/records.ts: one interface for each record kind, the arguments of each action
and the settings of each activity. Types leave no trace in a bundle, so a build needs none of this; the check does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
from msgspec import inspect

from sessions.activities import ACTIVITIES
from sessions.records import Record
from sessions.session import CORE, OF_ACTIVITY

GEN = Path(__file__).resolve().parent.parent / "static" / "gen" / "records.ts"
HEAD = "/** Made from the Python half by `python -m server.typings`; edit the structs there, never this file. */\n"
PLAIN: dict[type[inspect.Type], str] = {
    inspect.StrType: "string",
    inspect.IntType: "number",
    inspect.FloatType: "number",
    inspect.BoolType: "boolean",
    inspect.NoneType: "null",
    inspect.BytesType: "Uint8Array",
}


def every_kind(parent: type[Record] = Record) -> Iterator[type[Record]]:
    """All record kinds that are loaded: the shared ones and those of the activities."""
    for kind in parent.__subclasses__():
        if kind.__module__.startswith("sessions."):
            yield kind
        yield from every_kind(kind)


def written(kind: inspect.Type) -> str:
    """One type as TypeScript writes it."""
    if type(kind) in PLAIN:
        return PLAIN[type(kind)]
    match kind:
        case inspect.LiteralType(values=values):
            return " | ".join(
                f'"{value}"' if isinstance(value, str) else str(value) for value in sorted(values, key=str)
            )
        case inspect.UnionType(types=types):
            return " | ".join(written(one) for one in types)
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item) | inspect.SetType(item_type=item):
            return f"readonly ({written(item)})[]"
        case inspect.FrozenSetType(item_type=item):
            return f"readonly ({written(item)})[]"
        case inspect.TupleType(item_types=items):
            return f"readonly [{', '.join(written(one) for one in items)}]"
        case inspect.DictType(value_type=value):
            return f"Readonly<Record<string, {written(value)}>>"
        case inspect.StructType():
            return "{ " + " ".join(fields(kind, sent=True)) + " }"
        case inspect.Metadata(type=inner):
            return written(inner)
    return "unknown"


def fields(kind: inspect.StructType, *, sent: bool) -> Iterator[str]:
    """The fields of a struct; those with a default may be left out by who sends it, and are always there in what comes."""
    if kind.tag_field is not None:
        yield f'readonly {kind.tag_field}: "{kind.tag}";'
    for field in kind.fields:
        optional = "?" if sent and not field.required else ""
        yield f"readonly {field.encode_name}{optional}: {written(field.type)};"


def struct(kind: type[msgspec.Struct]) -> inspect.StructType:
    """What msgspec knows of a struct."""
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.StructType), "only structs are asked for"
    return found


def block(head: str, lines: Iterable[str]) -> str:
    """An interface with one line for each member."""
    return f"{head} {{\n" + "".join(f"  {line}\n" for line in lines) + "}\n"


def records() -> Iterator[str]:
    """An interface for each record kind, and all of them by their name on the wire."""
    kinds = sorted(set(every_kind()), key=lambda kind: (kind.__name__, kind.__module__))
    names: dict[str, str] = {}
    for kind in kinds:
        name = f"{kind.__name__}Record"
        assert name not in names.values(), f"two record kinds are named {kind.__name__}"
        names[str(struct(kind).tag)] = name
        yield block(f"export interface {name}", fields(struct(kind), sent=False))
    yield block("export interface Kinds", (f"readonly {tag}: {name};" for tag, name in sorted(names.items())))


def actions() -> Iterator[str]:
    """What each action takes; a name that several activities use takes what any of them takes."""
    takes: dict[str, list[str]] = {do: [written(struct(action))] for do, (action, _) in CORE.items()}
    for of_activity in OF_ACTIVITY.values():
        for do, action in of_activity.items():
            args = written(struct(action))
            if args not in takes.setdefault(do, []):
                takes[do].append(args)
    yield block(
        "export interface Actions", (f"readonly {do}: {' | '.join(args)};" for do, args in sorted(takes.items()))
    )


def settings() -> Iterator[str]:
    """The settings of each activity."""
    own: dict[str, ModuleType | Any] = {kind: ACTIVITIES[kind] for kind in sorted(ACTIVITIES)}
    lines = (f"readonly {kind}: {written(struct(module.Settings))};" for kind, module in own.items())
    yield block("export interface Settings", lines)


def typescript() -> str:
    """The whole file."""
    return "\n".join([HEAD, *records(), *actions(), *settings()])


def main() -> None:
    """Write it, if it says something new."""
    text = typescript()
    GEN.parent.mkdir(parents=True, exist_ok=True)
    if not GEN.exists() or GEN.read_text(encoding="utf-8") != text:
        GEN.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
