"""The facilitator's desk before a step opens: what goes into it, its words in every language, its place on the agenda."""

from __future__ import annotations

import contextlib
import re
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from server import words
from sessions.activity import HOST, By, Dice, Refused
from sessions.agenda import MoveStep, move_step
from sessions.candidates import offered
from sessions.records import Candidate
from sessions.wording import script_of
from tests.browser.desk import Desk
from tests.browser.hosting import hosting
from tests.browser.people import Keyboard, bare, said, within
from tests.browser.venue import DESKTOP, PHONE, Venue, until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

both = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


async def at_desk(venue: Venue, size: dict[str, Any], model: str = "learning-workshop") -> Desk:
    """A facilitator at the desk of a new room, and a peer who sees what came of it."""
    links = await venue.create(model)
    desk = Desk(await venue.page(links["host_url"], **size), await hosting(venue, links))
    await expect(desk.stage).to_be_visible()
    return desk


async def look_at(desk: Desk, key: str) -> None:
    """Puts a step in front, by the agenda."""
    await to_agenda(desk)
    await desk.press(desk.page.locator(".agenda-step").nth(desk.places().index(key)))
    await expect(desk.stage).to_be_visible()


@both
async def test_what_was_merged_is_split_again(venue: Venue, size: dict[str, Any]) -> None:
    desk = await at_desk(venue, size)
    round = desk.step("walk").round
    await look_at(desk, "walk")
    rows = desk.stage.locator(".candidate")
    before = await rows.locator(".words").all_inner_texts()
    await desk.menu(rows.nth(0), "host-candidate-merge")
    dialog = desk.page.get_by_role("dialog")
    await desk.write(dialog.get_by_label(said("host-merge-text")), "Kaksi teesiä yhdessä")
    await desk.tick(dialog.get_by_role("checkbox").first)
    await desk.press(dialog.get_by_role("button", name=said("host-merge-n", n=2)))
    await expect(rows).to_have_count(len(before) - 1)
    await expect(rows.nth(0)).to_contain_text("Kaksi teesiä yhdessä")
    await expect(rows.nth(0)).to_contain_text(within(words.say("fi", "host-candidate-merged", n=2)))
    split = desk.button("host-candidate-split-of", desk.stage, title="Kaksi teesiä yhdessä")
    await expect(split).to_have_text(said("host-candidate-split"))
    await expect(desk.stage.locator(".candidate-merged")).to_have_count(1)
    await venue.axe(desk.page, "a merged one")
    await desk.press(split)
    await expect(rows).to_have_count(len(before))
    assert await rows.locator(".words").all_inner_texts() == before
    await until(lambda: len(offered(desk.peer.room, round)) == len(before), "the split to be kept")
    assert not any(one.into for one in desk.peer.room.of(round, Candidate))


async def test_a_line_that_stands_twice_is_pasted_once(venue: Venue) -> None:
    desk = await at_desk(venue, DESKTOP)
    round = desk.step("walk").round
    before = len(desk.peer.room.of(round, Candidate))
    await look_at(desk, "walk")
    await desk.press(desk.button("host-paste", desk.stage))
    dialog = desk.page.get_by_role("dialog")
    lines = dialog.get_by_label(said("host-paste-lines"))
    await desk.write(lines, "1. Eka teesi\n2. Toka teesi\n\n3. Eka teesi")
    await expect(lines).to_have_accessible_description(said("host-paste-twice", n=1))
    await desk.press(desk.button("host-paste-n", dialog, n=2))
    await until(lambda: len(desk.peer.room.of(round, Candidate)) == before + 2, "two lines")


async def edit(desk: Desk) -> Locator:
    """The dialog in which the step in front is edited."""
    await desk.press(desk.button("host-edit-step").first)
    return desk.page.get_by_role("dialog")


