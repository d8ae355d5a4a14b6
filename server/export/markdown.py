"""Markdown: a report that reads well as it is and turns into clean HTML anywhere. What people typed stays plain text."""

from __future__ import annotations

from collections.abc import Iterator

from server.export.plain_text import block, inline
from server.export.source import Source, minute
from server.export.tables import figures, link_text, tags
from sessions.evidence import Entry, Link
from sessions.outcome import StepOutcome

FORMAT = "md"
MEDIA_TYPE = "text/markdown; charset=utf-8"
SUFFIX = ".md"

DEEPEST = 40
"""Spaces; what is built on what is built on … goes on at that depth."""


def write(source: Source) -> bytes:
    return ("\n".join(_report(source)).rstrip() + "\n").encode("utf-8", "replace")


def _report(source: Source) -> Iterator[str]:
    tree = source.tree
    yield f"# {inline(tree.title)}"
    yield ""
    facts = (
        ("code", source.code), ("created", minute(tree.created, source.zone)), ("exported", minute(source.at, source.zone)),
        ("zone", str(source.zone)), ("people", str(tree.people)),
    )  # fmt: skip
    yield from (f"- {source.say('export-fact', name=name)}: {inline(value)}" for name, value in facts if value)
    yield ""
    yield from _agenda(source)
    for step in tree.steps:
        yield from _step(source, step)
    if tree.late:
        yield from ("", f"## {source.say('export-sheet-late')}", "")
        yield from (f"- {inline(source.text(late.step))}: {block(late.text, '  ')}" for late in tree.late)
    if tree.named:
        yield from ("", f"## {source.say('export-sheet-participants')}", "")
        yield from (f"- {inline(person.name)} ({source.say('export-role', role=person.role)})" for person in tree.named)


def _agenda(source: Source) -> Iterator[str]:
    columns = ("number", "phase", "title", "activity", "state", "planned", "actual")
    yield f"## {source.say('export-sheet-agenda')}"
    yield ""
    yield f"| {' | '.join(source.say('export-column', name=column) for column in columns)} |"
    yield f"|{'---|' * len(columns)}"
    for line in source.tree.agenda:
        state = source.agenda_state(line)
        cells = (
            str(line.number), source.say("export-phase", phase=line.phase), source.text(line.title),
            source.activity(line.activity), state, str(line.minutes or ""), str(line.took or ""),
        )  # fmt: skip
        yield f"| {' | '.join(inline(cell) for cell in cells)} |"
    yield ""


def _step(source: Source, step: StepOutcome) -> Iterator[str]:
    yield f"## {step.number}. {inline(source.title(step))}"
    yield ""
    yield f"*{source.activity(step.activity)}*"
    yield ""
    if question := source.text(step.question):
        yield from (block(question), "")
    if step.takes:
        yield f"- {source.say('export-column', name='came_from')}: {inline(', '.join(map(source.text, step.takes)))}"
    yield from (f"- {label}: {inline(_figure(value))}" for label, value in figures(source, step))
    yield ""
    if step.rows:
        yield f"### {source.say('export-gave')}"
        yield ""
        yield from _rows(source, step)
        yield ""


def _figure(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _rows(source: Source, step: StepOutcome) -> Iterator[str]:
    """Entries as a list; what was built on an idea stands under it, the cards of a pile under the pile."""
    own = {entry.id: entry for entry in step.rows}
    under: dict[str, list[Entry | Link]] = {}
    held = {link.id for entry in step.rows for link in entry.holds}
    for entry in step.rows:
        under.setdefault(entry.id, []).extend(own.get(link.id, link) for link in entry.holds)
        if entry.id not in held and entry.parent in own:
            under.setdefault(entry.parent, []).append(entry)
    tops = [entry for entry in step.rows if entry.id not in held and entry.parent not in own]
    mixed = len({entry.what for entry in tops}) > 1
    done: set[str] = set()
    # whose parents go in a circle is under nobody, and still is told; a stack, because people build on and on
    stack: list[tuple[Entry | Link, str]] = [(entry, "") for entry in reversed((*tops, *step.rows))]
    while stack:
        one, indent = stack.pop()
        inner = indent + "  " if len(indent) < DEEPEST else indent
        if isinstance(one, Link):
            yield f"{indent}- {block(source.text(one.texts, one.text), indent + '  ')}"
        elif one.id not in done:
            done.add(one.id)
            yield from _entry(source, one, indent, inner, mixed and not indent)
            stack += [(below, inner) for below in reversed(under.get(one.id, []))]


def _entry(source: Source, entry: Entry, indent: str, inner: str, kind: bool) -> Iterator[str]:
    text = source.entry(entry) or source.say("export-what", what=entry.what)
    what = [source.say("export-what", what=entry.what)] if kind else []
    more = "; ".join([*what, *_about(source, entry)])
    yield f"{indent}- {block(text, indent + '  ')}{f' ({more})' if more else ''}"
    if entry.note:
        yield f"{inner}- {source.say('export-note', what=entry.what)}: {block(entry.note, inner + '  ')}"
    for link in () if entry.holds else entry.came_from:
        if link.text != entry.text:
            yield f"{inner}- {source.say('export-column', name='came_from')}: {inline(link_text(source, link))}"


COUNTED = {"option": "dot-vote-on", "thesis": "thesis-walk-picks", "scale": "feedback-answers"}
"""How a row's count is said, in the words in which it was given; of others, votes."""


def _about(source: Source, entry: Entry) -> Iterator[str]:
    if entry.votes is not None:
        yield source.say(COUNTED.get(entry.what, "result-votes"), n=entry.votes)
    if entry.score is not None and entry.score != entry.votes:
        yield f"{source.say('export-column', name='score')} {_figure(entry.score)}"
    if entry.rank is not None and entry.votes != 0:  # what nobody chose has no place, as on the pages
        yield source.say("export-place-tied" if entry.tied else "export-place", place=entry.rank)
    if entry.author:
        yield inline(entry.author)
    if entry.tags:
        yield inline(tags(source, entry))
