"""A whole two-hour workshop, speeded up: a facilitator, a wall, three people at pages and twenty simulated ones.

Every text that is typed at a page and every vote that is cast is written down in `Told`, and looked for afterwards: in
the result at the join link, on the wall where it belongs, and in each file that the facilitator takes home.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from server import words
from sessions.piles import Placement
from sessions.records import Item
from tests.browser.crowd import Crowd
from tests.browser.desk import Desk
from tests.browser.hosting import hosting
from tests.browser.people import Keyboard, Person, Thumb, Wall, exactly, said, within
from tests.browser.taken import in_files, in_result
from tests.browser.told import Told
from tests.browser.venue import DESKTOP, PHONE, PROJECTOR, Venue, until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TITLE = "Talkoot kirjaston tulevaisuudesta"
PEOPLE = 20
WRITES = 2.5
"""How much faster than people the simulated ones write: enough for a full wall, not for an endless one."""
NAMELESS = "Helmi"
"""Comes in without a name, and types it where a name is needed."""
FIRST_FEW = 30
"""Notes that a phone lays out before somebody asks for the others."""
NASTY = "<b>Lihavoitu</b> & =1+1 ei ole kaava\nja toinen rivi: https://example.org/polku?a=1"


class Play:
    """Everybody, and what they do in each kind of step."""

    def __init__(self, venue: Venue, desk: Desk, people: list[Person], wall: Wall, crowd: Crowd, told: Told) -> None:
        self.venue, self.desk, self.people, self.wall, self.crowd, self.told = venue, desk, people, wall, crowd, told

    async def all_follow(self, key: str) -> None:
        await asyncio.gather(*(one.follow(self.desk.title(key)) for one in self.people))

    async def look(self, where: str) -> None:
        """Everybody's page is held against WCAG as it is now."""
        for one in (self.desk, self.wall, *self.people):
            await self.venue.axe(one.page, f"{where}, {one.name}")

    # --- each kind of step -------------------------------------------------------------------------------------------

    async def lobby(self, key: str) -> None:
        await self.all_follow(key)
        async with self.crowd.moving():
            for one in self.people:
                text = self.told.text(key, f"Vastaus lämmittelyyn, {one.name}")
                await one.write(one.page.get_by_label(said("lobby-answer")), text)
                await one.press(one.button("lobby-send"))
                await expect(one.page.locator(".kept-mark.kept").first).to_be_visible()
                await self.wall.sees(text)
        await self.look(key)

    async def talk(self, key: str) -> None:
        """The facilitator notes something down; all pages show it."""
        await self.all_follow(key)
        if not self.desk.step(key).settings.get("pause"):
            text = self.told.text(key, f"Kirjattu vaiheessa {key}")
            await self.desk.write(self.desk.page.get_by_label(said("talk-note-down")), text)
            await self.desk.press(self.desk.button("talk-note-down"))
            await asyncio.gather(*(one.sees(text) for one in (self.wall, *self.people)))
        await self.look(key)

    async def idea(self, one: Person, key: str, text: str) -> None:
        await one.write(one.page.get_by_label(said("brainstorm-field")).first, self.told.text(key, text))
        await one.press(one.page.locator(".brainstorm-paper .main").first)
        await expect(one.page.locator(".brainstorm-idea", has_text=within(text)).first).to_be_visible()

    async def brainstorm(self, key: str, *, first: bool = False) -> None:
        """Blind, then building on each other."""
        await self.all_follow(key)
        async with self.crowd.moving(WRITES):
            await asyncio.gather(*(self.idea(one, key, f"{key}: idea, {one.name}") for one in self.people))
            if first:
                await self.mending(key)
            for one in self.people[1:]:  # blind: nobody has what another wrote
                await expect(one.page.locator("body")).not_to_contain_text(f"{key}: idea, {self.people[0].name}")
            if first:
                await self.look(f"{key}, blind")
        await self.desk.advance(key)
        for one in self.people:
            await self.wall.sees(f"{key}: idea, {one.name}")
        async with self.crowd.moving(WRITES):
            await asyncio.gather(*(self.build_on(n, key) for n in range(len(self.people))))
            if first:
                await self.hiding(key)
        await self.look(f"{key}, building")
        await self.desk.close(key)

    async def mending(self, key: str) -> None:
        """One edits, one withdraws, one types what looks like markup, and one has no phone."""
        thumb, keys, mouse = self.people
        old = f"{key}: idea, {keys.name}"
        card = keys.page.locator(".brainstorm-idea", has_text=within(old))
        await keys.press(card.get_by_role("button", name=within(f"Muokkaa: {old}")))
        new = self.told.text(key, f"{key}: idea, {keys.name}, viilattu näppäimillä")
        self.told.gone(old)
        dialog = keys.page.get_by_role("dialog")
        await keys.write(dialog.get_by_label(said("brainstorm-field")), new)
        await keys.press(dialog.get_by_role("button", name=said("brainstorm-save")))
        await expect(keys.page.locator(".brainstorm-idea", has_text=within(new))).to_be_visible()

        away = f"{key}: tämän perun, {thumb.name}"
        await self.idea(thumb, key, away)
        card = thumb.page.locator(".brainstorm-idea", has_text=within(away))
        await thumb.press(card.get_by_role("button", name=within("Peru idea: ")))
        await thumb.press(thumb.page.get_by_role("dialog").get_by_role("button", name=said("brainstorm-withdraw")))
        await expect(card).to_have_count(0)
        self.told.gone(away)

        await self.idea(mouse, key, NASTY)
        await self.desk.press(self.desk.button("brainstorm-add-proxy"))
        dialog = self.desk.page.get_by_role("dialog")
        text = self.told.text(key, f"{key}: puhelimettoman ajatus")
        await self.desk.write(dialog.get_by_label(said("brainstorm-proxy-field")), text)
        await self.desk.press(dialog.get_by_role("button", name=said("brainstorm-keep")))
        await expect(dialog.locator(".kept-mark.kept")).to_be_visible()
        await self.desk.press(dialog.get_by_role("button", name=said("dialog-close")))  # it stays open for the next one
        await expect(self.desk.page.locator(".brainstorm-idea", has_text=within(text))).to_be_visible()

    async def build_on(self, n: int, key: str) -> None:
        """On what the next one wrote."""
        one, other = self.people[n], self.people[(n + 1) % len(self.people)]
        card = one.page.locator(".brainstorm-idea", has_text=within(f"{key}: idea, {other.name}")).last
        fresh = one.page.locator(".brainstorm-fresh")
        await expect(card.or_(fresh).first).to_be_visible()
        if await fresh.is_visible():
            await one.press(fresh)
        await one.press(card.get_by_role("button", name=within("Jatkan ideaa")))
        dialog = one.page.get_by_role("dialog")
        text = self.told.text(key, f"{key}: jatkoa, {one.name}")
        await one.write(dialog.get_by_label(said("brainstorm-field")), text)
        await one.press(dialog.get_by_role("button", name=said("brainstorm-keep")))
        await expect(one.page.locator(".brainstorm-idea", has_text=within(text)).first).to_be_visible()

    async def hiding(self, key: str) -> None:
        """The facilitator hides one; nobody else has it any more."""
        thumb = self.people[0]
        text = f"{key}: piilotettava, {thumb.name}"
        await self.idea(thumb, key, text)
        await self.wall.sees(text)
        # The note itself: the crowd may go on from it, and quote it above what they write.
        note = self.desk.page.locator(".brainstorm-idea .note", has_text=within(text))
        await self.desk.press(note.get_by_role("button", name=within("Piilota")))
        await expect(self.wall.page.locator("body")).not_to_contain_text(within(text))
        self.told.hidden(text)

    async def clustering(self, key: str) -> None:
        """Everybody sorts at once, each in their own way; a pile gets a name."""
        await self.all_follow(key)
        thumb, keys, mouse = self.people
        name = self.told.text(key, f"{key}: pino, {thumb.name}")
        # The notes come a handful in a frame; until the last is there, the button below them is on its way down.
        notes = len(self.desk.peer.room.of(self.desk.step(key).round, Item))
        await expect(thumb.page.locator(".clustering-loose .note")).to_have_count(min(notes, FIRST_FEW))
        await thumb.press(thumb.button("clustering-new-pile"))
        dialog = thumb.page.get_by_role("dialog")
        await thumb.write(dialog.get_by_label(said("clustering-name-field")), name)
        await thumb.press(dialog.get_by_role("button", name=said("clustering-make")))
        for one in self.people:
            await expect(self.pile(one, name)).to_be_visible()
        await self.move_by_tap(thumb, name)
        await self.move_from_list(keys, name)
        await self.drag(mouse, name)
        room, round = self.desk.peer.room, self.desk.step(key).round
        half = len(room.of(round, Item)) // 2
        async with self.crowd.moving():
            await until(lambda: len(room.of(round, Placement)) > half, "the crowd to sort")
        for one in (self.wall, self.desk, *self.people):
            await one.sees(name)
        await self.look(key)
        await self.desk.close(key)

    def pile(self, one: Person, name: str) -> Locator:
        return one.page.locator(".clustering-pile", has=one.page.get_by_role("heading", name=exactly(name)))

    async def move_by_tap(self, one: Person, name: str) -> None:
        """Tap a card, tap the place: the places stand under the thumb."""
        text = await self.loose_one(one)
        hand = one.page.locator(".clustering-hand")
        await one.press(self.loose(one, text))
        await one.press(hand.get_by_role("button", name=exactly(name)))
        await self.lies_in(one, name, text)

    async def move_from_list(self, one: Person, name: str) -> None:
        """Enter on a card opens the list of places."""
        text = await self.loose_one(one)
        await one.press(self.loose(one, text))
        await one.press(one.page.get_by_role("dialog").get_by_role("button", name=within(name)))
        await self.lies_in(one, name, text)

    async def drag(self, one: Person, name: str) -> None:
        text = await self.loose_one(one)
        target = self.pile(one, name).locator("header")
        await self.loose(one, text).drag_to(target, steps=8)
        await self.lies_in(one, name, text)

    async def loose_one(self, one: Person) -> str:
        return await one.page.locator(".clustering-loose .note-face .words").first.inner_text()

    def loose(self, one: Person, text: str) -> Locator:
        return one.page.locator(".clustering-loose .note-face", has_text=within(text)).first

    async def lies_in(self, one: Person, name: str, text: str) -> None:
        await expect(self.pile(one, name)).to_contain_text(within(text))
        await expect(one.page.locator(".kept-mark.kept").first).to_be_visible()

    async def vote(self, key: str, ballots: list[list[int]], *, crowd: bool) -> None:
        """Each spreads dots over the options as they stand on their own page; all of them are counted afterwards."""
        await self.all_follow(key)
        if crowd:
            async with self.crowd.moving():
                await asyncio.gather(
                    *(self.place(one, key, dots) for one, dots in zip(self.people, ballots, strict=True))
                )
        else:
            await asyncio.gather(*(self.place(one, key, dots) for one, dots in zip(self.people, ballots, strict=True)))
        self.told.ballots(key, self.crowd.seats, self.desk.step(key).round)
        await self.look(f"{key}, voting")
        await self.desk.close(key)
        await self.desk.reveal(key, few=not crowd)
        for one in (self.wall, self.desk, *self.people):
            for text, count in self.told.votes[key].items():
                row = one.page.locator(".bar", has=one.page.locator(".bar-text", has_text=within(text)))
                await expect(row.locator(".bar-count > [aria-hidden]").first).to_have_text(str(count))
        await self.look(f"{key}, revealed")

    async def place(self, one: Person, key: str, dots: list[int]) -> None:
        options = one.page.locator(".dot-vote-option")
        await expect(options.first).to_be_visible()
        for at, count in enumerate(dots[: await options.count()]):
            for n in range(count):
                await self.dot(one, options.nth(at), "Lisää piste", n + 1)
            self.told.vote(key, await options.nth(at).locator(".words").first.inner_text(), count)
        await self.dot(
            one, options.nth(0), "Ota piste pois", dots[0] - 1
        )  # everybody changes their mind about the first
        self.told.vote(key, await options.nth(0).locator(".words").first.inner_text(), -1)

    async def dot(self, one: Person, option: Locator, way: str, then: int) -> None:
        await one.press(option.get_by_role("button", name=within(way)))
        await expect(option.get_by_role("img", name=said("dot-vote-on", n=then))).to_be_visible()
        await expect(one.page.locator(".kept-mark.kept")).to_be_visible()

    async def next_steps(self, key: str) -> None:
        await self.all_follow(key)
        for n, one in enumerate(self.people):
            card = one.page.locator(".next-steps-card").nth(n)
            act = self.told.text(key, f"Ensimmäinen teko, {one.name}")
            await one.write(card.get_by_label(said("next-steps-first-act")), act)
            await one.press(card.get_by_role("button", name=said("next-steps-keep")))
            await expect(card.locator(".next-steps-act")).to_contain_text(within(act))
            await one.press(card.get_by_role("button", name=said("next-steps-take-on")))
            name = self.told.text(key, one.name)  # who gave it at the door signs with one tap
            if one.name == NAMELESS:
                await one.write(card.get_by_label(said("next-steps-your-name")), name)
                await one.press(card.get_by_role("button", name=said("next-steps-sign")))
            await expect(card.locator(".next-steps-owners")).to_contain_text(within(name))
        date = self.people[0].page.locator(".next-steps-card").nth(0).locator("input[type=date]")
        await date.fill("2031-05-17")
        await self.wall.sees("17. toukokuuta 2031")
        self.told.date(key, "2031-05-17")
        await self.look(key)
        await self.desk.close(key)
        for text in self.told.texts_of(key):
            await self.wall.sees(text)

    async def feedback(self, key: str) -> None:
        await self.all_follow(key)
        async with self.crowd.moving():
            await asyncio.gather(*(self.answer(one, key, n) for n, one in enumerate(self.people)))
        await self.look(f"{key}, writing")
        await self.desk.close(key)
        await self.desk.reveal(key)
        for text in self.told.texts_of(key):
            await self.wall.sees(text)
        await self.look(f"{key}, revealed")

    async def answer(self, one: Person, key: str, n: int) -> None:
        rows = one.page.locator("fieldset.choice")
        for at in range(4):
            await one.choose(rows.nth(at).get_by_role("radio"), (at + n) % 5)
        await one.write(one.page.get_by_label(said("feedback-best")), self.told.text(key, f"Parasta, {one.name}"))
        await one.write(one.page.get_by_label(said("feedback-take")), self.told.text(key, f"Mukaan, {one.name}"))
        await one.tick(one.page.get_by_role("checkbox"))
        await one.press(one.button("feedback-send"))
        await expect(one.page.locator(".kept-mark.kept").first).to_be_visible()


