"""Models and agendas: what is right becomes a `Model`, what is wrong is named with file, line and key."""

from __future__ import annotations

import copy
from typing import Annotated, Any

import msgspec
import pytest

from sessions.model import LANGS, PHASES, Model, ModelMistake, judge, parse
from sessions.model_lines import line_of, lines_of


class Talk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pause: bool = False


class DotVote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    dots: Annotated[int, msgspec.Meta(ge=1, le=20)] = 3
    cap: int = 2
    weights: list[int] = []


class Bare(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


ACTIVITIES: dict[str, type[msgspec.Struct]] = {"talk": Talk, "dot_vote": DotVote, "brainstorm": Bare}

GOOD = """\
# a model
minutes = 15
people = { fi = "6–12", en = "6–12", sv = "6–12" }

[title]
fi = "Otsikko"
en = "Title"
sv = "Rubrik"

[[steps]]
key = "ideas"
phase = "discover"
activity = "brainstorm"
minutes = 10
title = { fi = "Ideat", en = "Ideas", sv = "Idéer" }
[steps.script]
fi = \"\"\"
Sano: ”minutes = 3”
[[steps]]\"\"\"
en = '''Say: key = "x"'''
sv = "Säg"

[[steps]]
key = "vote"
phase = "define"
activity = "dot_vote"
minutes = 5
takes = ["ideas"]
top = 3
title = "Vote"
lines = ["one", { fi = "kaksi", en = "two", sv = "två" }]
settings = { dots = 3, cap = 1 }
"""


def judged(text: str, **more: Any) -> Model:
    return judge(parse(text, "my.toml"), "my.toml", text, ACTIVITIES, **more)


def mistake(text: str, **more: Any) -> ModelMistake:
    with pytest.raises(ModelMistake) as caught:
        judged(text, **more)
    return caught.value


def test_a_good_model_is_read_whole() -> None:
    model = judged(GOOD)
    assert (model.name, model.minutes, model.langs) == ("my", 15, LANGS)
    assert model.title == {"fi": "Otsikko", "en": "Title", "sv": "Rubrik"}
    ideas, vote = model.steps
    assert (ideas.key, ideas.phase, ideas.activity, ideas.minutes) == ("ideas", "discover", "brainstorm", 10)
    assert ideas.script["fi"] == "Sano: ”minutes = 3”\n[[steps]]"
    assert (vote.takes, vote.top, vote.settings) == (("ideas",), 3, {"dots": 3, "cap": 1})
    assert vote.title == dict.fromkeys(LANGS, "Vote"), "a plain text stands for every language"
    assert vote.lines == (dict.fromkeys(LANGS, "one"), {"fi": "kaksi", "en": "two", "sv": "två"})
    assert (ideas.paper, ideas.list, ideas.takes, ideas.top) == (False, "", (), 0)


def test_a_model_is_frozen_and_comes_back_from_its_builtins() -> None:
    model = judged(GOOD)
    with pytest.raises(AttributeError):
        model.name = "other"  # type: ignore[misc]
    assert msgspec.convert(msgspec.to_builtins(model), Model) == model


# was → becomes, the line, the key, and words of the sentence
MISTAKES = [
    ("minutes = 15", "minutes = 14", 2, "minutes", "expected 15"),
    ("minutes = 15", 'minutes = "15"', 2, "minutes", 'a whole number from 0 to 28800, not the text "15"'),
    ("minutes = 15", "hours = 15", 2, "hours", "no such key; it has title"),
    ("minutes = 15", "minuts = 15", 2, "minuts", "Did you mean minutes?"),
    ("minutes = 15", 'langs = ["fi", "de"]', 2, "langs[1]", "fi, en or sv"),
    ("minutes = 15", 'langs = ["fi", "fi"]', 2, "langs[1]", "twice"),
    ("minutes = 15", 'langs = "fi"', 2, "langs", "expected a list of languages"),
    ('sv = "Rubrik"', "", 5, "title.sv", "sv is missing"),
    ('sv = "Rubrik"', 'sv = "  "', 8, "title.sv", "expected a text, not an empty text"),
    ('sv = "Rubrik"', "sv = 3", 8, "title.sv", "expected a text, not 3"),
    ('sv = "Rubrik"', 'sv = "Rubrik"\nde = "Titel"', 9, "title.de", "expected a language of this model"),
    ('sv = "Rubrik"', f'sv = "{"x" * 201}"', 8, "title.sv", "at most 200 characters, not 201"),
    ('"6–12", sv = "6–12"', '"6–12"', 3, "people.sv", "sv is missing"),
    ('key = "ideas"', 'key = "Ideas!"', 11, "steps[0].key", "a short name in small letters"),
    ('key = "ideas"', "", 10, "steps[0].key", "not nothing"),
    ('key = "vote"', 'key = "ideas"', 24, "steps[1].key", "step 1 is already called ideas"),
    ('phase = "define"', 'phase = "dfine"', 25, "steps[1].phase", "Did you mean define?"),
    ('phase = "define"', "phase = 1", 25, "steps[1].phase", "expected a phase: open, discover"),
    ('activity = "dot_vote"', 'activity = "dots"', 26, "steps[1].activity", "brainstorm, dot_vote or talk"),
    ('activity = "dot_vote"', "", 23, "steps[1].activity", "not nothing"),
    ("minutes = 5", "minutes = -5", 27, "steps[1].minutes", "from 0 to 480, not -5"),
    ("minutes = 5", "minutes = 481", 27, "steps[1].minutes", "from 0 to 480, not 481"),
    ("minutes = 5", "minutes = true", 27, "steps[1].minutes", "not true"),
    ("minutes = 5", "minutes = 5.5", 27, "steps[1].minutes", "a whole number"),
    ('takes = ["ideas"]', 'takes = ["idea"]', 28, "steps[1].takes[0]", "not idea. Did you mean ideas?"),
    ('takes = ["ideas"]', 'takes = ["vote"]', 28, "steps[1].takes[0]", "vote is this very step"),
    ('takes = ["ideas"]', 'takes = ["ideas", "ideas"]', 28, "steps[1].takes[1]", "ideas is here twice"),
    ('takes = ["ideas"]', 'takes = "ideas"', 28, "steps[1].takes", "expected a list of keys"),
    ('takes = ["ideas"]', "takes = [1]", 28, "steps[1].takes[0]", "not 1"),
    ('takes = ["ideas"]', "", 29, "steps[1].top", "expected takes beside it"),
    ("top = 3", "top = -1", 29, "steps[1].top", "from 0 to 500, not -1"),
    ('title = "Vote"', "", 23, "steps[1].title", "in fi, en and sv; there is none"),
    ('title = "Vote"', 'title = ["Vote"]', 30, "steps[1].title", "a table with fi, en or sv, not a list"),
    ('en = "two", ', "", 31, "steps[1].lines[1].en", "en is missing"),
    ('lines = ["one",', "lines = [4,", 31, "steps[1].lines[0]", "not 4"),
    ("dots = 3", "dotz = 3", 32, "steps[1].settings.dotz", "dots, cap or weights. Did you mean dots?"),
    ("dots = 3", 'dots = "3"', 32, "steps[1].settings.dots", "expected a whole number, not a text"),
    ("dots = 3", "dots = 21", 32, "steps[1].settings.dots", "a whole number of at most 20"),
    ("dots = 3", "dots = 0", 32, "steps[1].settings.dots", "a whole number of at least 1"),
    ("dots = 3", 'weights = [1, "a"]', 32, "steps[1].settings.weights[1]", "a whole number, not a text"),
    ("settings = { dots = 3, cap = 1 }", "settings = 3", 32, "steps[1].settings", "a table of keys, not 3"),
    ("settings = { dots = 3, cap = 1 }", "paper = 1", 32, "steps[1].paper", "true or false"),
    ("settings = { dots = 3, cap = 1 }", "list = 4", 32, "steps[1].list", "name of a bundled list"),
    (
        "minutes = 10",
        "minutes = 10\nsettings = { loud = true }",
        15,
        "steps[0].settings.loud",
        "brainstorm has no settings",
    ),
    ("minutes = 10", 'minutes = 10\ntakes = ["vote"]', 15, "steps[0].takes[0]", "vote is a later step"),
    ("minutes = 10", 'minutes = 10\ntakes = ["x"]', 15, "steps[0].takes[0]", "there is none before this one"),
    ('sv = "Säg"', "", 16, "steps[0].script.sv", "sv is missing"),
]


@pytest.mark.parametrize(
    ("was", "becomes", "line", "key", "words"), MISTAKES, ids=[f"{m[3]}: {m[1][:30]}" for m in MISTAKES]
)
def test_a_mistake_is_named_with_file_line_key_and_what_was_expected(
    was: str, becomes: str, line: int, key: str, words: str
) -> None:
    assert was in GOOD
    found = mistake(GOOD.replace(was, becomes, 1))
    assert (found.file, found.line, found.key) == ("my.toml", line, key), str(found)
    assert words in found.expected
    assert str(found) == f"my.toml:{line}: {key}: {found.expected}"


@pytest.mark.parametrize(
    ("was", "becomes", "line", "words"),
    [
        ("minutes = 15", "minutes = ", 2, "invalid value"),
        ("minutes = 15", "minutes = 15\nminutes = 16", 3, "cannot overwrite a value"),
        ("settings = { dots = 3, cap = 1 }", 'settings = { dots = "3', 32, "illegal character"),
        ("settings = { dots = 3, cap = 1 }", 'title2 = """', 32, "unterminated string"),
        ("[title]", "[title", 5, "expected ']'"),
        ("[[steps]]", "[steps]\n[[steps]]", 11, "cannot overwrite a value"),
    ],
)
def test_a_syntax_error_carries_its_line(was: str, becomes: str, line: int, words: str) -> None:
    found = mistake(GOOD.replace(was, becomes, 1))
    assert str(found).startswith(f"my.toml:{line}: this is not TOML: {words}")


def test_an_unknown_list_is_a_mistake_when_the_lists_are_known() -> None:
    text = GOOD.replace("top = 3", 'top = 3\nlist = "thesis"')
    assert judged(text).steps[1].list == "thesis"
    assert judged(text, lists=["thesis"]).steps[1].list == "thesis"
    assert 'theses, not the text "thesis"' in mistake(text, lists=["theses"]).expected


def test_a_step_on_paper_becomes_talk_with_its_script() -> None:
    text = GOOD.replace('activity = "brainstorm"', 'activity = "impact_effort"\npaper = true')
    step = judged(text).steps[0]
    assert (step.activity, step.paper) == ("talk", True)
    assert step.script["sv"] == "Säg"
    assert mistake(text.split("[steps.script]")[0].replace("15", "10")).key == "steps[0].script"
    known = judged(GOOD.replace('activity = "brainstorm"', 'activity = "brainstorm"\npaper = true')).steps[0]
    assert (known.activity, known.paper) == ("talk", True), "paper is what the file says, whatever the house has"
    unnamed = judged(GOOD.replace('activity = "brainstorm"', "paper = true")).steps[0]
    assert (unnamed.activity, unnamed.paper) == ("talk", True)
    assert mistake(GOOD.replace('activity = "brainstorm"', "paper = true\nactivity = 3")).key == "steps[0].activity"


def test_a_model_may_be_in_fewer_languages() -> None:
    text = 'langs = ["fi"]\ntitle = "Talkoot"\n[[steps]]\nkey = "a"\nphase = "open"\nactivity = "talk"\ntitle = { fi = "A" }\n'
    model = judged(text)
    assert (model.langs, model.title, model.minutes) == (("fi",), {"fi": "Talkoot"}, 0)
    assert mistake(text.replace('{ fi = "A" }', '{ fi = "A", sv = "A" }')).key == "steps[0].title.sv"


def test_texts_keep_their_line_breaks_and_lose_the_space_around_them() -> None:
    text = GOOD.replace('"Säg"', '"""\n  yksi\r\n\r\nkaksi  \n"""').replace('title = "Vote"', 'title = " <b>Vote</b> "')
    steps = judged(text).steps
    assert steps[0].script["sv"] == "yksi\n\nkaksi"
    assert steps[1].title["en"] == "<b>Vote</b>"


# --- an agenda over HTTP: the same dict, no lines ---------------------------------------------------------------------

AGENDA = {"title": "Ours", "steps": [{"key": "a", "phase": "open", "activity": "talk", "title": "A", "minutes": 3}]}


def test_an_agenda_as_json_is_judged_the_same() -> None:
    model = judge(AGENDA, "agenda", None, ACTIVITIES)
    assert (model.name, model.minutes, model.steps[0].title) == ("agenda", 3, dict.fromkeys(LANGS, "A"))


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (("title",), None, "title"),
        (("steps",), [], "steps"),
        (("steps",), {}, "steps"),
        (("steps",), [{}] * 61, "steps"),
        (("steps", 0), 3, "steps[0]"),
        (("steps", 0, "key"), ["a"], "steps[0].key"),
        (("steps", 0, "minutes"), 10**40, "steps[0].minutes"),
        (("steps", 0, "settings"), {"pause": None}, "steps[0].settings.pause"),
        (("steps", 0, "settings"), [["pause", True]], "steps[0].settings"),
        (("steps", 0, "title"), {"fi": "a\x00", "en": "b", "sv": "c"}, "steps[0].title.fi"),
        (("steps", 0, "title"), "x" * 201, "steps[0].title"),
        (("steps", 0, "lines"), ["x"] * 501, "steps[0].lines"),
        (("steps", 0, "lines"), "x", "steps[0].lines"),
        (("steps", 0, "lines"), ["x" * 2001], "steps[0].lines[0]"),
        (("steps", 0, "takes"), [["a"]], "steps[0].takes[0]"),
        (("steps", 0, "takes"), ["a", {}], "steps[0].takes[1]"),
    ],
)
def test_a_wrong_agenda_names_the_key_and_no_line(path: tuple[str | int, ...], value: Any, key: str) -> None:
    agenda: Any = copy.deepcopy(AGENDA)
    inside = agenda
    for part in path[:-1]:
        inside = inside[part]
    inside[path[-1]] = value
    with pytest.raises(ModelMistake) as caught:
        judge(agenda, "agenda", None, ACTIVITIES)
    assert (caught.value.file, caught.value.line, caught.value.key) == ("agenda", 0, key)
    assert str(caught.value).startswith(f"agenda: {key}: ")


