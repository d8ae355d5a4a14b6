"""Cutting rows into history, worked out apart from any engine: what to delete, what to store instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from server.journal.chain import PieceRow, StoryRow
from server.journal.history import Film, check_story, redact_piece
from server.journal.port import Moment, Row


class Cut(NamedTuple):
    """What a truncation stores in place of the rows: pieces to write (over those of the same number) and the new end."""

    pieces: list[PieceRow]
    story: StoryRow


def cut_rows(
    room: str, rows: list[Row], story: StoryRow | None, pieces: list[PieceRow], hidden: Mapping[str, int]
) -> Cut:
    """Continue a stored history with rows that are about to go.

    The last piece is taken up again, so that ten seconds split by a truncation stay ten seconds.
    """
    shown = check_story(room, story, pieces)
    done, last = pieces[:-1], pieces[-1:]
    film = Film(room, last, shown)
    film.play(rows, hidden)
    rewritten = [new for piece in done if film.dropped and (new := redact_piece(piece, film.dropped))]
    added = film.pieces(len(done))
    return Cut(rewritten + added, film.story(len(done) + len(added)))


def redact_story(room: str, ids: list[str], story: StoryRow | None, pieces: list[PieceRow]) -> Cut | None:
    """The stored history without these records; None when there is none of them in it."""
    shown = check_story(room, story, pieces)
    changed = [new for piece in pieces if (new := redact_piece(piece, ids))]
    if story is None or (not changed and shown.isdisjoint(ids)):
        return None
    return Cut(changed, Film(room, (), shown - set(ids)).story(story.pieces))


def whole_history(
    room: str, rows: list[Row], story: StoryRow | None, pieces: list[PieceRow], hidden: Mapping[str, int]
) -> list[Moment]:
    """The stored history and, after it, what is still in the journal."""
    film = Film(room, pieces, check_story(room, story, pieces))
    film.play(rows, hidden)
    return film.moments()
