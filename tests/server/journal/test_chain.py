"""The chain's own rules, for rows whose hashes are all in order: only a mistake in the program could write such rows."""

from __future__ import annotations

import pytest

from server.journal.chain import GENESIS, HeadRow, Link, check_rows, row_hash, sealed
from server.journal.port import Damaged, Row

ROOM = "ROOM23"


def link(id: int, first: int, last: int, before: Link | None) -> Link:
    prev, past = (before.id, before.hash) if before else (0, GENESIS)
    body = b"%d" % id
    return Link(id, ROOM, first, last, prev, past, row_hash(id, ROOM, first, last, prev, past, body), body)


def head(last: Link, rev: int | None = None) -> HeadRow:
    return sealed(HeadRow(ROOM, last.last_rev if rev is None else rev, last.hash, last.id, 0, 0, 0, b"", b""))


def test_rows_that_follow_each_other() -> None:
    one = link(3, 1, 2, None)
    two = link(9, 3, 3, one)
    assert check_rows(head(two), 0, [two, one]) == [Row(1, 2, b"3"), Row(3, 3, b"9")]
    assert check_rows(head(two), 2, [two]) == [Row(3, 3, b"9")]
    assert check_rows(head(two), 3, []) == []


@pytest.mark.parametrize(("first", "rev"), [(4, 3), (2, 3), (1, 3)])
def test_a_row_that_leaves_revs_out_or_tells_them_twice(first: int, rev: int) -> None:
    one = link(3, 1, 2, None)
    two = link(9, first, 5, one)
    with pytest.raises(Damaged, match=f"next row begins at rev {first}") as damage:
        check_rows(head(two), 0, [two, one])
    assert (damage.value.room, damage.value.rev) == (ROOM, rev)


def test_a_row_of_another_past() -> None:
    one = link(3, 1, 2, None)
    two = link(9, 3, 3, link(4, 1, 2, None))
    with pytest.raises(Damaged, match="does not follow"):
        check_rows(head(two), 0, [two, one])


def test_a_head_that_names_another_row() -> None:
    one = link(3, 1, 2, None)
    two = link(9, 3, 3, one)
    with pytest.raises(Damaged, match="not the one that the head names"):
        check_rows(head(link(8, 3, 3, one)), 0, [two, one])


def test_a_snapshot_from_the_future() -> None:
    one = link(3, 1, 2, None)
    with pytest.raises(Damaged, match="ends at rev 2"):
        check_rows(head(one), 7, [])
    with pytest.raises(Damaged, match="up to rev 4 are missing"):
        check_rows(head(one, 4), 0, [one])