async def gathered(venue: Venue) -> tuple[Play, dict[str, str]]:
    """Everybody is in: the facilitator at the host page, the wall uncovered, three at their pages, the crowd."""
    links = await venue.create("double-diamond", title=TITLE)
    peer = await hosting(venue, links)
    desk = Desk(await venue.page(links["host_url"], accept_downloads=True, **DESKTOP), peer)
    await expect(desk.page.locator(".host-stage")).to_be_visible()
    wall = Wall(await venue.page(**PROJECTOR), "seinä")
    await wall.hang(links["screen_url"])
    people = [
        Thumb(await venue.page(**PHONE), "Aino"),
        Keyboard(await venue.page(**DESKTOP), "Eero"),
        Person(await venue.page(**DESKTOP), "Helmi"),
    ]
    door = venue.address(f"/{links['code']}")
    await asyncio.gather(*(one.enter(door, "" if one.name == NAMELESS else one.name) for one in people))
    crowd = Crowd(venue, links["code"], PEOPLE)
    await crowd.join()
    return Play(venue, desk, people, wall, crowd, Told()), links


async def open_and_close_talk(play: Play, *keys: str) -> None:
    for key in keys:
        await play.desk.open(key)
        await play.talk(key)


async def test_a_whole_workshop_from_the_link_to_the_export(venue: Venue, tmp_path: Path) -> None:
    play, links = await gathered(venue)
    desk, told = play.desk, play.told

    await desk.open("lobby")
    await play.lobby("lobby")
    await desk.open("aim")
    await play.talk("aim")
    await clock_and_line(play)

    await desk.open("notes")
    await play.brainstorm("notes", first=True)
    await open_and_close_talk(play, "personas", "one-two-four")
    await desk.open("fours")
    await play.brainstorm("fours")

    await desk.open("piles")
    await play.clustering("piles")
    await desk.open("focus", lambda: pasted(play, "focus"))
    await play.vote("focus", [[2, 1], [1, 1, 1], [2, 1]], crowd=False)

    await desk.open("how-might-we")
    await play.brainstorm("how-might-we")
    await open_and_close_talk(play, "break")
    await desk.open("ideas")
    await play.brainstorm("ideas")
    await open_and_close_talk(play, "gallery")
    await desk.open("continuations")
    await play.brainstorm("continuations")
    await desk.open("merged")
    await play.clustering("merged")
    await desk.open("favourites", lambda: merged(play, "favourites"))
    await play.vote("favourites", [[2, 2, 1], [1, 1, 1, 1, 1], [2, 1]], crowd=True)

    await open_and_close_talk(play, "impact-effort", "experiment-card", "pitch")
    await desk.open("choice", lambda: rewritten(play, "choice"))
    await play.vote("choice", [[1, 1, 1, 1], [1, 1], [1, 0, 1]], crowd=True)
    await open_and_close_talk(play, "harvest")
    await desk.open("next-steps")
    await play.next_steps("next-steps")
    await desk.open("feedback")
    await play.feedback("feedback")

    await desk.act("feedback", "host-end")
    await desk.press(desk.page.get_by_role("dialog").get_by_role("button", name=said("host-end")))
    await expect(desk.stage).to_contain_text(within(words.say("fi", "host-ended")))
    await play.look("the end")
    await in_result(play, links)
    await in_files(desk, told, tmp_path)
    await play.crowd.leave()
    await desk.peer.seat.leave()


