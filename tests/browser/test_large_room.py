"""Rooms with more in them than a page draws at once: all is there in the end, nothing jumps, one dialog serves all;
and a field grows with what is typed.
"""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import Locator, expect

from server.rehearse.figures import Figures
from server.rehearse.seat import Seat
from server.rehearse.web import ask, socket_url
from sessions.records import Item
from tests.browser.hosting import Host, hosting
from tests.browser.people import Person, Thumb, said
from tests.browser.venue import PHONE, PROJECTOR, Venue

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MANY = 150


async def write(seats: list[Seat], host: Host, start: int, many: int) -> None:
    for n in range(start, start + many):
        seats[n % len(seats)].send("add_idea", host.at("notes").round, text=f"Ajatus numero {n}.")
    await asyncio.gather(*(seat.settled() for seat in seats))


async def texts(notes: Locator) -> list[str]:
    return [re.sub(r"\D", "", text) for text in await notes.all_text_contents()]


async def test_a_wall_of_many_ideas_is_whole_and_stays_while_it_is_read(venue: Venue) -> None:
    links = await venue.create("double-diamond")
    host = await hosting(venue, links)
    seats = [Seat(socket_url(venue.url, links["code"]), Figures(), name=f"Talkoolainen {n}") for n in range(4)]
    await asyncio.gather(*(seat.join() for seat in seats))
    step = await host.begin("notes")
    await host.ask("advance_step", id=step.id, stage="build")
    await write(seats, host, 0, MANY)

    phone = Thumb(await venue.page(**PHONE), "Aino")
    await phone.enter(venue.address(f"/{links['code']}"))
    on_phone = phone.page.locator(".note-text")
    await expect(on_phone).to_have_count(MANY)
    before = await texts(on_phone)
    assert sorted(before, key=int) == [str(n) for n in range(MANY)]

    desk = Person(await venue.page(links["host_url"]), "Marja")
    on_desk = desk.page.locator(".note-text")
    await expect(on_desk).to_have_count(MANY)

    await write(seats, host, MANY, 20)
    await expect(on_desk).to_have_count(MANY + 20)
    at_desk = await texts(on_desk)
    assert sorted(at_desk[:20], key=int) == [str(n) for n in range(MANY, MANY + 20)], "the newest lie first"
    assert await texts(on_phone) == before, "nothing moves while somebody reads"
    await phone.press(phone.button("brainstorm-show-new", n=20))
    await expect(on_phone).to_have_count(MANY + 20)
    assert (await texts(on_phone))[20:] == before

    last = phone.page.locator(".note").last
    await phone.press(last.get_by_role("button"))
    dialog = phone.page.get_by_role("dialog", name=said("brainstorm-building-on"))
    await expect(dialog.locator(".brainstorm-quote")).to_have_text(await on_phone.last.text_content() or "")
    await phone.write(dialog.get_by_label(said("brainstorm-field")), "Siitä eteenpäin")
    await phone.press(dialog.locator(".main"))
    await expect(dialog).to_be_hidden()
    await expect(phone.page.get_by_text("Siitä eteenpäin").first).to_be_visible()
    await expect(last.get_by_role("button")).to_be_focused()
    await venue.axe(phone.page, "a wall of many ideas")
    await asyncio.gather(*(seat.leave() for seat in (*seats, host.seat)))


