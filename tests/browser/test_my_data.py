"""What is promised where one types, and what is kept of somebody: to see, take away, take back and erase."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from playwright.async_api import expect

from sessions.activities.lobby import WarmUp
from sessions.activities.thesis_walk import Pick, Reason
from sessions.contacts import Contact
from tests.browser.hosting import Host, hosting
from tests.browser.people import Thumb, said, within
from tests.browser.venue import PHONE, Venue

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ANSWER = "Hyvin nukuttu yö"


async def arrived(venue: Venue) -> tuple[Host, Thumb, dict[str, str]]:
    links = await venue.create("learning-workshop")
    host = await hosting(venue, links)
    await host.begin("lobby")
    person = Thumb(await venue.page(**PHONE), "Aino")
    await person.enter(links["join_url"])
    return host, person, links


async def answer(person: Thumb) -> None:
    page = person.page
    await expect(page.locator(".promise")).to_contain_text(within("Nimetön. Kun vaihe on sinetöity"))
    await person.write(page.get_by_label(said("lobby-answer")), ANSWER)
    await person.press(person.button("lobby-send"))
    await expect(page.locator(".lobby-own")).to_contain_text(ANSWER)


async def my_data(person: Thumb) -> None:
    await person.press(person.button("self-title"))
    await person.press(person.button("data-title"))


async def test_one_sees_what_is_kept_takes_a_text_back_after_the_seal_and_is_forgotten(
    venue: Venue, tmp_path: Path
) -> None:
    host, person, _ = await arrived(venue)
    page = person.page
    await answer(person)
    await my_data(person)
    dialog = page.get_by_role("dialog", name=said("data-title"))
    await expect(dialog).to_contain_text("Aino")
    await expect(dialog).to_contain_text(ANSWER)
    await venue.axe(page, "my data")
    async with page.expect_download() as download:
        await person.press(person.button("data-download", dialog))
    file = tmp_path / "mine.json"
    await (await download.value).save_as(file)
    mine = json.loads(file.read_text())
    assert {"self", "authorship", "warm_up"} == {record["kind"] for record in mine["records"]}

    await host.over("lobby", reveal=False)
    await host.ask("seal_step", id=host.at("lobby").id)
    assert [record.text for record in host.room.every(WarmUp)] == [ANSWER]
    await person.press(dialog.get_by_role("button", name=within("Ota takaisin")))
    sure = page.get_by_role("dialog", name=said("data-take-back-sure"))
    await venue.axe(page, "take back")
    await person.press(person.button("data-take-back", sure))
    await expect(dialog.locator(".note")).to_have_count(0)
    async with asyncio.timeout(30):
        while host.room.every(WarmUp):
            await asyncio.sleep(0.05)

    await person.press(person.button("data-forget", dialog))
    await person.press(person.button("data-forget", page.get_by_role("dialog", name=said("data-forget-sure"))))
    await expect(page.locator("body")).to_contain_text(within("Sinusta ei ole tässä huoneessa enää mitään tallessa."))
    left = await page.evaluate("Object.keys(localStorage).filter((key) => key.includes(':me:') || key.includes(':in'))")
    assert left == []
    await page.reload()
    await expect(page.get_by_label(said("join-name"))).to_be_visible()
    await host.seat.leave()


async def test_the_reason_of_a_walk_is_taken_back_after_the_seal_by_this_phone_alone(venue: Venue) -> None:
    """The phone keeps a token for the reason as it was last written; the room has a hash and nobody's name."""
    links = await venue.create("learning-workshop")
    host = await hosting(venue, links)
    await host.begin("walk")
    person, other = Thumb(await venue.page(**PHONE), "Aino"), Thumb(await venue.page(**PHONE), "Eino")
    for who, reasons in ((person, ("Näin kävi keväällä", "Näin kävi meille")), (other, ("Toisen perustelu",))):
        await who.enter(links["join_url"])
        await who.press(who.button("thesis-walk-pick"))
        why = who.page.get_by_label(said("thesis-walk-why"))
        for reason in reasons:
            await who.write(why, reason)
            await who.press(who.button("thesis-walk-save-why"))
            await expect(who.page.locator(".kept-mark.kept")).to_be_visible()
    await host.over("walk")
    await host.ask("seal_step", id=host.at("walk").id)
    assert {reason.text for reason in host.room.every(Reason)} == {"Näin kävi meille", "Toisen perustelu"}
    assert not host.room.every(Pick)
    await my_data(person)
    dialog = person.page.get_by_role("dialog", name=said("data-title"))
    await expect(dialog.locator(".note")).to_have_count(1)
    await expect(dialog).to_contain_text(within("Näin kävi meille"))
    await person.press(dialog.get_by_role("button", name=within("Ota takaisin")))
    await person.press(
        person.button("data-take-back", person.page.get_by_role("dialog", name=said("data-take-back-sure")))
    )
    await expect(dialog.locator(".note")).to_have_count(0)
    async with asyncio.timeout(30):
        while len(host.room.every(Reason)) > 1:
            await asyncio.sleep(0.05)
    assert [reason.text for reason in host.room.every(Reason)] == ["Toisen perustelu"]
    await host.seat.leave()


async def test_a_contact_is_left_and_withdrawn(venue: Venue) -> None:
    host, person, links = await arrived(venue)
    page = person.page
    await my_data(person)
    dialog = page.get_by_role("dialog", name=said("data-title"))
    await person.press(dialog.get_by_text(said("contact-title")))
    await person.write(dialog.get_by_label(said("contact-address")), "aino@example.org")
    await venue.axe(page, "a contact")
    await person.press(person.button("contact-leave", dialog))
    await expect(dialog).to_contain_text(within("aino@example.org"))
    assert not host.room.every(Contact), "not even the facilitators' pages get it"
    key = links["host_url"].partition("#")[2]
    answer = await page.request.get(
        venue.address(f"/api/rooms/{links['code']}/export?format=contacts&lang=fi"),
        headers={"authorization": f"Bearer {key}"},
    )
    assert "aino@example.org" in await answer.text()
    await person.press(person.button("contact-withdraw", dialog))
    await expect(dialog.get_by_text(said("contact-title"))).to_be_visible()
    answer = await page.request.get(
        venue.address(f"/api/rooms/{links['code']}/export?format=contacts&lang=fi"),
        headers={"authorization": f"Bearer {key}"},
    )
    assert "aino" not in await answer.text()
    await host.seat.leave()
