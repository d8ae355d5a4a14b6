"""A phone's day: it sleeps, reloads, loses the server, comes too late, is shown out; and its owner loses nothing."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from server import words
from sessions.records import Handed, Idea, Item, Progress
from sessions.records import Person as Known
from tests.browser.desk import Desk
from tests.browser.hosting import Host, hosting
from tests.browser.people import Person, Thumb, said, within
from tests.browser.venue import PHONE, PROJECTOR, Venue, until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AWAY = r"ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INTERNET_DISCONNECTED|ERR_SOCKET_NOT_CONNECTED|WebSocket connection"
"""What a browser writes to its console while the server is away."""


@dataclass
class Phone:
    """A venue, a facilitator without a page, and one person with a phone who is in the room."""

    venue: Venue
    links: dict[str, str]
    host: Host
    context: BrowserContext
    person: Thumb

    @property
    def page(self) -> Page:
        return self.person.page

    @property
    def field(self) -> Locator:
        return self.page.get_by_label(said("brainstorm-field")).first

    async def again(self) -> None:
        """The page is thrown away and opened anew, as a phone does behind its owner's back."""
        await self.page.close()
        self.person.page = await self.context.new_page()
        await self.page.goto(self.venue.address(f"/{self.links['code']}"))

    def ideas(self, key: str = "notes") -> int:
        """How many texts the room has kept in a step."""
        counted = self.host.room.one(self.host.at(key).round, Progress)
        return counted.count if counted else 0


@contextlib.asynccontextmanager
async def phone(venue: Venue, model: str, step: str, lang: str = "fi", lines: str = "") -> AsyncIterator[Phone]:
    """Somebody in the room, the step open; `lines` are pasted into it before."""
    links = await venue.create(model)
    host = await hosting(venue, links)
    context = await venue.context(lang, **PHONE)
    person = Thumb(await context.new_page(), "Aino", lang)
    await person.enter(venue.address(f"/{links['code']}"))
    if lines:
        await host.ask("paste_items", id=host.at(step).id, lines=lines)
    opened_step = await host.begin(step)
    await person.follow(opened_step.title[lang])
    yield Phone(venue, links, host, context, person)
    await host.seat.leave()


async def test_a_draft_survives_a_reload_and_a_lost_page(venue: Venue) -> None:
    async with phone(venue, "double-diamond", "notes") as it:
        text = "Puolivalmis ajatus,\njota ei ole vielä annettu"
        await it.person.write(it.field, text)
        await it.page.reload()
        await expect(it.field).to_have_value(text)
        await it.again()
        await expect(it.field).to_have_value(text)
        assert it.ideas() == 0


async def test_a_text_typed_while_the_server_is_away_is_kept_once(venue: Venue) -> None:
    async with phone(venue, "double-diamond", "notes") as it:
        it.venue.bear(AWAY)
        await expect(it.field).to_be_visible()
        await it.venue.server.kill()
        await it.person.write(it.field, "Ajatus katkoksen ajalta")
        await it.person.press(it.person.button("brainstorm-keep"))
        await expect(it.page.locator(".kept-mark.waiting").first).to_have_text(said("kept-waiting"))
        await it.person.sees(words.say("fi", "line-lost", n=1))
        await it.venue.server.start()
        await expect(it.page.locator(".kept-mark.waiting")).to_have_count(0)
        await expect(it.page.locator(".brainstorm-idea", has_text="Ajatus katkoksen ajalta")).to_have_count(1)
        await expect(it.page.locator(".notice.warn")).to_have_count(0)
        await it.host.seat.back()
        assert it.ideas() == 1


