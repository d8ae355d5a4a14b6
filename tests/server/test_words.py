"""A key and its arguments in, a sentence in the person's language out."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, ast

from server import words
from sessions.activities import ACTIVITIES

ROOT = Path(__file__).resolve().parents[2]


def test_a_sentence_is_in_the_persons_language() -> None:
    said = {lang: words.refusal(lang, "too_long", {"length": 2001, "most": 2000}) for lang in words.LANGS}
    assert said["fi"].startswith("Tekstissä on") and said["sv"].startswith("Texten är") and len(set(said.values())) == 3
    assert "2" in said["fi"] and not any("\u2068" in sentence for sentence in said.values())


def test_a_language_that_nobody_speaks_here_is_english() -> None:
    assert words.say("de", "refused-empty") == words.say("en", "refused-empty")
    assert words.say("fi-FI", "refused-empty") == words.say("fi", "refused-empty")
    assert words.known("") == "en"


def test_a_missing_message_is_logged_and_never_raises(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert words.say("fi", "no-such-message", n=1) == "no-such-message"
        assert words.refusal("fi", "no_such_code")
    assert "no-such-message" in caplog.text


WITHOUT_FILES = """
import resource
from server import words
words.ready()
resource.setrlimit(resource.RLIMIT_NOFILE, (0, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
for lang in words.LANGS:
    print(words.refusal(lang, "too_long", {"length": 2001, "most": 2000}), words.say(lang, "result-votes", n=2))
    words.version()
"""


def test_no_sentence_needs_a_file_once_the_server_stands() -> None:
    """With no descriptor left, the first refusal in a language would otherwise end a room."""
    done = subprocess.run([sys.executable, "-c", WITHOUT_FILES], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == "" and len(done.stdout.splitlines()) == 3


def test_an_argument_may_have_any_name() -> None:
    assert words.say("en", "error-wrong-import", why="x", lang="y", key="z")


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("fi", "fi"), ("fi-FI,fi;q=0.9,en;q=0.8", "fi"), ("de, sv;q=0.7, en;q=0.3", "sv"), ("en-GB", "en"), ("", "en"),
        ("de", "en"), ("*", "en"), ("fi;q=0, sv;q=0.1", "sv"), ("sv;q=0.5, fi;q=0.9", "fi"), ("xx" * 5000, "en"), (";;,=,q", "en"),
    ],
)  # fmt: skip
def test_the_language_that_a_browser_prefers(header: str, lang: str) -> None:
    assert words.preferred(header) == lang


def messages(lang: str) -> dict[str, ast.Message]:
    parsed = FluentParser().parse(words.ftl(lang))
    junk = [(entry.content or "")[:80] for entry in parsed.body if isinstance(entry, ast.Junk)]
    assert not junk, f"{lang}: {junk}"
    return {entry.id.name: entry for entry in parsed.body if isinstance(entry, ast.Message)}


def codes() -> set[str]:
    """Every code that anybody refuses with, read from the code itself."""
    found: set[str] = set()
    files = [*ROOT.glob("sessions/**/*.py"), *ROOT.glob("server/hub/*.py"), *ROOT.glob("server/transport/*.py")]
    for path in files:
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'Refused\(\s*"([a-z_]+)"', text))
        found |= set(re.findall(r'Malformed\(\s*"([a-z_]+)"', text))
        found |= set(re.findall(r'\b(?:bye|turn_away)\((?:[\w.]+, )?"([a-z_]+)"', text))
        found |= set(re.findall(r'byes\.append\(\([\w.]+, "([a-z_]+)"', text))
    return found


def test_the_search_for_codes_finds_each_kind() -> None:
    assert {"late", "malformed", "slow_down", "restart", "removed", "wrong_key"} <= codes()


@pytest.mark.parametrize("lang", words.LANGS)
def test_every_refusal_has_a_sentence(lang: str) -> None:
    there = messages(lang)
    missing = {
        code for code in codes() if f"refused-{code.replace('_', '-')}" not in there and f"refused-{code}" not in there
    }
    assert not missing


@pytest.mark.parametrize("lang", words.LANGS)
def test_every_problem_has_a_sentence(lang: str) -> None:
    there = messages(lang)
    text = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("server/transport/*.py"))
    asked = set(re.findall(r'Problem\(\s*\d+,\s*"([a-z_]+)"', text)) | {"not_allowed"}
    assert len(asked) > 10
    assert not {code for code in asked if f"error-{code.replace('_', '-')}" not in there}


@pytest.mark.parametrize("lang", words.LANGS)
def test_every_activity_has_its_name(lang: str) -> None:
    there = messages(lang)
    assert not [kind for kind in ACTIVITIES if f"{kind.replace('_', '-')}-name" not in there]


# --- complete, and nothing left over ----------------------------------------------------------------------------------


def variables(message: ast.Message) -> set[str]:
    """Every variable that a message, or a choice inside it, names."""
    found: set[str] = set()

    def look(node: object) -> None:
        if isinstance(node, ast.VariableReference):
            found.add(node.id.name)
        for value in vars(node).values() if isinstance(node, ast.BaseNode) else ():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, ast.BaseNode) and not isinstance(one, ast.Span):
                    look(one)

    look(message)
    return found


@pytest.mark.parametrize("lang", [lang for lang in words.LANGS if lang != words.FALLBACK])
def test_the_languages_say_the_same_things(lang: str) -> None:
    theirs, english = messages(lang), messages(words.FALLBACK)
    assert set(theirs) == set(english)
    differ = {key for key in english if variables(theirs[key]) != variables(english[key])}
    assert not differ, "these name other variables than their English message"


@pytest.mark.parametrize("lang", words.LANGS)
def test_one_message_alone_says_what_it_says_among_all(lang: str) -> None:
    among_all = FluentBundle([lang], use_isolating=False)
    among_all.add_resource(FluentResource(words.ftl(lang)))
    for key, message in messages(lang).items():
        given: dict[str, Any] = dict.fromkeys(variables(message), 3)
        pattern = among_all.get_message(key).value
        assert pattern is not None and words.say(lang, key, **given) == among_all.format_pattern(pattern, given)[0]


@pytest.mark.parametrize("lang", words.LANGS)
def test_no_message_is_there_twice(lang: str) -> None:
    keys = re.findall(r"^([a-z][a-z0-9_-]*) =", words.ftl(lang), re.MULTILINE)
    assert sorted(keys) == sorted(set(keys))


def sources() -> str:
    """All code in which a message can be named: the browser half and both Python halves, without the words themselves."""
    browser = [path for path in ROOT.glob("static/src/**/*.ts*") if ".test." not in path.name]
    python = [*ROOT.glob("server/**/*.py"), *ROOT.glob("sessions/**/*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in [*browser, *python])


def test_every_message_that_a_page_asks_for_is_there() -> None:
    there = messages(words.FALLBACK)
    asked = set(re.findall(r'\b(?:t|rich)\(\s*"([a-z][a-z0-9_-]*)"', sources()))
    assert len(asked) > 100
    assert not {key for key in asked if key not in there}


def composed(code: str) -> re.Pattern[str]:
    """What a key looks like that is put together while running: `phase-${…}`, `${kind}-setting-${…}`, `${kind}-name`."""
    part = "[a-z0-9_-]+"
    begun = {f"{start}-{part}" for start in re.findall(r"""["'`]([a-z][a-z0-9_-]*)-\$?\{""", code)}
    amid = {f"{part}-{middle}-{part}" for middle in re.findall(r"\}-([a-z][a-z0-9_-]*)-\$?\{", code)}
    ended = {f"{part}-{end}" for end in re.findall(r"\}-([a-z][a-z0-9_-]*)[\"'`]", code)}
    return re.compile("|".join(sorted(begun | amid | ended)))


def test_no_message_is_left_over() -> None:
    """A key is used when it stands somewhere as a whole, when it is put together, or when it names a figure of a step."""
    code = re.sub(r"^[a-z][a-z0-9_-]* =.*$", "", sources(), flags=re.MULTILINE)  # WORDS inside the activities
    whole, running = set(re.findall(r"""["'`]([a-z][a-z0-9_-]*)["'`]""", code)), composed(code)
    figures = {
        f"{kind}-{name}".replace("_", "-")
        for kind in ACTIVITIES
        for name in re.findall(
            r'"([a-z][a-z0-9_-]*)"', (ROOT / f"sessions/activities/{kind}.py").read_text(encoding="utf-8")
        )
    }
    unused = [key for key in messages(words.FALLBACK) if key not in whole | figures and not running.fullmatch(key)]
    assert not unused


def test_a_refusal_is_composed_once_and_not_mixed_up_with_another(monkeypatch: pytest.MonkeyPatch) -> None:
    composed: list[str] = []
    say = words.say

    def counted(lang: str, key: str, /, **args: Any) -> str:
        composed.append(key)
        return say(lang, key, **args)

    monkeypatch.setattr(words, "say", counted)
    words._refusal.cache_clear()
    for _ in range(3):
        for lang in ("fi", "sv-SE"):
            for most in (2, 200):
                assert words.refusal(lang, "too_many", {"most": most}) == say(lang, "refused-too-many", most=most)
    assert len(composed) == 4
    for n in range(words.MOST_REFUSALS + 10):
        words.refusal("fi", "too_many", {"most": n})
    assert words._refusal.cache_info().currsize == words.MOST_REFUSALS
    words.refusal("fi", "too_many", {"most": "x" * 10_000})
    assert words._refusal.cache_info().currsize == words.MOST_REFUSALS and len(composed) > 2_000
