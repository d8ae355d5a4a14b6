"""Markdown, rendered: whatever people type shows as typed, and never becomes a tag, a heading or a list of its own."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from server.export.plain_text import block, inline
from tests.server.export.whole import NASTY, exported, played

CORPUS = (
    *NASTY,
    "<svg/onload=alert(1)>",
    '<a href="javas&#99;ript:alert(1)">x</a>',
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[x]: <javascript:alert(1)> 'y'\n[x]",
    "[a](<javascript:alert(1)>)",
    "![a][b]\n\n[b]: https://evil.example/x.png",
    'https://example.org/"onmouseover="alert(1)',
    "https://example.org/<script>alert(1)</script>",
    "https://example.org/)[x](javascript:alert(1))",
    "anna@example.org<script>alert(1)</script>",
    "\\<script>alert(1)\\</script>",
    "\\\\[x](javascript:alert(1))",
    "1. one\n2. two",
    "1) one",
    "* star\n+ plus\n- minus",
    "- [ ] task\n- [x] done",
    "---\ntitle: x\n---",
    "***\n___\n---",
    "Term\n: Definition",
    "[^1]: note\n\n[^1]",
    "{: onclick=alert(1)} {#id .class}",
    "$$x$$ and $x$",
    "    <b>code</b>",
    "\t<b>code</b>",
    "~~~html\n<b>x</b>\n~~~",
    "``` `` ` code",
    "&copy; &#60;b&#62; &nope; & &;",
    "a\u2028# b\u0085- c\x0b> d\x0c<b>e</b>\r\n# f\r# g",
    "\x00<b>\x00",
    "**bold** __bold__ *a*b_c_d",
    "| a | b |\n|---|---|\n| c | d |",
    "a  \nb\\\nc",
    "Heading\n-------",
    "<https://example.org>",
    "::: warning\nx\n:::",
    "#hashtag ##",
    "%%comment%%",
    "=====",
)  # fmt: skip
RENDER = {
    "commonmark": MarkdownIt("commonmark", {"html": True}),
    "gfm": MarkdownIt("gfm-like", {"html": True, "linkify": False}),
}
OURS = {"p", "br", "a", "ul", "li"}


def rendered(text: str, flavour: str) -> str:
    page: str = RENDER[flavour].render(text)
    return page


def shown(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def bare(text: str) -> str:
    """What is left of a text when white space and what cannot be seen are taken out."""
    return re.sub(r"[\s\xa0\x00-\x1f\x7f\ufffd\ufffe\uffff]+", "", text)


def check(text: str, flavour: str) -> None:
    page = rendered(f"- {block(text, '  ')}\n", flavour)
    tags = re.findall(r"<\s*/?\s*([A-Za-z!?][^\s>/]*)", page)
    assert set(tags) <= OURS, page
    assert page.count("<ul>") == 1 and page.count("<li>") == 1, page
    for href in re.findall(r'<a href="([^"]*)"', page):
        assert re.match(r"https?://|mailto:", href, re.IGNORECASE), page
    assert not re.search(r"<a [^>]*\bon\w+=", page), page
    assert bare(shown(page)) == bare(text), page


@pytest.mark.parametrize("flavour", sorted(RENDER))
@pytest.mark.parametrize("text", CORPUS)
def test_a_text_shows_as_typed(text: str, flavour: str) -> None:
    check(text, flavour)


@given(st.text(alphabet=st.sampled_from("ab1 \n\t\\`*_{}[]()<>#+-.!|~&;:/@=$^\"'%hxä"), max_size=40))
def test_any_text_shows_as_typed(text: str) -> None:
    if text.strip():
        for flavour in RENDER:
            check(text, flavour)


PARTS = (
    "http://", "https://", "a@b.fi", "x", "_", "*", "/", "&amp;", "?q=", "<", ">", "(", ")", "[", "]", "\\", "`", "\n", " ",
    ".", "&", "#", ";", ":", "@", "'", '"',
)  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_any_address_shows_as_typed(text: str) -> None:
    if text.strip():
        for flavour in RENDER:
            check(text, flavour)


@given(st.lists(st.sampled_from(CORPUS), min_size=1, max_size=3).map(" ".join))
def test_a_heading_stays_one_heading(text: str) -> None:
    page = rendered(f"## {inline(text)}\n", "commonmark")
    assert page.startswith("<h2>") and page.count("<h2>") == 1 and page.rstrip().endswith("</h2>"), page
    assert set(re.findall(r"</?([a-z0-9]+)", page)) <= {"h2", "a"}, page


def test_line_breaks_are_kept_and_addresses_are_links() -> None:
    page = rendered(block("One\nTwo: https://example.org/a_b?c=1&d=2.\nanna.b@example.org\n\nThree"), "commonmark")
    assert page.count("<br />") == 2 and page.count("<p>") == 2
    assert '<a href="https://example.org/a_b?c=1&amp;d=2">' in page and '<a href="mailto:anna.b@example.org">' in page


@pytest.mark.parametrize("lang", ["fi", "en", "sv"])
def test_a_whole_report(lang: str) -> None:
    report = exported("md", played().room, lang).decode()
    page = RENDER["gfm"].render(report)
    assert page.count("<h1>") == 1 and page.count("<h3>") == 8
    assert page.count("<table>") == 1 and "<script" not in page and "<img" not in page and "<b>" not in page
    words = bare(shown(page))
    for text in NASTY:
        assert bare(text) in words, text


def test_the_report_is_readable_as_it_is() -> None:
    report = exported("md", played().room, "en").decode()
    assert "# Testi\n" in report and "## 5. dot\\_vote\n" in report
    assert re.search(r"\(\d (?:dots?|picks?); shared place \d+\)\n", report)
    assert re.search(r"\(no (?:dots|picks)\)\n", report), "and what nobody chose has no place"
    assert "- @SUM(A1:A9)" in report
    assert "\n\n\n\n" not in report and report.endswith("\n")
