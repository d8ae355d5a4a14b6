"""The ready workshops and lists: complete in every language, chained from start to end, and parallel."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from server import models
from sessions.model import LANGS, MODEL_KEYS, PHASES, Model, ModelMistake, ModelStep, judge, parse
from sessions.model_step import STEP_KEYS

READY = ("double-diamond", "learning-workshop")
GIVES = {"brainstorm", "clustering", "dot_vote", "thesis_walk"}
"""Activities whose outcome a later step may take."""
MARKS = {
    "fi": ("Tee: ", "Sano: ", "Lopuksi: "),
    "en": ("Do: ", "Say: ", "End with: "),
    "sv": ("Gör: ", "Säg: ", "Till slut: "),
}


def every_step() -> list[Any]:
    return [pytest.param(step, id=f"{name}/{step.key}") for name in READY for step in models.load(name).steps]


def step(model: str, key: str) -> ModelStep:
    return next(step for step in models.load(model).steps if step.key == key)


# --- models -----------------------------------------------------------------------------------------------------------


def test_the_ready_workshops_are_found() -> None:
    assert models.names() == list(READY)


@pytest.mark.parametrize(("name", "minutes"), [("double-diamond", 120), ("learning-workshop", 150)])
def test_a_ready_workshop_takes_the_time_it_says(name: str, minutes: int) -> None:
    model = models.load(name)
    assert model.name == name
    assert model.minutes == minutes == sum(step.minutes for step in model.steps)
    assert model.langs == LANGS
    assert all(set(texts) == set(LANGS) for texts in (model.title, model.description, model.people))


@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        ("double-diamond", {"open": 8, "discover": 18, "define": 20, "develop": 5 + 24, "deliver": 31, "close": 14}),
        ("learning-workshop", {"open": 25, "discover": 15, "define": 35, "develop": 30, "deliver": 30, "close": 15}),
    ],
)
def test_the_phases_come_in_order_with_their_minutes(name: str, minutes: dict[str, int]) -> None:
    steps = models.load(name).steps
    assert [PHASES.index(step.phase) for step in steps] == sorted(PHASES.index(step.phase) for step in steps)
    assert {phase: sum(s.minutes for s in steps if s.phase == phase) for phase in PHASES} == minutes


@pytest.mark.parametrize("name", READY)
def test_a_workshop_begins_in_the_lobby_and_ends_in_next_steps_and_feedback(name: str) -> None:
    activities = [step.activity for step in models.load(name).steps]
    assert activities[0] == "lobby"
    assert activities[-2:] == ["next_steps", "feedback"]


@pytest.mark.parametrize("step", every_step())
def test_every_text_of_a_step_is_there_in_every_language(step: ModelStep) -> None:
    assert set(step.title) == set(step.instruction) == set(step.script) == set(LANGS)
    assert set(step.question) == set(LANGS) or step.settings.get("pause")
    assert 1 <= step.minutes <= 30
    for texts in (step.title, step.question, step.instruction, step.script):
        assert len(set(texts.values())) == len(texts) or step.title["en"] == "1–2–4", "the languages differ"


@pytest.mark.parametrize("step", every_step())
@pytest.mark.parametrize("lang", LANGS)
def test_every_script_says_what_to_do_what_to_say_and_in_what_it_ends(step: ModelStep, lang: str) -> None:
    script = step.script[lang]
    assert all(f"\n{mark}" in f"\n{script}" for mark in MARKS[lang])
    assert script.rpartition("\n")[2].startswith(MARKS[lang][2]), "the last line says in what the step ends"
    assert all(line.startswith(MARKS[lang]) for line in script.split("\n")), "one thought, one line"
    assert not any(f"\n{mark}" in script for other in LANGS if other != lang for mark in MARKS[other])


@pytest.mark.parametrize("step", every_step())
def test_texts_are_set_in_the_marks_of_their_language(step: ModelStep) -> None:
    for texts in (step.title, step.question, step.instruction, step.script):
        for lang, text in texts.items():
            assert ('"' not in text and "'s" not in text.replace("somebody's", "")) or lang == "en"
            assert "  " not in text and " \n" not in text and text == text.strip()
            assert not (lang != "en" and re.search("[“‘]", text)), "Finnish and Swedish quote with ” and ’"
            assert lang != "en" or ("”" in text) == ("“" in text)


@pytest.mark.parametrize("name", READY)
def test_what_a_step_takes_comes_from_a_step_that_gives(name: str) -> None:
    steps = {step.key: step for step in models.load(name).steps}
    for one in steps.values():
        assert all(steps[key].activity in GIVES for key in one.takes)
        assert one.takes or one.activity not in ("clustering", "dot_vote", "next_steps")
        assert not one.top or all(steps[key].activity == "dot_vote" for key in one.takes), "only votes have a top"


@pytest.mark.parametrize(
    ("name", "chain"),
    [
        (
            "double-diamond",
            ["next-steps", "choice", "favourites", "merged", "ideas", "how-might-we", "focus", "piles", "notes"],
        ),
        ("learning-workshop", ["next-steps", "take-home", "claims"]),
    ],
)
def test_the_chain_of_evidence_leads_from_the_next_step_back_to_the_first_note(name: str, chain: list[str]) -> None:
    taken, steps = chain[0], {step.key: step for step in models.load(name).steps}
    walked = [taken]
    while steps[taken].takes:
        taken = steps[taken].takes[0]
        walked.append(taken)
    assert walked == chain


@pytest.mark.parametrize("name", READY)
def test_nothing_that_people_write_is_left_lying(name: str) -> None:
    steps = models.load(name).steps
    taken = {key for step in steps for key in step.takes}
    given = {step.key for step in steps if step.activity in GIVES}
    assert given - taken <= {"walk", "stronger"}, (
        "the walk is carried on in the groups, what got stronger is a farewell"
    )


def test_steps_whose_method_does_not_exist_yet_are_talk_on_paper() -> None:
    on_paper = {step.key for name in READY for step in models.load(name).steps if step.paper}
    assert on_paper == {
        *("personas", "one-two-four", "gallery", "impact-effort", "experiment-card", "pitch"),
        *("perspectives", "mini-models", "crossing"),
    }
    assert all(step.activity == "talk" for name in READY for step in models.load(name).steps if step.paper)


def test_the_votes_keep_to_their_rules() -> None:
    assert step("double-diamond", "focus").settings == {"dots": 3, "cap": 2}
    assert step("double-diamond", "choice").settings == {"dots": 6, "cap": 1}, (
        "approval: one each, as many as there are"
    )
    assert step("double-diamond", "choice").top == 6
    assert step("learning-workshop", "take-home").settings == {"dots": 3, "cap": 2}
    assert step("learning-workshop", "walk").settings == {"bookmarks": 3, "reason": 140}


def test_the_thesis_walk_names_its_list_and_the_break_pauses() -> None:
    assert step("learning-workshop", "walk").list == "theses"
    assert step("double-diamond", "break").settings == step("learning-workshop", "coffee").settings == {"pause": True}


@pytest.mark.parametrize(
    ("model", "key", "said"),
    [
        ("learning-workshop", "walk", "Kulje, lue, pysähdy. Valitse yksi teesi, joka puhuttelee sinua juuri nyt."),
        ("learning-workshop", "perspectives", "Ajatelkaa tämän toimijan silmin. Mitä teesit sanovat yhdessä?"),
        ("learning-workshop", "gallery", "Lue ensin, lisää yksi kiitos, yksi kysymys, yksi jatko."),
        ("double-diamond", "notes", "Määrä ennen laatua, ei arviointia, kirjoitusvirheet sallittu."),
        ("double-diamond", "one-two-four", "Mieti yksin, vahvistakaa yhdessä, tuokaa yksi."),
        ("double-diamond", "piles", "Hiljaa. Siirrä, älä selitä."),
        ("double-diamond", "focus", "Lue kaikki ensin. Jaa pisteesi. Kukaan ei näe niitä ennen sulkemista."),
        ("double-diamond", "impact-effort", "Vertaa ankkuriin, älä täydelliseen."),
        ("double-diamond", "experiment-card", "Mikä on pienin teko, josta opimme viikossa?"),
    ],
)
def test_scripts_say_the_line_of_their_method(model: str, key: str, said: str) -> None:
    assert said in step(model, key).script["fi"]


# --- lists ------------------------------------------------------------------------------------------------------------


def raw(name: str) -> Any:
    return msgspec.json.decode((models.DATA / f"{name}.json").read_bytes())


def test_forty_theses_stand_side_by_side_in_every_language() -> None:
    fi, en, sv = (raw(f"theses.{lang}") for lang in ("fi", "en", "sv"))
    assert [data["language"] for data in (fi, en, sv)] == ["fi", "en", "sv"]
    for key in ("perspectives", "topics"):
        assert [x["id"] for x in fi[key]] == [x["id"] for x in en[key]] == [x["id"] for x in sv[key]]
    for one in zip(fi["theses"], en["theses"], sv["theses"], strict=True):
        assert len({msgspec.json.encode({**thesis, "text": ""}) for thesis in one}) == 1
        assert len({thesis["text"] for thesis in one}) == 3
        assert all(thesis["text"].endswith(".") and 20 < len(thesis["text"]) < 120 for thesis in one)
    assert fi["count"] == en["count"] == sv["count"] == len(sv["theses"]) == 40
    assert [thesis["id"] for thesis in sv["theses"]] == [f"T{n:02}" for n in range(1, 41)]


def test_a_list_for_models_has_every_line_in_every_language() -> None:
    assert list(models.lists()) == ["theses"]
    lines = models.lists()["theses"]
    assert len(lines) == 40
    assert lines[25] == {
        "en": "An experiment that cannot fail is not an experiment.",
        "fi": "Kokeilu, joka ei voi epäonnistua, ei ole kokeilu.",
        "sv": "Ett försök som inte kan misslyckas är inget försök.",
    }


def test_texts_of_a_list_come_in_one_language() -> None:
    assert len(models.texts("ideas", "fi")) == len(models.texts("ideas", "en")) == 150
    assert models.texts("theses", "sv")[0].startswith("En liten förbättring")
    assert models.texts("ideas", "sv") == models.texts("nothing", "fi") == []


def test_there_are_people_to_rehearse_with_and_people_to_think_of() -> None:
    assert len(models.personas()) == 12
    assert [persona["name"] for persona in models.personas("service_user")] == ["Heidi", "Vilho", "Laura", "Assim"]


# --- reading ----------------------------------------------------------------------------------------------------------

OWN = 'title = "Oma"\n[[steps]]\nkey = "a"\nphase = "open"\nactivity = "talk"\ntitle = "A"\n'


def test_models_of_a_folder_stand_beside_the_ready_ones_and_before_them(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(OWN, encoding="utf-8-sig")
    (tmp_path / "double-diamond.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    assert models.names(tmp_path) == [*READY, "ours"]
    assert models.load("ours", tmp_path).title["fi"] == "Oma"
    assert models.load("double-diamond", tmp_path).title["fi"] == "Oma"
    assert models.load("learning-workshop", tmp_path).minutes == 150


@pytest.mark.parametrize("name", ["nothing", "", "../models/double-diamond", "double-diamond.toml", "/etc/passwd"])
def test_a_name_is_no_path(name: str) -> None:
    with pytest.raises(models.UnknownModel):
        models.load(name)


def test_at_the_command_line_a_file_may_be_meant(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(OWN, encoding="utf-8")
    assert models.find(str(tmp_path / "ours.toml")).name == "ours"
    assert models.find("double-diamond").minutes == 120
    with pytest.raises(FileNotFoundError):
        models.find(str(tmp_path / "theirs.toml"))


def test_a_mistake_in_a_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(OWN.replace("talk", "tlak"), encoding="utf-8")
    with pytest.raises(ModelMistake) as caught:
        models.read(path)
    assert (caught.value.file, caught.value.line, caught.value.key) == (str(path), 5, "steps[0].activity")
    path.write_bytes(OWN.replace("Oma", "Pöytä").encode("latin-1"))
    with pytest.raises(ModelMistake, match=r"UTF-8") as caught:
        models.read(path)
    assert caught.value.line == 1


def test_an_agenda_is_judged_against_the_activities_of_the_house() -> None:
    steps = [{"key": "a", "phase": "define", "activity": "dot_vote", "title": "A", "settings": {"dots": 4}}]
    assert isinstance(models.judged({"title": "Oma", "steps": steps}), Model)
    steps[0]["settings"] = {"dots": 0}
    with pytest.raises(ModelMistake, match="at least 1"):
        models.judged({"title": "Oma", "steps": steps})


# --- docs/models.md ---------------------------------------------------------------------------------------------------

DOCS = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")


def test_the_example_in_the_docs_is_a_model() -> None:
    text = DOCS.split("```toml\n")[1].split("```")[0]
    model = judge(parse(text, "docs"), "docs", text, models.settings_of_activities())
    assert [step.key for step in model.steps] == ["ideas", "vote"]


def test_the_docs_name_every_key_every_activity_and_every_setting_with_its_default() -> None:
    keys = re.findall(r"^\| `(\w+)` \|", DOCS, re.MULTILINE)
    assert [key for key in keys if key in MODEL_KEYS][: len(MODEL_KEYS)] == list(MODEL_KEYS)
    assert set(STEP_KEYS) <= set(keys)
    for activity, kind in models.settings_of_activities().items():
        (row,) = re.findall(rf"^\| `{activity}` \|.*$", DOCS, re.MULTILINE)
        for field in msgspec.structs.fields(kind):
            assert f"`{field.name} = {msgspec.json.encode(field.default).decode()}`" in row


def test_the_mistakes_in_the_docs_are_said_in_those_words() -> None:
    text = DOCS.split("```toml\n")[1].split("```")[0]
    for was, becomes in (("minutes = 4", "minutes = -5"), ("dots = 3", "dotz = 3")):
        wrong = text.replace(was, becomes)
        with pytest.raises(ModelMistake) as caught:
            judge(parse(wrong, "docs"), "docs", wrong, models.settings_of_activities())
        assert f"{caught.value.key}: {caught.value.expected}" in DOCS