@both
async def test_words_are_edited_in_every_language(venue: Venue, size: dict[str, Any]) -> None:
    desk = await at_desk(venue, size)
    was = desk.step("walk")
    await look_at(desk, "walk")
    dialog = await edit(desk)
    question, languages = dialog.get_by_label(said("host-step-question")), dialog.locator(".choice").first
    lacking = words.say("fi", "host-step-lang-lacks")

    async def told(*lost: str) -> None:
        """Which languages lose their words, on whichever tab: beside the button, and on the tabs."""
        text = said("host-step-lang-dropped", langs=", ".join(lost), lang="fi")
        await expect(dialog.get_by_text(text)).to_be_in_viewport()
        await expect(languages.get_by_role("radio", name=within(lacking))).to_have_count(len(lost))
        for name in lost:
            await expect(languages.get_by_role("radio", name=within(f"{name} {lacking}"))).to_have_count(1)

    await expect(languages.get_by_text(lacking)).to_have_count(0)
    await desk.write(question, "Mikä teesi on sinun?")
    await told("English", "Svenska")
    await venue.axe(desk.page, "editing a step")
    for n, tag in ((1, "en"), (2, "sv")):
        await desk.choose(languages.get_by_role("radio"), n)
        await expect(question).to_have_value(was.question[tag])
        await expect(question).to_have_attribute("lang", tag)
        await told("English", "Svenska")
    await desk.write(question, "Vilken tes är din?")
    await told("English")
    await desk.press(desk.button("host-save", dialog))
    await until(lambda: desk.step("walk").question == {"fi": "Mikä teesi on sinun?", "sv": "Vilken tes är din?"}, "it")
    assert (desk.step("walk").title, desk.step("walk").instruction) == (was.title, was.instruction)

    dialog = await edit(desk)
    await desk.choose(languages.get_by_role("radio"), 1)
    await expect(question).to_have_value("")
    await expect(languages.get_by_role("radio", name=within(f"English {lacking}"))).to_be_checked()
    await desk.write(question, "Which thesis is yours?")
    await expect(dialog.get_by_text(lacking)).to_have_count(0)
    await expect(dialog.locator(".acts-say")).to_have_count(0)
    await desk.press(desk.button("host-save", dialog))
    await until(lambda: desk.step("walk").question.get("en") == "Which thesis is yours?", "the third language")
    assert desk.step("walk").question["sv"] == "Vilken tes är din?"


async def test_what_was_typed_is_not_thrown_away_unasked(venue: Venue) -> None:
    desk = await at_desk(venue, DESKTOP)
    keyboard, shown = desk.page.keyboard, desk.page.locator("dialog[open]")
    asked = desk.page.get_by_role("dialog", name=said("dialog-discard"))
    opener = desk.button("host-edit-step").first
    dialog = await edit(desk)
    await keyboard.press("Escape")
    await expect(shown).to_have_count(0)

    dialog = await edit(desk)
    title = dialog.get_by_label(said("host-step-title"))
    await desk.write(title, "Tervetuloa tänne")
    for leave in ("Escape", "close", "beside", "Escape"):
        if leave == "beside":
            await desk.page.mouse.click(5, 5)
        elif leave == "close":
            await desk.press(desk.button("dialog-close", dialog).first)
        else:
            await keyboard.press(leave)
        await expect(asked).to_be_visible()
        await venue.axe(desk.page, "whether to throw away what was typed")
        await desk.press(desk.button("dialog-discard-no", asked))
        await expect(asked).to_have_count(0)
        await expect(title).to_have_value("Tervetuloa tänne")
    await title.focus()
    for _ in range(3):  # the question is closed by Escape too, and the text stays
        await keyboard.press("Escape")
    await expect(title).to_have_value("Tervetuloa tänne")
    await expect(asked).to_be_visible()
    await desk.press(desk.button("dialog-discard-yes", asked))
    await expect(shown).to_have_count(0)
    await expect(opener).to_be_focused()
    dialog = await edit(desk)
    await expect(dialog.get_by_label(said("host-step-title"))).not_to_have_value("Tervetuloa tänne")
    await keyboard.press("Escape")

    await desk.press(desk.button("host-add-step"))
    await desk.write(dialog.get_by_label(said("host-step-title")), "Uusi")
    await keyboard.press("Escape")
    await desk.press(desk.button("dialog-discard-yes", asked))
    await expect(shown).to_have_count(0)


