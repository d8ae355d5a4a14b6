"""Similar notes: look-alikes are found, piles hold together, names are real words, and every answer is the same twice."""

from __future__ import annotations

import random
import string
from itertools import combinations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import models
from sessions.similar import CUT, _dot, _likeness, _linked, _vectors, nearest, similar, targets


def ideas(lang: str) -> tuple[list[str], list[str | None], list[str]]:
    """Texts, duplicate groups and themes of the labelled ideas."""
    data = msgspec.json.decode((models.DATA / f"ideas.{lang}.json").read_bytes())["ideas"]
    return [idea["text"] for idea in data], [idea["duplicate_group"] for idea in data], [idea["theme"] for idea in data]


@pytest.mark.parametrize(("lang", "partners"), [("fi", 61), ("en", 62)])
def test_the_nearest_note_is_a_duplicate_for_thirty_of_those_that_have_one(lang: str, partners: int) -> None:
    texts, groups, _ = ideas(lang)
    having = [i for i, group in enumerate(groups) if group]
    assert len(having) == partners
    likeness = _likeness(texts)
    found = [max(likeness[i], key=lambda j: (likeness[i][j], -j)) for i in having]
    assert sum(groups[i] == groups[j] for i, j in zip(having, found, strict=True)) >= 30


@pytest.mark.parametrize("lang", ["fi", "en"])
def test_nearest_tells_the_same_as_the_whole_table(lang: str) -> None:
    texts, _, _ = ideas(lang)
    likeness = _likeness(texts)
    for i in range(0, len(texts), 30):
        best = sorted(likeness[i], key=lambda j: (-round(likeness[i][j], 9), j))[:3]
        told = nearest(texts, i, 3)
        assert [j for j, _ in told] == best
        assert [score for _, score in told] == pytest.approx([likeness[i][j] for j in best])


@pytest.mark.parametrize(("lang", "precision"), [("fi", 0.5), ("en", 0.5)])
def test_suggested_piles_hold_together_and_cover_most_notes(lang: str, precision: float) -> None:
    texts, _, themes = ideas(lang)
    found = similar(texts)
    pairs = [pair for suggestion in found for pair in combinations(suggestion.members, 2)]
    chance = sum(a == b for a, b in combinations(themes, 2)) / len(list(combinations(themes, 2)))
    assert chance < 0.12
    assert sum(themes[a] == themes[b] for a, b in pairs) / len(pairs) >= precision
    assert sum(len(suggestion.members) for suggestion in found) >= 0.6 * len(texts)
    assert max(len(suggestion.members) for suggestion in found) <= 20, "no pile swallows the board"


@pytest.mark.parametrize(("lang", "known", "share"), [("fi", 2, 0.5), ("en", 2, 0.5), ("fi", 3, 0.55), ("en", 3, 0.55)])
def test_the_right_pile_is_often_among_three_targets(lang: str, known: int, share: float) -> None:
    texts, _, themes = ideas(lang)
    names = sorted(set(themes))
    right = asked = 0
    for seed in range(2):
        order = random.Random(seed).sample(range(len(texts)), len(texts))
        piles = {name: [i for i in order if themes[i] == name][:known] for name in names}
        loose = [i for i in order if i not in piles[themes[i]]][:25]
        for i in loose:
            offered = targets([[texts[j] for j in piles[name]] for name in names], texts[i])
            right += themes[i] in [names[place] for place in offered]
            asked += 1
    assert right / asked >= share, "chance would be 3 of 12"


# --- piles ------------------------------------------------------------------------------------------------------------

NOTES = [
    "Asukasagentti joka kaupunginosaan",
    "Kahvit torstaisin",
    "Asukasagentit jokaiseen kaupunginosaan!",
    "Mittarit näkyviin",
    "torstaikahvit",
    "Ei mitään yhteistä",
]


def test_look_alikes_form_piles_and_the_rest_stay_alone() -> None:
    found = similar(NOTES)
    assert [suggestion.members for suggestion in found] == [(0, 2), (1, 4)]
    assert all(CUT <= suggestion.score <= 1 for suggestion in found)
    assert found[0].score > found[1].score
    assert found[0].name == "Asukasagentit"
    assert found[0].quote == NOTES[0]
    assert found[1].name == "Torstaisin"


def test_the_same_words_are_one_pile_whatever_their_case_and_composition() -> None:
    found = similar(["Työkierto", "TYÖKIERTO", "työkierto!", "Työkierto", "muu"])
    assert [(suggestion.members, suggestion.score, suggestion.name) for suggestion in found] == [
        ((0, 1, 2, 3), 1.0, "Työkierto")
    ]


def test_a_long_chain_of_look_alikes_does_not_become_one_pile() -> None:
    chain = [f"{string.ascii_lowercase[n] * 6} {string.ascii_lowercase[n + 1] * 6}" for n in range(20)]
    assert max(len(suggestion.members) for suggestion in similar(chain)) <= 4