async def test_what_waits_survives_the_page_and_is_sent_once(venue: Venue) -> None:
    async with phone(venue, "double-diamond", "notes") as it:
        it.venue.bear(AWAY)
        await expect(it.field).to_be_visible()  # the page has come whole
        await it.venue.server.kill()
        await it.person.write(it.field, "Ajatus suljetusta sivusta")
        await it.person.press(it.person.button("brainstorm-keep"))
        await expect(it.page.locator(".kept-mark.waiting").first).to_be_visible()
        await it.page.close()
        await it.venue.server.start()
        await it.host.seat.back()
        assert it.ideas() == 0
        it.person.page = await it.context.new_page()
        await it.page.goto(it.venue.address(f"/{it.links['code']}"))
        await expect(it.page.locator(".brainstorm-idea", has_text="Ajatus suljetusta sivusta")).to_have_count(1)
        await until(lambda: it.ideas() == 1, "the text to be kept")
        await it.again()
        await expect(it.page.locator(".brainstorm-idea", has_text="Ajatus suljetusta sivusta")).to_have_count(1)
        assert it.ideas() == 1


async def test_without_a_network_a_text_waits_and_is_sent_once(venue: Venue) -> None:
    async with phone(venue, "double-diamond", "notes") as it:
        it.venue.bear(AWAY)
        await expect(it.field).to_be_visible()
        await it.context.set_offline(True)
        await it.person.write(it.field, "Ajatus ilman verkkoa")
        await it.person.press(it.person.button("brainstorm-keep"))
        await expect(it.page.locator(".kept-mark.waiting").first).to_be_visible()
        await it.context.set_offline(False)
        await expect(it.page.locator(".brainstorm-idea", has_text="Ajatus ilman verkkoa")).to_have_count(1)
        await until(lambda: it.ideas() == 1, "the text to be kept")
        await expect(it.page.locator(".kept-mark.waiting")).to_have_count(0)


async def test_a_text_that_comes_too_late_stays_and_one_tap_hands_it_over(venue: Venue) -> None:
    async with phone(venue, "double-diamond", "notes") as it:
        it.venue.bear(AWAY)
        desk = await it.venue.page(it.links["host_url"])
        await expect(desk.locator(".host-stage")).to_be_visible()
        await expect(it.field).to_be_visible()
        await desk.wait_for_load_state("networkidle")
        await it.venue.server.kill()
        await it.person.write(it.field, "Myöhästynyt ajatus")
        await it.person.press(it.person.button("brainstorm-keep"))
        await expect(it.page.locator(".kept-mark.waiting").first).to_be_visible()
        await it.page.close()
        await it.venue.server.start()
        await it.host.seat.back()
        await it.host.over("notes")
        it.person.page = await it.context.new_page()
        await it.page.goto(it.venue.address(f"/{it.links['code']}"))
        late = it.page.locator(".notice.late")
        await expect(late).to_contain_text("Myöhästynyt ajatus")
        await expect(late).to_contain_text(within(words.say("fi", "refused-late")))
        await it.venue.axe(it.page, "a text that came too late")
        await it.person.press(it.person.button("late-hand-over"))
        await expect(late).to_have_count(0)
        await until(lambda: it.host.room.every(Handed), "the text to be handed over")
        await expect(desk.locator(".handed-list")).to_contain_text("Myöhästynyt ajatus")
        await it.venue.axe(desk, "a text that was handed over")
        assert it.ideas() == 0
        await it.again()
        await expect(it.page.locator(".shell")).to_be_visible()
        await expect(it.page.locator(".notice.late")).to_have_count(0)


async def test_a_half_typed_text_is_offered_when_its_step_closes(venue: Venue) -> None:
    async with phone(venue, "double-diamond", "notes") as it:
        await it.person.write(it.field, "Annettu ajatus")
        await it.person.press(it.person.button("brainstorm-keep"))
        await until(lambda: it.ideas() == 1, "the text to be kept")
        await it.person.write(it.field, "Puolivalmis ajatus")
        await it.host.over("notes")
        late = it.page.locator(".notice.late")
        await expect(late).to_have_count(1)
        await expect(late).to_contain_text("Puolivalmis ajatus")
        await expect(late).to_contain_text(within(words.say("fi", "refused-late")))
        await it.person.press(it.person.button("late-hand-over"))
        await expect(late).to_have_count(0)
        await until(lambda: it.host.room.every(Handed), "the text to be handed over")
        await it.again()
        await expect(it.page.locator(".shell")).to_be_visible()
        await expect(it.page.locator(".notice.late")).to_have_count(0)


