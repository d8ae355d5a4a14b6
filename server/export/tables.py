"""The tables of a workshop: the same for every format that has tables (a workbook's sheets, the files of a CSV zip).

Columns are fixed: each has a name that never changes, and the code book says what it means. A row never has a time: a
moment beside a text could be laid beside what somebody was seen to type.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from server.export.source import Source, minute, moment
from sessions.evidence import Entry, Link
from sessions.outcome import StepOutcome

Cell = str | int | float | datetime | None
"""A text stays a text, a figure a figure, a moment is in the asker's time zone; None = nothing there."""

WIDTHS = {
    "text": 60, "title": 36, "note": 30, "came_from": 40, "led_to": 40, "step": 30, "group": 24, "value": 40,
    "measure": 28, "what": 16, "means": 80, "name": 24, "item_id": 18, "parent_id": 18, "opened": 18, "closed": 18, "activity": 20,
}  # fmt: skip
NARROW = 12

OF_SUMMARY = ("step", "measure", "value")
OF_AGENDA = ("number", "phase", "title", "activity", "state", "planned", "actual", "opened", "closed", "rounds")
OF_STEP = (
    "activity", "step", "item_id", "parent_id", "group", "text", "author", "anonymity", "score", "votes", "rank", "tied",
    "tags", "note", "what", "came_from", "led_to",
)  # fmt: skip
OF_PEOPLE = ("name", "role", "language")
OF_LATE = ("step", "text")
OF_CODEBOOK = ("column", "name", "means")


@dataclass(frozen=True)
class Table:
    """`name` is for files (ascii, fixed but for a step's title), `title` for people."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


def tables(source: Source) -> list[Table]:
    """All tables of a workshop; those of people and of late texts only when there are any."""
    tree = source.tree
    made = [
        Table("summary", source.say("export-sheet-summary"), OF_SUMMARY, list(_summary(source))),
        Table("agenda", source.say("export-sheet-agenda"), OF_AGENDA, list(_agenda(source))),
        *(_of_step(source, step) for step in tree.steps),
    ]
    if tree.named:
        rows: list[tuple[Cell, ...]] = [
            (n.name, source.say("export-role", role=n.role), source.say("export-language", language=n.lang))
            for n in tree.named
        ]
        made.append(Table("participants", source.say("export-sheet-participants"), OF_PEOPLE, rows))
    if tree.late:
        late: list[tuple[Cell, ...]] = [(source.text(text.step), text.text) for text in tree.late]
        made.append(Table("late", source.say("export-sheet-late"), OF_LATE, late))
    return [*made, _codebook(source, made)]


def heading(source: Source, column: str) -> str:
    return source.say("export-column", name=column)


def _summary(source: Source) -> Iterator[tuple[Cell, ...]]:
    tree = source.tree
    yield "", source.say("export-fact", name="title"), tree.title
    yield "", source.say("export-fact", name="code"), source.code
    yield "", source.say("export-fact", name="model"), tree.model
    yield "", source.say("export-fact", name="language"), source.say("export-language", language=tree.lang)
    yield "", source.say("export-fact", name="created"), minute(tree.created, source.zone)
    yield "", source.say("export-fact", name="exported"), minute(source.at, source.zone)
    yield "", source.say("export-fact", name="zone"), str(source.zone)
    yield "", source.say("export-fact", name="ended"), yes(source, tree.ended)
    yield "", source.say("export-fact", name="people"), tree.people
    for step in tree.steps:
        title = source.title(step)
        for label, value in figures(source, step):
            yield title, label, value


def figures(source: Source, step: StepOutcome) -> Iterator[tuple[str, Cell]]:
    """What is known of a step as label and value: its state, its counts, its cuts, its activity's facts."""
    yield source.say("export-fact", name="state"), source.say("export-state", state=step.state)
    told = {fact.name for fact in step.facts}
    for name in ("done", "count", "voters"):
        if (count := getattr(step.counts, name)) and name not in told:
            yield source.say("export-fact", name=name), count
    for cut in step.cuts:
        key = "export-cut-by-host" if cut.by_host else "export-cut"
        yield (
            source.say("export-fact", name="cut"),
            source.say(key, took=cut.took, of=cut.of, tied="yes" if cut.tied else "no"),
        )
    for fact in step.facts:
        yield source.say(fact.label, name=fact.name, value=fact.value), fact.value


