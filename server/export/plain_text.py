"""What people typed, as Markdown that shows exactly that: no text can become a heading, a list, a tag or a link of its own.

Web and mail addresses become links, as everywhere in Talkoot; line breaks are kept.
"""

from __future__ import annotations

import re

ADDRESS = re.compile(
    r"""(?P<web>https?://\w(?:[\w.-]*\w)?(?::\d{1,5})?(?:[/?\#](?:[\w\-._~:/?\#!$&()*+,;=%]*[\w/])?)?)
    |(?P<mail>(?<![\w.+-])[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)""",
    re.IGNORECASE | re.VERBOSE,
)
"""No `@` in a web address: `https://bank.example@evil.example` is not what it looks like."""
MARKUP = re.compile(r"[\\`*_{}\[\]#|~$^]")
ENTITY = re.compile(r"&(?=#?\w+;)")
STARTS = re.compile(r"^([+\-=:%.]|\d{1,9}(?=[.)]))")
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def lines(text: str) -> list[str]:
    """The lines of a text, each escaped."""
    return [_line(line) for line in UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text).splitlines()]


def inline(text: str) -> str:
    """A text on one line, escaped: for headings and within sentences."""
    return " ".join(line for line in lines(text) if line).strip()


def block(text: str, indent: str = "") -> str:
    """A text with its line breaks, each further line indented to stay in its list item."""
    out: list[str] = []
    for line in lines(text):
        if out and line and out[-1]:
            out[-1] += "  "
        if line or (out and out[-1]):
            out.append(line)
    while out and not out[-1]:
        out.pop()
    return "\n".join(indent + line if at and line else line for at, line in enumerate(out))


def _line(line: str) -> str:
    bare = line.lstrip(" \t")
    lead = (
        "".join("\N{NO-BREAK SPACE}" * (4 if c == "\t" else 1) for c in line[: len(line) - len(bare)]) if bare else ""
    )
    start = STARTS.match(bare)
    if start and not bare[: start.end()].isdigit():
        return lead + "\\" + bare[0] + _inner(bare[1:])
    if start:
        return f"{lead}{bare[: start.end()]}\\{bare[start.end()]}{_inner(bare[start.end() + 1 :])}"
    return lead + _inner(bare.rstrip())


def _inner(text: str) -> str:
    out, done = [], 0
    for found in ADDRESS.finditer(text):
        out += [_escaped(text[done : found.start()]), f"<{found[0]}>"]
        done = found.end()
    return "".join([*out, _escaped(text[done:])])


def _escaped(text: str) -> str:
    text = ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    return MARKUP.sub(lambda found: "\\" + found[0], text)