async def clock_and_line(play: Play) -> None:
    """A minute more, a pause, music, one line to all: others' pages follow."""
    desk = play.desk
    await desk.press(desk.button("host-plus-minute"))
    await desk.press(desk.button("host-pause"))
    await expect(play.wall.page.locator(".timer.paused")).to_be_visible()
    await desk.press(desk.button("host-go-on"))
    await expect(play.wall.page.locator(".timer.paused")).to_have_count(0)
    text = "Puhelimet esiin kahden minuutin päästä"
    await desk.say_line(text)
    await asyncio.gather(*(one.sees(text) for one in (play.wall, *play.people)))
    for one in play.people:
        await one.press(one.button("line-put-away"))
    await play.look("a line to all")


async def only_some(play: Play, key: str, most: int) -> None:
    """The facilitator takes a few of many."""
    desk = play.desk
    await desk.press(desk.button("host-tick-none"))
    boxes = desk.stage.locator(".candidate input")
    await expect(desk.stage.locator(".candidate input:checked")).to_have_count(0)
    for n in range(most):
        await desk.tick(boxes.nth(n))
    await expect(desk.stage.locator(".candidate input:checked")).to_have_count(most)


async def pasted(play: Play, key: str) -> None:
    """A few of many, and one that nobody had written."""
    await only_some(play, key, 4)
    desk = play.desk
    await desk.press(desk.button("host-paste"))
    text = play.told.text(key, f"{key}: liitetty vaihtoehto")
    await desk.write(desk.page.get_by_label(said("host-paste-lines")), text)
    await desk.press(desk.page.get_by_role("dialog").get_by_role("button", name=said("host-paste-n", n=1)))
    await expect(desk.candidate(text)).to_be_visible()
    await play.venue.axe(desk.page, "candidates")