async def test_what_would_not_be_kept_is_not_saved(venue: Venue) -> None:
    desk = await at_desk(venue, DESKTOP)
    dialog = await edit(desk)
    title, save = dialog.get_by_label(said("host-step-title")), desk.button("host-save", dialog)
    for wrong in ("", "x" * 121):
        await desk.write(title, wrong)
        await expect(save).to_have_attribute("aria-disabled", "true")
        await title.press("Enter")
        await expect(dialog).to_be_visible()
    await desk.write(title, "Tervetuloa")
    await desk.press(save)
    await until(lambda: desk.peer.room.steps()[0].title == {"fi": "Tervetuloa"}, "the title")


@both
async def test_the_script_of_an_open_step_is_edited(venue: Venue, size: dict[str, Any]) -> None:
    desk = await at_desk(venue, size)
    [first, *_] = desk.places()
    await desk.open(first)
    dialog = await edit(desk)
    script = dialog.get_by_label(said("host-script"))
    await desk.write(script, "Sano nimesi ensin.\nSitten muut.")
    await desk.press(desk.button("host-save", dialog))
    of = desk.step(first)
    await until(lambda: script_of(desk.peer.room, of).text == {"fi": "Sano nimesi ensin.\nSitten muut."}, "the script")  # type: ignore[union-attr]
    shown = desk.stage.locator(".script")
    if not await shown.evaluate("details => details.open"):
        await desk.press(shown.locator("summary"))
    await expect(shown).to_contain_text("Sano nimesi ensin.")
    dialog = await edit(desk)
    await desk.write(script, "")
    await desk.press(desk.button("host-save", dialog))
    await expect(shown).to_have_count(0)


@both
async def test_a_skipped_step_is_passed_by_and_not_waited_for(venue: Venue, size: dict[str, Any]) -> None:
    desk = await at_desk(venue, size, "double-diamond")
    keys = desk.places()
    taking = desk.step("piles")
    assert taking.takes == ("notes", "fours")
    await desk.peer.begin("notes")
    ideas = ["Kukaan ei tiedä, keneltä kysyä", "Lomake on kolmessa paikassa"]
    for text in ideas:
        await desk.peer.do("notes", "add_idea", text=text)
    await desk.peer.over("notes")
    await look_at(desk, "fours")
    await desk.menu(desk.stage.locator(".stage-what"))
    skip = words.say("fi", "host-do-skip")
    await desk.press(desk.page.get_by_role("dialog").get_by_role("button", name=within(skip)))
    await desk.reaches("fours", "skipped")
    await expect(desk.stage.get_by_role("region", name=desk.title("piles"))).to_be_visible()
    for text in ideas:
        await expect(desk.candidate(text)).to_be_visible()
    for key, source in (("host-takes-from", "notes"), ("host-takes-none", "fours")):
        told = words.say("fi", key, titles=desk.title(source))
        await expect(desk.stage.locator(".candidates")).to_contain_text(within(told))
    await venue.axe(desk.page, "what comes from a step, and what does not")
    await look_at(desk, "fours")
    await desk.act("piles", "host-act-prepare", title=desk.title("piles"))
    await desk.act("piles", "host-act-open", title=desk.title("piles"))
    await desk.reaches("piles", "open")
    to_come = sum(step.minutes for step in desk.peer.room.steps()[keys.index("piles") :])
    await to_agenda(desk)
    left = await desk.page.locator(".agenda-left").inner_text()
    assert re.search(rf"\b({to_come}|{to_come - 1}) min", bare(left)), (left, to_come)