async def test_a_half_typed_text_stays_in_sight_while_it_would_still_count(venue: Venue) -> None:
    async with phone(venue, "double-diamond", "notes") as it:
        await it.page.clock.install()
        await it.person.write(it.field, "Puolivalmis ajatus")
        await it.page.clock.fast_forward(30_000)
        await it.host.begin("personas")
        await expect(it.page.locator(".new-step")).to_be_visible()
        await it.page.clock.run_for(3_000)
        await expect(it.field).to_have_value("Puolivalmis ajatus")
        await it.person.press(it.person.button("brainstorm-keep"))
        await until(lambda: it.ideas() == 1, "the text to be kept")


async def test_an_open_sheet_does_not_keep_a_phone_behind(venue: Venue) -> None:
    async with phone(venue, "double-diamond", "notes") as it:
        await it.page.clock.install()
        await it.person.press(it.person.button("self-title"))
        await expect(it.page.locator("dialog[open]")).to_be_visible()
        await it.host.begin("personas")
        await it.page.clock.run_for(3_000)
        await expect(it.page.locator(".new-step")).to_have_count(1)
        await it.page.clock.fast_forward(30_000)
        await expect(it.page.locator(".new-step")).to_have_count(0)
        await expect(it.page.locator("dialog[open]")).to_be_visible()


async def test_a_kept_reason_is_not_offered_as_a_late_one(venue: Venue) -> None:
    async with phone(venue, "learning-workshop", "walk") as it:
        await expect(it.page.locator(".thesis-walk-asked")).to_be_visible()
        await it.person.press(it.person.button("thesis-walk-pick"))
        why = it.page.get_by_label(said("thesis-walk-why"))
        await it.person.write(why, "Kerrottu syy")
        await it.person.press(it.person.button("thesis-walk-save-why"))
        await expect(it.page.locator(".kept-mark.kept")).to_be_visible()
        await it.again()
        why = it.page.get_by_label(said("thesis-walk-why"))
        await expect(why).to_have_value("Kerrottu syy")
        await it.host.over("walk")
        await expect(why).to_have_count(0)
        await expect(it.page.locator(".notice.late")).to_have_count(0)


LONG = (
    "Hyvä käytäntö leviää vasta, kun joku saa aikaa kertoa siitä toisille, ja kun kuulija saa aikaa kokeilla sitä. " * 3
)


async def test_after_picking_the_reason_is_in_sight_also_beside_a_long_thesis(venue: Venue) -> None:
    """The card shrinks, the field is above the foot, and each word about what is kept means one thing."""
    async with phone(venue, "learning-workshop", "walk", lines=LONG) as it:
        await it.person.press(it.person.button("thesis-walk-pick"))
        why = it.page.get_by_label(said("thesis-walk-why"))
        await expect(why).to_be_visible()
        await expect(it.page.locator(".kept-mark.kept")).to_have_text(said("thesis-walk-pick-kept"))
        field, foot = await why.bounding_box(), await it.page.locator(".foot").bounding_box()
        assert field and foot and field["y"] > 0
        assert field["y"] + field["height"] <= foot["y"] + 10, "the foot does not lie on the field"
        await it.venue.axe(it.page, "a long thesis that is picked")
        unsent = it.page.get_by_text(said("thesis-walk-why-unsent"))
        await expect(unsent).to_have_count(0)
        await it.person.write(why, "Näin kävi meillä")
        await expect(unsent).to_be_visible()
        await it.person.press(it.person.button("thesis-walk-save-why"))
        await expect(unsent).to_have_count(0)
        await expect(it.page.locator(".kept-mark.kept")).to_have_text(said("thesis-walk-why-kept"))