@pytest.mark.parametrize("raw", [None, [], 3, "title", {"steps": [None]}, {1: 2}, {"steps": [{"settings": {}}]}])
def test_nothing_that_json_can_say_breaks_the_judge(raw: Any) -> None:
    with pytest.raises(ModelMistake):
        judge(raw, "agenda", None, ACTIVITIES)


def test_every_phase_is_known_by_its_name() -> None:
    for phase in PHASES:
        agenda = copy.deepcopy(AGENDA)
        agenda["steps"][0]["phase"] = phase  # type: ignore[index]
        assert judge(agenda, "agenda", None, ACTIVITIES).steps[0].phase == phase


# --- the lines of a TOML text -----------------------------------------------------------------------------------------

TRICKY = '''\
a = 1 # b = 2
"c d".e = """
f = 3
[[g]]
"""
h = [
  1, # x = [
  "]",
  { i = '[j]', "k" = [ true,
    false ] },
]

[l.m]
n = 1979-05-27T07:32:00Z
[[l.o]]
p = \'\'\'
[[l.o]]\'\'\'
  [l.o.q]
  r = "\\"]"
[[l.o]]
p = "''\'"
[[l.o.s]]
t = +1.5e3
[[l.o.s]]
t = ""
'''


def test_lines_are_found_in_every_kind_of_toml() -> None:
    parse(TRICKY, "tricky")
    where = lines_of(TRICKY)
    found = {".".join(map(str, path)): line for path, line in where.items()}
    assert found == {
        "a": 1,
        "c d": 2,
        "c d.e": 2,
        "h": 6,
        "h.0": 7,
        "h.1": 8,
        "h.2": 9,
        "h.2.i": 9,
        "h.2.k": 9,
        "h.2.k.0": 9,
        "h.2.k.1": 10,
        "l": 13,
        "l.m": 13,
        "l.m.n": 14,
        "l.o": 15,
        "l.o.0": 15,
        "l.o.0.p": 16,
        "l.o.0.q": 18,
        "l.o.0.q.r": 19,
        "l.o.1": 20,
        "l.o.1.p": 21,
        "l.o.1.s": 22,
        "l.o.1.s.0": 22,
        "l.o.1.s.0.t": 23,
        "l.o.1.s.1": 24,
        "l.o.1.s.1.t": 25,
    }
    assert line_of(where, ("l", "o", 1, "missing", 3)) == 20, "what is missing is looked for around where it should be"
    assert line_of(where, ("missing",)) == 1
    assert line_of({}, ("missing",)) == 0


def test_windows_line_ends_change_no_line() -> None:
    assert lines_of(TRICKY.replace("\n", "\r\n")) == lines_of(TRICKY)
    assert mistake(GOOD.replace("top = 3", "top = -1").replace("\n", "\r\n")).line == 29