async def test_the_own_list_has_the_new_name_of_a_workshop(venue: Venue) -> None:
    links = await venue.create("learning-workshop")
    desk = Desk(await venue.page(links["host_url"], **DESKTOP), await hosting(venue, links))
    await expect(desk.page.locator(".host-stage")).to_be_visible()  # it knows the title, and has told the list
    own = [{**links, "title": "Vanha nimi", "made": 1}, {**links, "code": "toinen", "title": "Toinen", "made": 1}]
    await desk.page.evaluate("(own) => localStorage.setItem('talkoot:rooms', JSON.stringify(own))", own)
    start = await desk.page.context.new_page()
    await start.goto(venue.address("/"))
    await expect(start.get_by_text("Vanha nimi")).to_be_visible()
    await desk.press(desk.button("host-rename").first)
    dialog = desk.page.get_by_role("dialog")
    await desk.write(dialog.get_by_label(said("host-workshop-title")), "Uusi nimi")
    await desk.press(desk.button("host-save", dialog))
    await expect(start.get_by_text("Uusi nimi")).to_be_visible()
    await start.reload()
    await expect(start.get_by_text("Uusi nimi")).to_be_visible()
    await expect(start.get_by_text("Toinen", exact=True)).to_be_visible()
    await expect(start.get_by_text("Vanha nimi")).to_have_count(0)


async def test_only_where_people_write_it_is_told_who_does(venue: Venue) -> None:
    desk = await at_desk(venue, DESKTOP, "double-diamond")
    legend = desk.stage.locator(".legend > span")
    await desk.peer.begin("notes")
    await expect(legend).to_have_count(3)
    for text in ("Ensimmäinen ajatus", "Toinen ajatus", "Kolmas ajatus"):
        await desk.peer.do("notes", "add_idea", text=text)
    await desk.peer.over("notes")
    hidden = desk.stage.locator(".is-hidden .note")
    await desk.press(desk.stage.get_by_role("button", name=within(words.say("fi", "note-hide"))).first)
    await expect(hidden.locator(".words")).to_have_css("text-decoration-line", "line-through")
    await venue.axe(desk.page, "a hidden note")
    await desk.peer.ask("prepare_step", id=desk.step("piles").id)
    await desk.peer.ask("open_step", id=desk.step("piles").id)
    await expect(legend).to_have_count(1)
    await expect(legend).to_have_text(within("0 valmis"))


async def to_agenda(desk: Desk) -> None:
    if await (tab := desk.button("host-tab-agenda")).is_visible():
        await desk.press(tab)


def line(desk: Desk, key: str) -> Locator:
    """A step's line on the agenda."""
    return desk.page.locator(f'[data-step="{desk.step(key).id}"]')


async def order_is(desk: Desk, *keys: str) -> None:
    await until(lambda: desk.places() == list(keys), f"{keys}, not {desk.places()}")
    for n, key in enumerate(keys):
        await expect(desk.page.locator(".agenda-line").nth(n)).to_have_attribute("data-step", desk.step(key).id)


def allowed(desk: Desk, key: str) -> list[str]:
    """The steps behind which the room would let this one move ("" = first), whatever the page says."""
    found = []
    for after in ["", *(step.id for step in desk.peer.room.steps() if step.key != key)]:
        with contextlib.suppress(Refused):
            move_step(desk.peer.room, MoveStep(id=desk.step(key).id, after=after), By("", HOST, 0, Dice(b"")))
            found.append(after)
    return found


@both
async def test_a_step_is_moved_to_a_place(venue: Venue, size: dict[str, Any]) -> None:
    desk = await at_desk(venue, size)
    keys, dialog = desk.places(), desk.page.get_by_role("dialog")
    await to_agenda(desk)
    await line(desk, keys[3]).hover()
    await desk.menu(line(desk, keys[3]), "host-do-move")
    await venue.axe(desk.page, "moving a step")
    await expect(dialog.locator("[aria-current]")).to_contain_text(within(desk.title(keys[2])))
    await desk.press(desk.button("host-place-first", dialog))
    await order_is(desk, keys[3], *keys[:3], *keys[4:])
    await line(desk, keys[3]).hover()
    await desk.menu(line(desk, keys[3]), "host-do-move")
    await desk.press(desk.button("host-place-after", dialog, title=desk.title(keys[-1])))
    await order_is(desk, *keys[:3], *keys[4:], keys[3])


