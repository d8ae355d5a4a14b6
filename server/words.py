"""All words for people, in one place: a key and its arguments in, a sentence in the person's language out.

The words of one language are `static/locales/{lang}.ftl` and, behind it, the `WORDS` of every activity; browsers get
the same text from `/words/{lang}.ftl`, so there is one source for both halves. fluent.runtime sits behind `say` alone.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

from server.folders import static_folder
from sessions.activities import ACTIVITIES

LANGS = ("fi", "en", "sv")
FALLBACK = "en"
MOST_REFUSALS, SHORT = 2_048, 40
"""Sentences of refusals that are remembered, and how long a word in one may be."""
_log = logging.getLogger(__name__)


def locale_file(lang: str) -> Path:
    """The file of a language's shared words."""
    return static_folder() / "locales" / f"{lang}.ftl"


@cache
def ftl(lang: str) -> str:
    """Every word of a language as one Fluent text: the shared file, then each activity's own."""
    parts = [locale_file(lang).read_text(encoding="utf-8")]
    parts += [f"\n### {kind}\n\n{module.WORDS[lang].strip()}\n" for kind, module in sorted(ACTIVITIES.items())]
    return "".join(parts)


@cache
def version() -> str:
    """A short hash over all languages, for addresses that may be cached for ever."""
    return hashlib.sha256("\0".join(ftl(lang) for lang in LANGS).encode()).hexdigest()[:12]


_BEGINS = re.compile(r"^([a-z][a-z0-9_-]*) *=", re.MULTILINE)


@cache
def _messages(lang: str) -> dict[str, str]:
    """Every message of a language as its own lines of Fluent. To take them all apart at once would hold everybody up for as
    long as a tenth of a second, in the very moment in which somebody is refused for the first time."""
    text = ftl(lang)
    begins = list(_BEGINS.finditer(text))
    ends = [*(found.start() for found in begins[1:]), len(text)]
    return {found[1]: text[found.start() : end] for found, end in zip(begins, ends, strict=True)}


@cache
def _bundle(lang: str) -> FluentBundle:
    # No isolation marks: the sentences also go to command lines, documents and exported cells.
    return FluentBundle([lang], use_isolating=False)


def ready() -> None:
    """Read all that a sentence needs, before anybody is served: one that needed a file then, with no descriptor left to open it,
    would cost a room its people. Raises OSError."""
    version()
    for lang in LANGS:
        _messages(lang)
        _bundle(lang)


def known(lang: str) -> str:
    """The language itself or its main part, where we speak it; else English."""
    short = lang[:2].lower()
    return short if short in LANGS else FALLBACK


def has(lang: str, key: str) -> bool:
    """Is there a message of this name?"""
    return key in _messages(known(lang))


def say(lang: str, key: str, /, **args: Any) -> str:
    """The message `key` in that language, or in English, or (a mistake of ours, logged) the key itself."""
    for tag in dict.fromkeys((known(lang), FALLBACK)):
        if not has(tag, key):
            continue
        bundle = _bundle(tag)
        if not bundle.has_message(key):
            bundle.add_resource(FluentResource(_messages(tag)[key]))
        pattern = bundle.get_message(key).value
        if pattern is None:
            continue
        sentence, mistakes = bundle.format_pattern(pattern, args)
        if mistakes:
            _log.warning("the words of %s (%s): %s", key, tag, "; ".join(type(m).__name__ for m in mistakes))
        return str(sentence)
    _log.warning("no words for %s", key)
    return key


def refusal(lang: str, code: str, args: Mapping[str, Any] | None = None) -> str:
    """The sentence of a refusal: the message `refused-<code>`, the code's underscores as hyphens or as they are."""
    if not args:
        return _refusal(known(lang), code)
    given = tuple(sorted(args.items()))
    if all(type(value) is int or (type(value) is str and len(value) <= SHORT) for _, value in given):
        return _refusal(known(lang), code, *given)
    return _refusal.__wrapped__(known(lang), code, *given)


@lru_cache(MOST_REFUSALS)
def _refusal(lang: str, code: str, *args: tuple[str, Any]) -> str:
    """Composed once: whoever is refused is refused again and again, and plural rules take their time."""
    hyphened = f"refused-{code.replace('_', '-')}"
    key = hyphened if has(lang, hyphened) or has(FALLBACK, hyphened) else f"refused-{code}"
    return say(lang, key, **dict(args))


_RANGE = re.compile(r"^\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]{1,20})?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*$")


def preferred(accept_language: str) -> str:
    """The best of our languages for an Accept-Language header; English when it names none of them."""
    best, best_q = FALLBACK, 0.0
    for part in accept_language[:500].split(","):
        found = _RANGE.match(part)
        if found is None:
            continue
        tag, q = found[1].lower()[:2], float(found[2] or 1)
        if tag in LANGS and q > best_q:
            best, best_q = tag, q
    return best
