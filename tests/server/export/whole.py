"""A whole workshop, played to its end by bots and one person who types what nobody should."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from server import __version__, words
from server.export import write
from sessions.activities import ACTIVITIES
from sessions.records import Handed, put
from sessions.room import Room
from tests.sessions.play import Play, plan

NASTY = (
    '=HYPERLINK("https://evil.example","x")',
    "+358 40 123 4567",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1 x",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](javascript:alert(1))",
    "[x](javascript:alert(1)) and <a href='javascript:alert(1)'>y</a>",
    "# No heading\n- no list\n1. none either\n> no quote",
    "a | b\n--- | ---\n1 | 2",
    "```\ncode\n```\n    indented",
    "A title\n===",
    "&lt;b&gt; &amp; R&D &#x3c;b&#x3e;",
    "*stars* _lines_ ~~gone~~ `tick` $x$ \\",
    "[ref]: javascript:alert(1)\n\n[ref]",
    "<!-- comment --> <?php ?> <![CDATA[x]]>",
    "Ääkköset, „lainaus” ja 🦄; puolipiste",
    "Two lines\n\nand a gap: https://example.org/a_b?c=1&d=*2* and anna.b@example.org.",
)
AT = 1_700_000_999_000


@cache
def played(seal: bool = True) -> Play:
    """Lobby, walk, brainstorm, clustering, vote, talk, next steps, feedback; nasty texts wherever one can type."""
    play = Play(
        plan("lobby", lines=(), settings={"anonymity": "named_to_host"}),
        plan("thesis_walk"),
        plan("brainstorm", lines=()),
        plan("clustering", lines=(), takes=("brainstorm",)),
        plan("dot_vote", lines=(), takes=("clustering",), top=3),
        plan("talk", lines=()),
        plan("next_steps", lines=(), takes=("dot_vote",), top=2),
        plan("feedback", lines=()),
        people=7,
    )
    first = play.people[0]
    for step in play.room.steps():
        key = step.key
        play.open(key)
        if key == "lobby":
            play.act(first, key, "answer_warm_up", text="A good night", token="0" * 32)
        if key == "brainstorm":
            for text in NASTY:
                play.act(first, key, "add_idea", text=text)
        if key == "talk":
            for text in NASTY:
                play.act(play.host, key, "note_down", text=text)
        for n, stage in enumerate(getattr(ACTIVITIES[key], "STAGES", ("",))):
            if n:
                play.hosts("advance_step", id=step.id, stage=stage)
            play.bots(key, rounds=3)
        play.close(key)
        play.reveal(key)
        if seal:
            play.seal(key)
    play.keep(put(Handed(id="late", see="hosts", text="=1+1 late <b>", of_step=play.step("brainstorm").id, at=AT)))
    return play


def exported(format: str, room: Room, lang: str = "en", code: str = "KX4P7M", epoch: str = "e1", at: int = AT) -> bytes:
    return write(format, room, lang, words, code=code, epoch=epoch, at=at)


FIXTURE = Path(__file__).parents[2] / "fixtures" / f"room-{__version__}.json"

if __name__ == "__main__":  # once for every version, and kept: python -m tests.server.export.whole
    FIXTURE.parent.mkdir(exist_ok=True)
    FIXTURE.write_bytes(exported("json", played(False).room))