async def merged(play: Play, key: str) -> None:
    """Two become one, in the facilitator's words."""
    desk = play.desk
    rows = desk.stage.locator(".candidate")
    before = await rows.count()
    await desk.menu(rows.nth(0), "host-candidate-merge")
    dialog = desk.page.get_by_role("dialog")
    text = play.told.text(key, f"{key}: kaksi yhdessä")
    await desk.write(dialog.get_by_label(said("host-merge-text")), text)
    await desk.tick(dialog.get_by_role("checkbox").first)
    merge = dialog.get_by_role("button", name=said("host-merge-n", n=2))
    await expect(merge).to_be_enabled()
    await play.venue.axe(desk.page, "merging candidates")
    await desk.press(merge)
    await expect(desk.candidate(text)).to_be_visible()
    await expect(rows).to_have_count(before - 1)


async def rewritten(play: Play, key: str) -> None:
    desk = play.desk
    row = desk.stage.locator(".candidate", has=desk.page.locator("input:checked")).first
    await desk.menu(row, "host-candidate-edit")
    dialog = desk.page.get_by_role("dialog")
    text = play.told.text(key, f"{key}: korjattu vaihtoehto")
    await desk.write(dialog.get_by_label(said("host-candidate-text")), text)
    await desk.press(dialog.get_by_role("button", name=said("host-save")))
    await expect(desk.candidate(text)).to_be_visible()