async def test_only_places_that_the_room_allows_are_offered(venue: Venue) -> None:
    desk = await at_desk(venue, DESKTOP, "double-diamond")
    dialog, fewer = desk.page.get_by_role("dialog"), desk.page.get_by_text(said("host-place-fewer"))
    for key in desk.places():
        await line(desk, key).hover()
        await desk.menu(line(desk, key), "host-do-move")
        places, titles = allowed(desk, key), {step.id: step.title["fi"] for step in desk.peer.room.steps()}
        await expect(dialog.locator(".menu-item")).to_have_count(len(places))
        for after in places:
            name = titles[after] if after else words.say("fi", "host-place-first")
            await expect(dialog.get_by_role("button", name=within(name))).not_to_have_count(0)
        await expect(fewer).to_have_count(int(len(places) < len(desk.places())))
        await desk.press(desk.button("dialog-close", dialog))


async def test_the_focus_goes_along_with_a_moved_step(venue: Venue) -> None:
    desk = await at_desk(venue, DESKTOP)
    keys, dialog = desk.places(), desk.page.get_by_role("dialog")
    keyboard = Keyboard(desk.page, "Fasilitaattori")
    menu = line(desk, keys[1]).locator(".icon-button").first
    await keyboard.reach(menu)
    for act, order in (
        ("host-do-down", [keys[0], keys[2], keys[1]]),
        ("host-do-down", [keys[0], keys[2], keys[3], keys[1]]),
        ("host-do-up", [keys[0], keys[2], keys[1]]),
        ("host-do-up", [keys[0], keys[1]]),
        ("host-do-up", [keys[1], keys[0]]),
    ):
        await desk.page.keyboard.press("Enter")
        await keyboard.press(desk.button(act, dialog))
        await order_is(desk, *order, *(key for key in keys if key not in order))
        await expect(menu).to_be_focused()
    await desk.page.keyboard.press("Enter")
    await keyboard.press(desk.button("host-do-move", dialog))
    await keyboard.press(desk.button("host-place-after", dialog, title=desk.title(keys[-1])))
    await order_is(desk, keys[0], *keys[2:], keys[1])
    await expect(menu).to_be_focused()


@both
async def test_a_step_is_added_where_one_says(venue: Venue, size: dict[str, Any]) -> None:
    desk = await at_desk(venue, size)
    keys, dialog = desk.places(), desk.page.get_by_role("dialog")
    await look_at(desk, keys[2])
    for n, chosen in enumerate(("", desk.step(keys[4]).id, None)):
        await to_agenda(desk)
        await desk.press(desk.button("host-add-step"))
        place = dialog.get_by_label(said("host-add-place"))
        await expect(place).to_have_value(desk.step(keys[2]).id)
        if chosen is not None:
            await place.select_option(chosen)
            await venue.axe(desk.page, "adding a step")
        after = desk.step(keys[2]).id if chosen is None else chosen
        beside = next((step for step in desk.peer.room.steps() if step.id == after), desk.peer.room.steps()[0])
        await desk.write(dialog.get_by_label(said("host-step-title")), f"Uusi {n}")
        await desk.write(dialog.get_by_label(said("host-step-question")), f"Mitä uutta, osa {n}?")
        before = len(desk.places())
        await desk.press(desk.button("host-add", dialog))
        await until(lambda before=before: len(desk.places()) == before + 1, "the step")  # type: ignore[misc]
        steps = desk.peer.room.steps()
        at = next(at for at, step in enumerate(steps) if step.title == {"fi": f"Uusi {n}"})
        assert (steps[at - 1].id if at else "") == after and steps[at].phase == beside.phase
        assert steps[at].question == {"fi": f"Mitä uutta, osa {n}?"}
        await expect(desk.stage.get_by_role("heading", level=2)).to_have_text(within(f"Mitä uutta, osa {n}?"))
        await expect(desk.button("host-edit-step")).to_be_focused()
        await expect(desk.page.get_by_text(said("host-added", title=f"Uusi {n}"))).to_have_count(1)
        await to_agenda(desk)
        await expect(desk.page.locator(".agenda-line.viewed")).to_contain_text(f"Uusi {n}")
        await expect(desk.page.locator(".agenda-line.viewed")).to_be_in_viewport()
        await look_at(desk, keys[2])