@pytest.mark.parametrize("texts", [[], [""], ["a"], ["", ""], ["!", "?"], ["…", "…", "👍", "👍"]])
def test_notes_without_letters_are_in_no_pile(texts: list[str]) -> None:
    assert similar(texts) == []
    assert [nearest(texts, i) for i in range(len(texts))] == [[] for _ in texts]


def test_two_equal_notes_alone_are_a_pile() -> None:
    assert [(s.members, s.name, s.quote) for s in similar(["Kiitos!", "kiitos"])] == [((0, 1), "Kiitos", "Kiitos!")]
    assert similar(["ok", "OK"])[0].name == "Ok"
    assert similar(["5 5", "5 5"])[0].name == "5"
    assert similar(["你好 世界", "你好 世界"])[0].members == (0, 1)


def test_a_wall_of_text_is_judged_by_its_beginning() -> None:
    wall = "kahvi " * 100 + "mittari " * 400
    ((place, alike),) = nearest([wall, "kahvi", "mittari"], 0)
    assert place == 1
    assert alike == pytest.approx(1.0)


def test_small_words_name_no_pile() -> None:
    assert similar(["which coffee", "which coffee table"])[0].name == "Coffee"


def test_a_pile_without_a_shared_word_is_named_by_its_central_note() -> None:
    found = similar(["fasilitointikoulutus", "peruskoulutusta", "muuta", "aivan toista"])
    assert [suggestion.members for suggestion in found] == [(0, 1)]
    assert found[0].name.casefold() in found[0].quote.casefold()


def test_targets_leave_out_piles_with_nothing_in_common() -> None:
    piles = [["Kahvit torstaisin", "aamukahvit"], ["Mittarit"], [], ["kahvila auki"]]
    assert targets(piles, "Kahvia lisää") in ([0, 3], [3, 0])
    assert targets(piles, "mittari") == [1]
    assert targets(piles, "xyz") == []
    assert targets([], "kahvi") == []
    assert targets([["kahvi"]] * 5, "kahvi") == [0, 1, 2], "equals keep their order"


# --- properties -------------------------------------------------------------------------------------------------------

words = st.sampled_from(
    [
        "kahvi",
        "kahvit",
        "kahvila",
        "tauko",
        "tauolla",
        "mittari",
        "mittarit",
        "idea",
        "ideat",
        "ja",
        "on",
        "the",
        "work",
        "works",
    ]
)
boards = st.lists(st.lists(words, min_size=0, max_size=6).map(" ".join), max_size=25)


@given(boards)
def test_every_note_is_in_one_pile_at_most_and_every_answer_is_the_same_twice(texts: list[str]) -> None:
    found = similar(texts)
    members = [i for suggestion in found for i in suggestion.members]
    assert len(members) == len(set(members))
    assert set(members) <= set(range(len(texts)))
    for suggestion in found:
        assert len(suggestion.members) >= 2
        assert list(suggestion.members) == sorted(suggestion.members)
        assert suggestion.quote in [texts[i] for i in suggestion.members]
        assert CUT - 1e-4 <= suggestion.score <= 1.0001
        assert suggestion.name
    assert [suggestion.score for suggestion in found] == sorted((s.score for s in found), reverse=True)
    assert similar(list(texts)) == found


@given(boards)
def test_the_quick_table_is_the_table_of_products(texts: list[str]) -> None:
    vectors, likeness = _vectors(texts), _likeness(texts)
    for i, j in combinations(range(len(texts)), 2):
        assert likeness[i].get(j, 0.0) == pytest.approx(_dot(vectors[i], vectors[j]), abs=1e-9)
        assert likeness[i].get(j) == likeness[j].get(i)


def naive_linkage(likeness: list[dict[int, float]], cut: float) -> list[tuple[int, ...]]:
    """Average linkage as it is defined: join the most alike pair as long as there is one above the cut."""
    piles: list[tuple[int, ...]] = [(i,) for i in range(len(likeness))]
    while len(piles) > 1:
        means = {
            (a, b): sum(likeness[i].get(j, 0.0) for i in piles[a] for j in piles[b]) / (len(piles[a]) * len(piles[b]))
            for a, b in combinations(range(len(piles)), 2)
        }
        (a, b), best = max(means.items(), key=lambda item: item[1])
        if best < cut:
            break
        joined = tuple(sorted(piles[a] + piles[b]))
        piles = [pile for place, pile in enumerate(piles) if place not in (a, b)] + [joined]
    return sorted(pile for pile in piles if len(pile) > 1)


@pytest.mark.parametrize("seed", range(20))
def test_chains_give_the_piles_of_the_definition(seed: int) -> None:
    rng = random.Random(seed)
    n = rng.randint(2, 24)
    likeness: list[dict[int, float]] = [{} for _ in range(n)]
    for i, j in combinations(range(n), 2):
        if rng.random() < 0.6:
            likeness[i][j] = likeness[j][i] = rng.random()
    for cut in (0.1, 0.3, 0.5, 0.8):
        assert _linked(likeness, cut) == naive_linkage(likeness, cut)
