"""The browser's types say what the structs of the Python half say."""

from __future__ import annotations

from typing import Literal

import msgspec
import pytest

from server.typings import every_kind, struct, typescript, written
from sessions.session import CORE, OF_ACTIVITY


class Inner(msgspec.Struct):
    """A struct within another."""

    at: int


class Outer(msgspec.Struct):
    """One field of each form that records and actions use."""

    text: str
    amount: int | float | None
    stage: Literal["blind", "build"]
    pairs: list[tuple[str, bool]]
    dots: dict[str, int]
    from_: tuple[str, ...] = msgspec.field(default=(), name="from")
    inner: Inner | None = None


FORMS = {
    "text": "string",
    "amount": "number | null",
    "stage": '"blind" | "build"',
    "pairs": "readonly (readonly [string, boolean])[]",
    "dots": "Readonly<Record<string, number>>",
    "from": "readonly (string)[]",
    "inner": "{ readonly at: number; } | null",
}


@pytest.mark.parametrize("name", FORMS)
def test_each_form_of_field_is_written_as_typescript(name: str) -> None:
    found = {field.encode_name: written(field.type) for field in struct(Outer).fields}
    parts = set(FORMS[name].split(" | "))
    assert set(found[name].split(" | ")) - {"number"} == parts - {"number"}


def test_who_sends_may_leave_out_what_has_a_default() -> None:
    text = written(struct(Outer))
    assert "readonly text: string;" in text
    assert "readonly from?: readonly (string)[];" in text


def test_every_record_kind_and_action_is_there() -> None:
    text = typescript()
    for kind in every_kind():
        assert f"export interface {kind.__name__}Record {{" in text
    for do in [*CORE, *(do for actions in OF_ACTIVITY.values() for do in actions)]:
        assert f"  readonly {do}: " in text
