"""Every format: found by listing, in every language, at any minute, and never with a secret in it."""

from __future__ import annotations

import io
import zipfile

import msgspec
import pytest

from server import words
from server.export import UnknownFormat, file_name, formats, write
from server.export.source import source_of
from sessions.activities import ACTIVITIES
from sessions.records import Item, Opaque, put
from sessions.room import Room
from tests.server.export.whole import AT, exported, played
from tests.sessions.play import Play, plan

FORMATS = ("contacts", "csv", "json", "md", "outcome", "xlsx")


def unpacked(content: bytes) -> bytes:
    """The bytes as they are, or what is in them when they are a zip (XLSX is one)."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(name.encode() + b"\n" + archive.read(name) for name in archive.namelist())


def test_formats_are_found_by_listing_the_folder() -> None:
    assert tuple(sorted(formats())) == FORMATS
    for name, format in formats().items():
        assert name == format.FORMAT and "/" in format.MEDIA_TYPE and format.SUFFIX.startswith(".")
        assert (format.__doc__ or "").strip()


def test_an_unknown_format_is_said_with_those_there_are() -> None:
    with pytest.raises(UnknownFormat, match="pdf") as unknown:
        write("pdf", played().room, "en", words)
    assert sorted(unknown.value.known) == list(FORMATS)


def test_a_file_name_holds_code_and_day_only() -> None:
    assert file_name("xlsx", "KX4P7M", AT) == "talkoot-KX4P7M-2023-11-14.xlsx"
    assert file_name("csv", "", 0) == "talkoot.csv.zip"


@pytest.mark.parametrize(
    ("zone", "told", "clock"),
    [
        ("Europe/Helsinki", "Europe/Helsinki", "2023-11-15 00:13"),
        ("UTC", "UTC", "2023-11-14 22:13"),
        ("Nowhere/Atall", "UTC", "2023-11-14 22:13"),
        ("../../etc/passwd", "UTC", "2023-11-14 22:13"),
        ("", "UTC", "2023-11-14 22:13"),
        ("localtime", "UTC", "2023-11-14 22:13"),
        ("Factory", "UTC", "2023-11-14 22:13"),
        ("posixrules", "UTC", "2023-11-14 22:13"),
    ],
)
def test_moments_are_told_in_the_time_of_whoever_asks(zone: str, told: str, clock: str) -> None:
    for format in ("md", "csv", "xlsx"):
        content = unpacked(write(format, played().room, "en", words, code="KX4P7M", at=AT, zone=zone)).decode(
            errors="replace"
        )
        assert told in content and clock in content, format
        assert zone == told or not zone or zone not in content, format
    assert file_name("md", "KX4P7M", AT, zone) == f"talkoot-KX4P7M-{clock[:10]}.md"


def test_a_moment_that_no_calendar_knows_is_none() -> None:
    room = Room()
    room.restore(played().room, played().room.rev)
    for at in (-1, 2**53, 253_402_300_799_999):
        room.apply(put(msgspec.structs.replace(room.workshop, created=at)), room.rev + 1)
        for format in FORMATS:
            assert write(format, room, "en", words, code="KX4P7M", at=AT, zone="Pacific/Kiritimati"), format


@pytest.mark.parametrize("lang", ["fi", "en", "sv"])
@pytest.mark.parametrize("format", FORMATS)
def test_a_whole_workshop_exports(format: str, lang: str, caplog: pytest.LogCaptureFixture) -> None:
    for seal in (True, False):
        assert exported(format, played(seal).room, lang)
    assert not caplog.records, "words are missing"


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_state_gives_the_same_bytes(format: str) -> None:
    assert exported(format, played().room) == exported(format, played().replayed())


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind", sorted(ACTIVITIES))
def test_at_any_minute(kind: str, format: str) -> None:
    play = Play(plan(kind))
    assert exported(format, play.room)
    play.open(kind)
    assert exported(format, play.room)
    play.bots(kind)
    assert exported(format, play.room)
    play.hosts("close_step", id=play.step(kind).id)
    assert exported(format, play.room)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("state", ["open", "closed"])
def test_nothing_secret_is_in_it_before_the_reveal(format: str, state: str) -> None:
    def told(text: str, dots: int) -> bytes:
        play = Play(plan("brainstorm", lines=()), plan("thesis_walk"), plan("dot_vote"), people=3)
        for key in ("brainstorm", "thesis_walk", "dot_vote"):
            play.open(key)
        a = play.people[0]
        walk = [item.id for item in play.room.of(play.step("thesis_walk").round, Item)]
        vote = [item.id for item in play.room.of(play.step("dot_vote").round, Item)]
        play.hosts("open_step", id=play.step("brainstorm").id)
        play.act(a, "brainstorm", "add_idea", text=text)
        play.act(a, "thesis_walk", "pick_thesis", item=walk[dots], reason=text)
        play.act(a, "dot_vote", "place_dots", dots={vote[dots]: dots})
        if state == "closed":
            play.close("brainstorm")  # the others are in grace since, and close by themselves
        return unpacked(exported(format, play.room))

    one, other = told("KANARIALINTU", 1), told("ANKANPOIKANEN", 2)
    assert b"KANARIA" not in one and b"ANKAN" not in other
    assert one == other, "what somebody picked, typed or voted moves no byte"


@pytest.mark.parametrize("format", FORMATS)
def test_no_secret_of_a_person_is_ever_in_it(format: str) -> None:
    play = played(False)
    content = unpacked(exported(format, play.room))
    hidden = [record.id for record in play.room if record.see == "none" or record.see.startswith("person:")]
    assert hidden
    assert not [id for id in hidden if id.encode() in content]


def test_an_activity_that_nobody_knows_is_told_by_its_own_name() -> None:
    play = Play(plan("talk"))
    play.open("talk")
    step = play.step("talk")
    raw = {"id": "strange", "kind": "hologram", "see": "all", "step": step.round, "v": 3, "beam": [1, {"x": True}]}
    play.keep(put(Opaque(raw)))
    assert b'"beam":[1,{"x":true}]' in exported("json", play.room)
    assert exported("md", play.room) and exported("xlsx", play.room)


def test_a_name_goes_into_the_files_and_the_door_says_so() -> None:
    play = Play(plan("talk"), people=1)
    holding = {format for format in FORMATS if b"Osallistuja 0" in unpacked(exported(format, play.room))}
    assert {"json", "csv", "xlsx"} <= holding
    for lang, told in {"fi": "tiedostoihin", "en": "files", "sv": "filer"}.items():
        assert told in words.say(lang, "join-name-hint")


def test_contacts_stand_in_the_file_that_is_asked_for_by_name_and_in_no_other() -> None:
    play = Play(plan("talk"), people=2)
    said = {"address": "aino@example.org", "name": "=HYPERLINK(1)", "purpose": "Haluan kuulla jatkosta"}
    play.ask(play.people[0], "leave_contact", days=90, **said)
    for format in FORMATS:
        content = unpacked(exported(format, play.room, "fi"))
        assert (b"aino@example.org" in content) == (format == "contacts")
    [head, line] = exported("contacts", play.room, "fi").decode("utf-8-sig").splitlines()
    assert head == "Nimi;Yhteystieto;Mihin tarkoitukseen;Viimeinen päivä"
    assert line == "'=HYPERLINK(1);aino@example.org;Haluan kuulla jatkosta;2024-02-12"
    assert play.people[0] not in line


def test_of_a_paper_step_the_agenda_says_that_it_was_held_only_if_it_was() -> None:
    source = source_of(played().room, "en", words)
    line = source.tree.agenda[0]
    told = {
        state: source.agenda_state(msgspec.structs.replace(line, paper=True, state=state))
        for state in ("draft", "skipped", "open", "closed", "sealed")
    }
    assert told["draft"] == "not opened" and told["skipped"] == "skipped"
    assert {told[state] for state in ("open", "closed", "sealed")} == {"on paper and by voice"}