def yes(source: Source, so: bool) -> str:
    return source.say("export-yes") if so else ""


def _local(source: Source, at: int) -> Cell:
    then = moment(at, source.zone)
    return then.replace(tzinfo=None, microsecond=0) if then else None


def _agenda(source: Source) -> Iterator[tuple[Cell, ...]]:
    for line in source.tree.agenda:
        state = source.agenda_state(line)
        yield (
            line.number, source.say("export-phase", phase=line.phase), source.text(line.title),
            source.activity(line.activity), state, line.minutes or None, line.took,
            _local(source, line.opened), _local(source, line.closed), line.rounds or None,
        )  # fmt: skip


def _of_step(source: Source, step: StepOutcome) -> Table:
    title = source.title(step)
    name = "-".join(part for part in ("step", f"{step.number:02}", slug(title)) if part)
    return Table(name, f"{step.number} {title}", OF_STEP, list(_entries(source, step, title)))


def _entries(source: Source, step: StepOutcome, title: str) -> Iterator[tuple[Cell, ...]]:
    """Every entry, and every card of a pile that is not an entry of its own."""
    activity = source.activity(step.activity)
    own = {entry.id: entry for entry in step.rows}
    pile_of = {link.id: entry for entry in step.rows for link in entry.holds}
    for entry in step.rows:
        pile = pile_of.get(entry.id) or own.get(entry.group)
        group = source.entry(pile) if pile else entry.group
        yield (activity, title, *_line(source, entry, group))
        for link in entry.holds:
            if link.id not in own:
                name = source.entry(entry)
                card = Entry(id=link.id, what=link.what, text=link.text, texts=link.texts)
                yield (activity, title, *_line(source, card, name))


def _line(source: Source, entry: Entry, group: str) -> tuple[Cell, ...]:
    return (
        entry.id, entry.parent, group, source.entry(entry), entry.author,
        source.say("export-anonymity", anonymity=entry.anonymity), entry.score, entry.votes, entry.rank,
        yes(source, entry.tied), tags(source, entry), entry.note, source.say("export-what", what=entry.what),
        _links(source, entry.came_from),
        _links(source, entry.led_to),
    )  # fmt: skip


def tags(source: Source, entry: Entry) -> str:
    """Tags in words; `moves:3` is a tag with a figure."""
    parts = (tag.partition(":") for tag in entry.tags)
    return ", ".join(
        source.say("export-tag", tag=name, n=n) if n.isdigit() or not n else f"{name}:{n}" for name, _, n in parts
    )


def _links(source: Source, links: tuple[Link, ...]) -> str:
    return "\n".join(dict.fromkeys(link_text(source, link) for link in links))


def link_text(source: Source, link: Link) -> str:
    """An end of the chain in words, on one line: `Brainstorm: Open the school kitchen`."""
    step = source.text(link.step)
    text = " ".join(source.text(link.texts, link.text).split())
    return f"{step}: {text}" if step else text


def _codebook(source: Source, made: Iterable[Table]) -> Table:
    """What every column means; `column` is as the sheets have it, `name` the fixed name to refer to."""
    columns = dict.fromkeys(column for table in made for column in table.columns)
    rows: list[tuple[Cell, ...]] = [
        (heading(source, column), column, source.say("export-column-means", name=column)) for column in columns
    ]
    return Table("codebook", source.say("export-sheet-codebook"), OF_CODEBOOK, rows)


def slug(text: str) -> str:
    """A title as part of a file's name: small ascii letters, figures and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