async def test_scales_of_few_are_told_in_one_line_and_draw_nothing(venue: Venue) -> None:
    """On the wall, the phone, the desk and in the report; and the facilitator was promised nothing else."""
    async with phone(venue, "double-diamond", "feedback") as it:
        wall = await venue.page(it.links["screen_url"], **PROJECTOR)
        desk = await venue.page(it.links["host_url"])
        await expect(wall.locator(".feedback-wall-count")).to_be_visible()
        await it.person.write(it.page.get_by_label(said("feedback-best")), "Hiljaisuus")
        await it.person.press(it.page.locator(".option").nth(4))
        five, word = [
            await it.page.locator(one).bounding_box() for one in (".option >> nth=4", ".feedback-ends span >> nth=1")
        ]
        assert five and word and word["x"] < five["x"] + five["width"] / 2 < word["x"] + word["width"], "it is under it"
        await it.person.press(it.person.button("feedback-send"))
        await expect(it.page.locator(".kept-mark.kept")).to_be_visible()
        await expect(wall.locator(".feedback-wall-count")).to_have_text(said("feedback-answers", n=1))
        await it.host.over("feedback", reveal=False)
        host = Desk(desk, it.host)
        await host.act("feedback", "host-act-reveal")
        await expect(desk.get_by_text(said("feedback-few-sure"))).to_be_visible()
        await host.press(host.button("host-reveal-anyway"))
        for page in (it.page, wall, desk):
            await expect(page.locator(".feedback-untold")).to_have_count(2)  # too few, and nobody
            await expect(page.locator(".feedback-spread")).to_have_count(0)
        await expect(desk.locator(".note", has_text="Hiljaisuus")).to_contain_text(within("ei lainattavaksi"))
        report = await venue.page(it.links["host_url"].replace("/host/", "/report/"))
        await expect(report.locator(".what-scale").first).to_contain_text(within("alle viisi vastausta, ei näytetä"))
        await expect(report.locator(".what-best")).to_contain_text(within("ei lainattavaksi"))
        await expect(report.locator(".spread")).to_have_count(0)


async def test_who_votes_on_piles_sees_what_is_in_them(venue: Venue) -> None:
    """Their count at once, their notes on a tap; also once the board is sealed, and at the desk."""
    notes = ("Yksi lomake", "Yhteinen lomake", "Kahvi naapurin kanssa")
    async with phone(venue, "double-diamond", "piles", lines="\n".join(notes)) as it:
        ids = {item.text: item.id for item in it.host.room.of(it.host.at("piles").round, Item)}
        await it.host.do("piles", "make_pile", items=[ids[text] for text in notes[:2]])
        await it.host.over("piles")
        await it.host.ask("seal_step", id=it.host.at("piles").id)
        await it.host.begin("focus")
        desk = await venue.page(it.links["host_url"])
        for page in (it.page, desk):
            pile = page.locator(".dot-vote-pile")
            await expect(pile).to_have_count(1)
            summary = pile.locator("summary")
            await expect(summary).to_have_text(said("dot-vote-notes", n=2))
            await summary.click()
            await expect(pile.locator("li")).to_have_text([within(text) for text in notes[:2]])
        await it.venue.axe(it.page, "a pile that is voted on")
        heard = it.page.get_by_role("alert")
        await expect(heard).to_have_text("")  # the new step was said, and does not stay there


async def test_who_wrote_what_was_hidden_is_told_wherever_it_was_kept(venue: Venue) -> None:
    """It was their only one: the mark does not go on saying that it is kept."""
    async with phone(venue, "double-diamond", "notes") as it:
        await it.person.write(it.field, "Ainoa ajatukseni")
        await it.person.press(it.person.button("brainstorm-keep"))
        await expect(it.page.locator(".brainstorm-kept .kept-mark")).to_be_visible()
        await it.host.ask("advance_step", id=it.host.at("notes").id, stage="build")
        await until(lambda: it.host.room.every(Idea), "the idea to come up")
        await it.host.ask("hide", id=it.host.room.every(Idea)[0].id)
        await it.person.sees(words.say("fi", "mine-hidden", n=1))
        await expect(it.page.locator(".brainstorm-kept .kept-mark")).to_have_count(0)
        bar = it.page.locator(".shell-bar button").first
        await expect(bar).to_contain_text(within(words.say("fi", "mine-count-hidden", n=1)))
        await it.person.press(bar)
        await expect(it.page.get_by_role("dialog")).to_contain_text(within(words.say("fi", "mine-hidden", n=1)))
        await expect(it.page.get_by_text(said("mine-none"))).to_have_count(0)


