"""Cutting rows into history, worked out apart from any engine: what to store in place of what goes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from server.journal.chain import HeadRow, PieceRow, StoryRow
from server.journal.history import Film, open_story, redact_piece, seal_story, seen_up_to
from server.journal.port import Moment, Row


class Cut(NamedTuple):
    """Pieces to store, over those of the same number, and the new end of the history."""

    pieces: list[PieceRow]
    story: StoryRow


def cut_rows(head: HeadRow, rows: list[Row], story: StoryRow | None, pieces: list[PieceRow]) -> Cut:
    """Continue a stored history with rows that are about to go.

    The last piece is taken up again, so that ten seconds split by a truncation stay ten seconds.
    """
    shown, hidden = open_story(head, story, pieces)
    done, last = pieces[:-1], pieces[-1:]
    film = Film(head.room, last, shown)
    film.play(rows, hidden)
    rewritten = [new for piece in done if film.dropped and (new := redact_piece(piece, film.dropped))]
    added = film.pieces(len(done))
    still_hidden = {id: upto for id, upto in hidden.items() if upto > rows[-1].last_rev}
    return Cut(rewritten + added, film.story(len(done) + len(added), still_hidden))


def told_again(room: str, moments: Iterable[Moment]) -> Cut:
    """A history that was read from one journal, for keeping in another."""
    film = Film(room)
    film.take_up(moments)
    pieces = film.pieces(0)
    return Cut(pieces, film.story(len(pieces), {}))


def redact_story(
    head: HeadRow, ids: list[str], newest: Row | None, story: StoryRow | None, pieces: list[PieceRow]
) -> Cut:
    """The stored history without these records, and a note for the rows that are still in the journal."""
    shown, hidden = open_story(head, story, pieces)
    changed = [new for piece in pieces if (new := redact_piece(piece, ids))]
    if newest:
        hidden |= seen_up_to(head, ids, newest)
    return Cut(changed, seal_story(head.room, len(pieces), shown - set(ids), hidden))


def whole_history(head: HeadRow, rows: list[Row], story: StoryRow | None, pieces: list[PieceRow]) -> list[Moment]:
    """The stored history and, after it, what is still in the journal."""
    shown, hidden = open_story(head, story, pieces)
    film = Film(head.room, pieces, shown)
    film.play(rows, hidden)
    return film.moments()