async def test_a_board_of_many_notes_is_whole_and_sorted_by_hand_and_by_keyboard(venue: Venue) -> None:
    title = {"fi": "Lajitellaan", "en": "Sorting", "sv": "Sortering"}
    step = {"key": "piles", "phase": "define", "activity": "clustering", "title": title, "minutes": 10}
    step["lines"] = [f"Havainto numero {n} {'ja sitä ' * (n * 7 % 23)}".strip() for n in range(MANY)]
    agenda = {"title": title, "minutes": 10, "steps": [step]}
    links = await ask(f"{venue.url}/api/rooms", {"agenda": agenda, "lang": "fi"})
    host = await hosting(venue, links)
    await host.begin("piles")

    desk = Person(await venue.page(links["host_url"]), "Marja")
    loose, piled = desk.page.locator(".clustering-loose .note-face"), desk.page.locator(".clustering-pile .note-face")
    await expect(loose).to_have_count(MANY)
    first, last = await loose.first.text_content() or "", await loose.last.text_content() or ""
    await desk.press(loose.first)
    await desk.press(desk.button("clustering-to-new", desk.page.locator(".clustering-hand")))
    await expect(piled).to_have_text([first])
    await expect(piled).to_be_focused()

    await loose.last.focus()
    await desk.page.keyboard.press("Enter")
    places = desk.page.get_by_role("dialog", name=said("clustering-move-title"))
    await desk.press(places.locator(".menu-item").first)
    await expect(piled).to_have_text([first, last])
    await expect(piled.last).to_be_focused()
    await expect(loose).to_have_count(MANY - 2)

    await desk.press(desk.page.locator(".clustering-pile-head .icon-button").first)
    naming = desk.page.get_by_role("dialog", name=said("clustering-name-title"))
    await desk.write(naming.get_by_label(said("clustering-name-field")), "Ensimmäinen ja viimeinen")
    await desk.press(desk.button("clustering-name-keep", naming))
    await expect(desk.page.get_by_role("region", name="Ensimmäinen ja viimeinen")).to_be_visible()
    await expect(naming).to_be_hidden()

    sheets = 12
    notes = host.room.of(host.at("piles").round, Item)[1:-1]
    for n in range(sheets):
        await host.do("piles", "make_pile", items=[note.id for note in notes[5 * n : 5 * n + 5]])
    left = MANY - 2 - 5 * sheets

    phone = Thumb(await venue.page(**PHONE), "Aino")
    await phone.enter(venue.address(f"/{links['code']}"))
    on_phone = phone.page.locator(".clustering-loose .note")
    await expect(on_phone).to_have_count(30)
    await venue.axe(phone.page, "sheets that were never in sight")
    await phone.press(phone.button("clustering-more-notes", n=left - 30))
    await expect(on_phone).to_have_count(left)
    for page in (desk.page, phone.page):
        await venue.axe(page, "a board of many notes")
    await host.seat.leave()


async def test_a_field_is_as_tall_as_its_text(venue: Venue) -> None:
    links = await venue.create("double-diamond")
    host = await hosting(venue, links)
    await host.begin("notes")
    phone = Thumb(await venue.page(**PHONE), "Aino")
    await phone.enter(venue.address(f"/{links['code']}"))
    field = phone.page.get_by_label(said("brainstorm-field"))

    async def height(text: str, typed: str = "") -> float:
        await field.fill(text)
        await field.press_sequentially(typed)
        await phone.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
        assert await field.evaluate("area => area.scrollHeight <= area.clientHeight"), "no line is hidden"
        return float(await field.evaluate("area => area.offsetHeight"))

    short, tall = await height("Yksi rivi"), await height("Rivi\n" * 9)
    assert tall > short
    assert await height("", "Rivi\n" * 9) == tall, "typed letter by letter"
    assert await height("Rivi\n" * 4, "Rivi\n" * 5) == tall, "gone on with"
    assert await height("Yksi pitkä rivi") == short
    await host.seat.leave()


async def test_the_wall_shows_every_thesis_that_was_picked_one_handful_after_the_other(venue: Venue) -> None:
    links = await venue.create("learning-workshop")
    host = await hosting(venue, links)
    seats = [Seat(socket_url(venue.url, links["code"]), Figures(), name=f"Kulkija {n}") for n in range(8)]
    await asyncio.gather(*(seat.join() for seat in seats))
    step = await host.begin("walk")
    theses = host.room.of(step.round, Item)[:8]
    for seat, thesis in zip(seats, theses, strict=True):
        seat.send("pick_thesis", step.round, item=thesis.id)
    await asyncio.gather(*(seat.settled() for seat in seats))
    await host.over("walk")
    wall = await venue.page(links["screen_url"], **PROJECTOR)
    found: set[str] = set()
    for turn in range(40):
        found.update(text.replace("\u00ad", "") for text in await wall.locator(".bar-text").all_text_contents())
        assert await wall.locator(".bar").count() <= 6
        if len(found) == 8:
            break
        await wall.wait_for_timeout(1000)
        if turn == 2:
            await venue.axe(wall, "what was picked, in turns")
    assert {thesis.text for thesis in theses} == found
    left = len(host.room.of(step.round, Item)) - len(theses)
    await expect(wall.locator("p.num")).to_have_text(re.compile(rf"^\W*{left}\W* teesiä jäi ilman valintaa · \d / 2$"))
    await asyncio.gather(*(seat.leave() for seat in (*seats, host.seat)))