async def test_the_order_of_the_theses_is_ones_own_and_stays(venue: Venue) -> None:
    async with phone(venue, "learning-workshop", "walk") as it:
        await expect(posters_of(it.page)).to_have_count(40)
        order = await posters_of(it.page).all_inner_texts()
        await it.again()
        await expect(posters_of(it.page)).to_have_count(40)
        assert await posters_of(it.page).all_inner_texts() == order
        other = Person(await it.venue.page(), "Eero")
        await other.enter(it.venue.address(f"/{it.links['code']}"))
        await expect(posters_of(other.page)).to_have_count(40)
        theirs = await posters_of(other.page).all_inner_texts()
        assert theirs != order and sorted(theirs) == sorted(order)


def posters_of(page: Page) -> Locator:
    return page.locator(".thesis-walk-poster .poster-text")


async def test_the_page_comes_back_to_its_place(venue: Venue) -> None:
    async with phone(venue, "learning-workshop", "walk") as it:
        for _ in range(3):
            await it.person.press(it.page.get_by_role("button", name=said("thesis-walk-next")))
        here = it.page.get_by_role("img", name=said("thesis-walk-place", n=4, of=40))
        await expect(here).to_be_visible()
        await it.again()
        await expect(it.page.get_by_role("img", name=said("thesis-walk-place", n=4, of=40))).to_be_visible()


async def test_the_page_is_in_swedish_for_who_asks_for_it(venue: Venue) -> None:
    async with phone(venue, "learning-workshop", "walk", lang="sv") as it:
        assert await it.page.evaluate("document.documentElement.lang") == "sv"
        await expect(it.person.button("thesis-walk-pick")).to_be_visible()
        await it.person.press(it.person.button("thesis-walk-pick"))
        await it.host.over("walk")
        await expect(it.page.locator(".bar").first).to_be_visible()


async def test_an_unknown_code_says_so_and_takes_another(venue: Venue) -> None:
    venue.bear("status of 404")
    links = await venue.create("double-diamond", title="Kylätalon kevät")
    person = Thumb(await venue.page(venue.address("/ZZZZZZ"), **PHONE), "Aino")
    await person.sees(words.say("fi", "error-unknown-room", code="ZZZ-ZZZ"))
    await venue.axe(person.page, "an unknown code")
    code = links["code"]
    await person.write(person.page.get_by_label(said("start-code")), f"{code[:3]}-{code[3:]}".lower())
    await person.press(person.button("start-join"))
    await person.sees(words.say("fi", "join-welcome"))
    await expect(person.page.get_by_role("heading", name="Kylätalon kevät")).to_be_visible()


async def test_a_page_that_has_not_come_whole_says_what_to_do(venue: Venue) -> None:
    venue.bear("Failed to load resource")
    links = await venue.create("double-diamond")
    page = await venue.page(**PHONE)
    await page.route(re.compile(r"/static/chunk-[^/]*[.]js"), lambda route: route.abort())
    await page.goto(links["join_url"])
    coming = page.get_by_text(words.say("fi", "page-coming"))
    await expect(coming).to_be_attached()
    await expect(coming).not_to_be_visible()
    await expect(coming).to_be_visible(timeout=15_000)
    await page.unroute_all()
    await page.reload()
    await expect(Thumb(page, "Aino").button("join-enter")).to_be_visible()
    await expect(coming).not_to_be_attached()


