"""The facilitator's desk before a step opens: what goes into it, its words in every language, its place on the agenda."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from sessions.candidates import offered
from sessions.records import Candidate
from sessions.wording import script_of
from tests.browser.desk import Desk
from tests.browser.hosting import hosting
from tests.browser.people import said
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
    if await (tab := desk.button("host-tab-agenda")).is_visible():
        await desk.press(tab)
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
    await desk.press(rows.nth(1).locator(".icon-button").last)
    await expect(desk.button("host-candidate-split", dialog)).to_have_count(0)
    await desk.press(desk.button("dialog-close", dialog))
    await desk.press(rows.nth(0).locator(".icon-button").last)
    await venue.axe(desk.page, "what may be done to a merged one")
    await desk.press(desk.button("host-candidate-split", dialog))
    await expect(rows).to_have_count(len(before))
    assert await rows.locator(".words").all_inner_texts() == before
    await until(lambda: len(offered(desk.peer.room, round)) == len(before), "the split to be kept")
    assert not any(one.into for one in desk.peer.room.of(round, Candidate))


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
    dropped = dialog.get_by_text(said("host-step-lang-dropped", lang="fi"))
    await desk.write(question, "Mikä teesi on sinun?")
    await expect(dropped).to_be_visible()
    await venue.axe(desk.page, "editing a step")
    for n, tag in ((1, "en"), (2, "sv")):
        await desk.choose(languages.get_by_role("radio"), n)
        await expect(question).to_have_value(was.question[tag])
        await expect(question).to_have_attribute("lang", tag)
        await expect(dropped).to_be_visible()
    await desk.write(question, "Vilken tes är din?")
    await desk.press(desk.button("host-save", dialog))
    await until(lambda: desk.step("walk").question == {"fi": "Mikä teesi on sinun?", "sv": "Vilken tes är din?"}, "it")
    assert (desk.step("walk").title, desk.step("walk").instruction) == (was.title, was.instruction)

    dialog = await edit(desk)
    await desk.choose(languages.get_by_role("radio"), 1)
    await expect(question).to_have_value("")
    await desk.write(question, "Which thesis is yours?")
    await expect(dropped).to_have_count(0)
    await desk.press(desk.button("host-save", dialog))
    await until(lambda: desk.step("walk").question.get("en") == "Which thesis is yours?", "the third language")
    assert desk.step("walk").question["sv"] == "Vilken tes är din?"


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