async def test_an_answer_that_is_to_be_changed_stands_in_its_field(venue: Venue) -> None:
    async with phone(venue, "double-diamond", "lobby") as it:
        field, own = it.page.get_by_label(said("lobby-answer")), it.page.locator(".lobby-own")
        await it.person.press(it.person.button("lobby-send"))
        await it.person.sees(words.say("fi", "refused-empty"))
        await it.person.write(field, "Hyvin nukutu yö")
        await it.person.press(it.person.button("lobby-send"))
        await expect(own).to_contain_text("Hyvin nukutu yö")
        await expect(field).to_have_value("Hyvin nukutu yö")
        await it.page.reload()
        await expect(field).to_have_value("Hyvin nukutu yö")
        await it.person.write(field, "Hyvin nukuttu yö")
        await it.person.press(it.person.button("lobby-change"))
        await expect(own).to_contain_text("Hyvin nukuttu yö")
        await expect(field).to_have_value("Hyvin nukuttu yö")
        assert it.ideas("lobby") == 1


async def test_ones_own_dots_are_told_apart_from_those_of_all(venue: Venue) -> None:
    async with phone(venue, "double-diamond", "focus", lines="Koulun keittiö\nKirjaston iltavuoro") as it:
        add = it.person.button("dot-vote-add", None, text="Koulun keittiö")
        for _ in range(2):
            await it.person.press(add)
        await expect(it.page.locator(".kept-mark.kept").first).to_be_visible()
        await it.host.over("focus")
        await expect(it.page.locator(".bar-own")).to_have_text(said("dot-vote-own", n=2))
        await expect(it.page.locator(".bar", has=it.page.locator(".bar-own"))).to_contain_text("Koulun keittiö")


async def test_who_is_shown_out_is_told_and_does_not_come_back(venue: Venue) -> None:
    async with phone(venue, "double-diamond", "lobby") as it:
        aino = next(one for one in it.host.room.every(Known) if one.name == "Aino")
        await it.host.ask("remove_person", id=aino.id)
        await it.person.sees(words.say("fi", "refused-removed"))
        await it.venue.axe(it.page, "shown out")
        await it.page.reload()
        await it.person.sees(words.say("fi", "refused-removed"))


async def test_a_restart_is_said_and_passes(venue: Venue) -> None:
    async with phone(venue, "double-diamond", "notes") as it:
        it.venue.bear(AWAY)
        await it.person.write(it.field, "Kesken uudelleenkäynnistyksen")
        await it.venue.server.stop()
        await it.person.sees(words.say("fi", "line-lost", n=0))
        await it.venue.axe(it.page, "while the server is away")
        await it.venue.server.start()
        await expect(it.page.locator(".notice.warn")).to_have_count(0)
        await expect(it.field).to_have_value("Kesken uudelleenkäynnistyksen")
        await it.person.press(it.person.button("brainstorm-keep"))
        await it.host.seat.back()
        await until(lambda: it.ideas() == 1, "the idea to be kept")


async def test_the_tap_after_writing_a_first_act_signs_at_once(venue: Venue) -> None:
    """Leaving the field keeps the text; until the tap is over nothing moves from under the thumb."""
    async with phone(venue, "double-diamond", "aim") as it:
        step = it.host.at("next-steps")
        await it.host.ask("paste_items", id=step.id, lines="Avataan koulun keittiö iltaisin")
        await it.host.begin("next-steps")
        await it.person.follow(step.title["fi"])
        card = it.page.locator(".next-steps-card").first
        await it.person.write(card.get_by_label(said("next-steps-first-act")), "Soitan rehtorille maanantaina")
        button = card.get_by_role("button", name=said("next-steps-take-on"))
        box = await button.bounding_box()
        assert box is not None
        await it.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        await expect(card.locator(".next-steps-owners")).to_contain_text("Aino")
        await expect(card.locator(".next-steps-act")).to_contain_text(within("Soitan rehtorille maanantaina"))
