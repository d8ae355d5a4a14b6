"""Import: a good export comes in whole and goes out again as the same bytes; a damaged one changes nothing and says where."""

from __future__ import annotations

import json
import random
import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sessions
from server import cli, import_related, import_room, words
from server.import_related import owned_id
from server.import_room import Damaged, read
from sessions import opening
from sessions.activities import ACTIVITIES
from sessions.records import KINDS, Item, Key, Opaque, Record, Step, Workshop, put, to_map
from sessions.room import Room
from tests.server.export.whole import FIXTURE, exported, played
from tests.sessions.play import Play, plan

FIXTURES = FIXTURE.parent
File = dict[str, Any]


def brought_in(content: bytes) -> Room:
    room = Room()
    room.apply(read(content), 1)
    return room


def body(content: bytes) -> File:
    file: File = json.loads(content)
    return {name: file[name] for name in file if name not in ("code", "epoch", "exported")}


def packed(file: File) -> bytes:
    return json.dumps(file, ensure_ascii=False).encode()


def at_work() -> Play:
    """A room in the middle: one step sealed, one open with secrets, candidates waiting for the next."""
    play = Play(plan("brainstorm", lines=()), plan("dot_vote"), plan("next_steps", lines=(), takes=("brainstorm",)))
    play.open("brainstorm")
    play.bots("brainstorm")
    play.close("brainstorm")
    play.reveal("brainstorm")
    play.seal("brainstorm")
    play.hosts("prepare_step", id=play.step("next_steps").id)
    play.open("dot_vote")
    play.bots("dot_vote")
    return play


# --- there and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seal", [True, False])
def test_a_whole_workshop_goes_round(seal: bool) -> None:
    content = exported("json", played(seal).room)
    again = exported("json", brought_in(content), code="ABCDEF", epoch="e2", at=5)
    assert body(again) == body(content)
    assert exported("json", brought_in(content)) == content, "the very same bytes but for code, epoch and time"


@pytest.mark.parametrize("format", ["outcome", "md"])
def test_what_is_told_of_it_stays_the_same(format: str) -> None:
    room = played().room
    assert exported(format, brought_in(exported("json", room))) == exported(format, room)


@pytest.mark.parametrize("kind", sorted(ACTIVITIES))
def test_at_any_minute(kind: str) -> None:
    play = Play(plan(kind))

    def goes_round() -> None:
        content = exported("json", play.room)
        assert exported("json", brought_in(content)) == content

    goes_round()
    play.open(kind)
    for n, stage in enumerate(getattr(ACTIVITIES[kind], "STAGES", ("",))):
        if n:
            play.hosts("advance_step", id=play.step(kind).id, stage=stage)
        play.bots(kind)
        goes_round()
    play.close(kind)
    goes_round()
    play.reveal(kind)
    goes_round()


def test_an_edited_agenda_goes_round() -> None:
    play = Play(plan("talk", "a"), plan("talk", "b", takes=("a",)), plan("talk", "c", takes=("a",)))
    play.open("b")
    play.hosts("skip_step", id=play.step("a").id)
    play.hosts("remove_step", id=play.step("a").id)  # the opened step keeps what it took
    play.hosts("add_step", after=play.step("b").id, activity="dot_vote", title="Uusi")
    play.hosts("move_step", id=play.step("c").id)
    play.ask(play.people[0], "hand_over", text="Myöhässä", of_step=play.step("b").round)
    play.hosts("remove_person", id=play.people[1])
    play.hosts("end_session")
    content = exported("json", play.room)
    assert exported("json", brought_in(content)) == content


def test_after_an_import_people_join_and_the_next_step_runs() -> None:
    was = at_work()
    play = Play(people=0)
    play.room, play.log = Room(), []
    play.keep(read(exported("json", was.room)))
    play.keep(put(*opening.keys({"newkey": "host"})))
    assert [key.id for key in play.room.every(Key)] == ["newkey"], "the old keys open nothing here"
    play.host = play.join("Uusi vetäjä", "host")
    play.people = [play.join(f"Uusi {n}") for n in range(6)]
    for key in ("dot_vote", "next_steps"):
        if play.step(key).state == "draft":
            play.open(key)
        assert play.bots(key)
        play.close(key)
        play.reveal(key)
        play.seal(key)
    assert exported("xlsx", play.room)


def test_kinds_nobody_knows_come_in_and_go_out_as_they_were() -> None:
    play = at_work()
    strange = {"id": "strange", "kind": "hologram", "see": "group:g1", "step": "", "v": 7, "beam": [1.5, {"x": None}]}
    play.keep(put(Opaque(strange)))
    room = brought_in(exported("json", play.room))
    assert isinstance(room.records["strange"], Opaque)
    assert b'"beam":[1.5,{"x":null}]' in exported("json", room)


@pytest.mark.parametrize("file", sorted(FIXTURES.glob("room-*.json")), ids=lambda file: file.stem)
def test_exports_of_every_version_come_in(file: Path) -> None:
    """Kept from each version; made by `python -m tests.server.export.whole`, and never made again once it is out."""
    room = brought_in(file.read_bytes())
    assert len(room) == len(json.loads(file.read_bytes())["records"])
    report = exported("md", room).decode()
    assert "Kerrankin kaikki" in report and "- @SUM(A1:A9)" in report
    content = exported("json", room)
    assert exported("json", brought_in(content)) == content


def test_this_version_is_kept() -> None:
    assert FIXTURE.exists(), "python -m tests.server.export.whole"


TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
ID = st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True)
SEE = st.one_of(st.sampled_from(["all", "hosts"]), ID.map("group:{}".format))


@st.composite
def records(draw: st.DrawFn) -> list[Record | Opaque]:
    """Records of every kind an export may hold, with any texts and figures in them."""
    ids = draw(st.lists(ID.filter(lambda id: not owned_id(id)), min_size=4, max_size=12, unique=True))
    lang = st.sampled_from(["fi", "en", "sv"])
    texts = st.dictionaries(lang, TEXT, max_size=3)
    rounds = [f"r-{n}" for n in range(len(ids) // 2)]
    made: list[Record | Opaque] = [
        Workshop(id="workshop", see="all", title=draw(TEXT), lang=draw(lang), ended=draw(st.booleans()))
    ]
    for n, round in enumerate(rounds):
        made.append(
            Step(
                id=ids[n],
                see=draw(st.sampled_from(["all", "hosts"])),
                key=f"k{n}",
                phase="define",
                activity="talk",
                title=draw(texts),
                question=draw(texts),
                round=round,
                order=float(n),
                minutes=draw(st.integers(0, 90)),
                state=draw(st.sampled_from(["draft", "open", "sealed"])),
                takes=tuple(f"k{m}" for m in range(n)),
            )
        )
    number = st.one_of(st.integers(-(2**53), 2**53), st.floats(-1e9, 1e9), st.booleans(), st.none(), TEXT)
    for id in ids[len(rounds) :]:
        step = draw(st.sampled_from(["", *rounds]))
        if draw(st.booleans()):
            more = st.dictionaries(
                TEXT.filter(lambda key: key not in ("id", "see", "step", "kind", "v", "rev")), number, max_size=4
            )
            made.append(Opaque({**draw(more), "id": id, "kind": "hologram", "see": draw(SEE), "step": step}))
        else:
            order = draw(st.floats(-1e6, 1e6))
            made.append(Item(id=id, see=draw(SEE), step=step, text=draw(TEXT), texts=draw(texts), order=order))
    return made


@settings(max_examples=40)
@given(records())
def test_any_room_goes_round(made: list[Record | Opaque]) -> None:
    room = Room()
    room.apply(put(*made), 3)
    content = exported("json", room)
    again = brought_in(content)
    assert exported("json", again) == content
    for format in ("outcome", "md", "csv", "xlsx"):
        assert exported(format, again, "fi")


# --- what is wrong, and where ----------------------------------------------------------------------------------------

GOOD = packed(json.loads(exported("json", at_work().room)))


def file_and(kind: str, **where: Any) -> tuple[File, int]:
    file: File = json.loads(GOOD)
    records = file["records"]
    return file, next(
        n
        for n, r in enumerate(records)
        if r["kind"] == kind and all(r[field] == value for field, value in where.items())
    )


def refused(content: bytes) -> Damaged:
    with pytest.raises(Damaged) as damaged:
        read(content)
    for lang in ("fi", "en", "sv"):
        assert damaged.value.sentence(words, lang)
    return damaged.value


Edit = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("kind", "edit", "field", "expected"),
    [
        ("idea", lambda r: r.update(text=7), ".text", "type"),
        ("idea", lambda r: r.pop("text"), ".text", "missing"),
        ("idea", lambda r: r.update(extra=1), ".extra", "field"),
        ("idea", lambda r: r.update(rev=1), ".rev", "field"),
        ("idea", lambda r: r.update(text="x" * 20_001), ".text", "length"),
        ("idea", lambda r: r.update(id="UPPER"), ".id", "id"),
        ("idea", lambda r: r.update(id="../../etc"), ".id", "id"),
        ("idea", lambda r: r.update(id="x" * 65), ".id", "id"),
        ("idea", lambda r: r.update(id="x\n"), ".id", "id"),
        ("idea", lambda r: r.pop("id"), ".id", "id"),
        ("idea", lambda r: r.update(kind="No Kind"), ".kind", "kind"),
        ("idea", lambda r: r.update(see="person:me"), ".see", "see"),
        ("idea", lambda r: r.update(see="none"), ".see", "see"),
        ("idea", lambda r: r.update(see="group:"), ".see", "see"),
        ("idea", lambda r: r.update(see=["all"]), ".see", "see"),
        ("idea", lambda r: r.update(step="nowhere"), ".step", "step"),
        ("idea", lambda r: r.update(step=5), ".step", "step"),
        ("idea", lambda r: r.update(v="1"), ".v", "version"),
        ("idea", lambda r: r.update(v=True), ".v", "version"),
        ("idea", lambda r: r.update(v=0), ".v", "version"),
        ("idea", lambda r: r.update(kind="key", see="hosts"), ".kind", "never"),
        ("idea", lambda r: r.update(kind="pass", see="all"), ".kind", "never"),
        ("idea", lambda r: r.update(kind="self", see="all"), ".kind", "never"),
        ("idea", lambda r: r.update(kind="authorship", see="hosts"), ".kind", "never"),
        ("idea", lambda r: r.update(kind="reclaim", see="hosts"), ".kind", "never"),
        ("idea", lambda r: r.update(kind="contact", see="hosts"), ".kind", "never"),
        ("idea", lambda r: r.update(kind="ballot", see="hosts"), ".kind", "never"),
        ("idea", lambda r: r.update(kind="hologram", deep=[[[[[[[[[1]]]]]]]]]), ".deep[0][0][0][0][0][0][0]", "depth"),
        ("idea", lambda r: r.update(kind="hologram", many=[[]] * 2_000), "", "lists"),
        ("idea", lambda r: r.update(kind="hologram", big=2**60), ".big", "number"),
        ("idea", lambda r: r.update(kind="hologram", big=1e300), ".big", "number"),
        ("person", lambda r: r.update(see="all"), ".see", "see_only"),
        ("person", lambda r: r.update(joined="yesterday"), ".joined", "type"),
        ("workshop", lambda r: r.update(id="other"), ".id", "workshop"),
        ("workshop", lambda r: r.update(kind="hologram"), ".id", "workshop"),
        ("workshop", lambda r: r.update(kind="idea", text="x"), ".id", "workshop"),
        ("workshop", lambda r: r.update(created=2**53), ".created", "within"),
        ("workshop", lambda r: r.update(line_at=-1), ".line_at", "within"),
        ("person", lambda r: r.update(joined=2**53), ".joined", "within"),
        ("idea", lambda r: r.update(id="progress-x"), ".id", "owned"),
        ("idea", lambda r: r.update(kind="hologram", id="at-x"), ".id", "owned"),
        ("step", lambda r: r.update(due=-(2**53)), ".due", "within"),
        ("step", lambda r: r.update(ends=-5), ".ends", "within"),
        ("step", lambda r: r.update(top=-5), ".top", "within"),
        ("step", lambda r: r.update(minutes=2**53), ".minutes", "within"),
        ("step", lambda r: r.update(rounds=[f"past-{n}" for n in range(9000)]), ".rounds", "entries"),
        ("step", lambda r: r.update(takes=["x"] * 101), ".takes", "entries"),
        ("idea", lambda r: (r.clear(), r.update(id="e", kind="errand", see="hosts", work="x")), ".kind", "never"),
        ("workshop", lambda r: r.update(see="hosts"), ".see", "see_only"),
        ("workshop", lambda r: r.update(now="nowhere"), ".now", "step"),
        ("workshop", lambda r: r.update(lang="../fi"), ".lang", "lang"),
        ("workshop", lambda r: r.update(v=99), ".v", "version"),
        ("step", lambda r: r.update(state="ajar"), ".state", "one_of"),
        ("step", lambda r: r.update(phase="party"), ".phase", "one_of"),
        ("step", lambda r: r.update(stage="encore"), ".stage", "one_of"),
        ("step", lambda r: r.update(round=""), ".round", "id"),
        ("step", lambda r: r.update(rounds=["A B"]), ".rounds[0]", "id"),
        ("step", lambda r: r.update(settings={"dots": "many"}), None, None),
        ("step", lambda r: r.update(settings={"sneaky": 1}), ".settings.sneaky", "field"),
        ("step", lambda r: r.update(title="Ideas"), ".title", "type"),
        ("step", lambda r: r.update(v=99), ".v", "version"),
        ("progress", lambda r: r.update(id="progress-other"), ".id", "progress"),
        ("candidate", lambda r: r.update({"from": "x"}), ".from", "type"),
        ("candidate", lambda r: r.update(texts={"fi": 1}), None, "type"),
    ],
)  # fmt: skip
def test_a_damaged_record_says_where(kind: str, edit: Edit, field: str | None, expected: str | None) -> None:
    file, n = file_and(kind)
    edit(file["records"][n])
    damaged = refused(packed(file))
    assert damaged.where.startswith(f"records[{n}]")
    if field is not None:
        assert damaged.where == f"records[{n}]{field}"
    if expected is not None:
        assert damaged.expected == expected


def test_without_the_list_of_kinds_a_key_of_somebody_else_comes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: whoever made the file would be a facilitator of every room that is made of it."""
    file, n = file_and("idea")
    file["records"][n] = {"kind": "key", "id": "0" * 64, "see": "hosts", "step": "", "v": 1, "role": "host"}
    assert refused(packed(file)).expected == "never"
    monkeypatch.setattr(import_room, "NEVER", ())
    assert [key.role for key in brought_in(packed(file)).every(Key)] == ["host"]


@pytest.mark.parametrize(
    ("content", "where", "expected"),
    [
        (b"", "", "export"),
        (b"\x00\xff", "", "export"),
        (b"PK\x03\x04 a workbook", "", "export"),
        (b"[]", "", "export"),
        (b"{}", "", "export"),
        (b'{"format":"talkoot-outcome","version":1}', "", "export"),
        (b'["talkoot-room"]', "", "type"),
        (b'{"name":"talkoot-room"}', "name", "field"),
        (b'{"format":"no talkoot-room","version":1,"records":[]}', "format", "other"),
        (b'{"format":"talkoot-room","version":2,"records":[]}', "version", "version"),
        (b'{"format":"talkoot-room","version":"1","records":[]}', "version", "type"),
        (b'{"format":"talkoot-room","version":1,"records":[]}', "records", "workshop"),
        (b'{"format":"talkoot-room","version":1,"records":[1]}', "records[0]", "type"),
        (b'{"format":"talkoot-room","version":1,"records":[],"extra":1}', "extra", "field"),
        (b'{"format":"talkoot-room","version":1,"records":[' + b"[" * 5000, "records[0]", "type"),
        (b'{"format":"talkoot-room","version":1,"records":[{"x":' + b"[" * 5000, "", "depth"),
        (GOOD[:-20], "", "json"),
        (GOOD + b"x", "", "json"),
    ],
)
def test_a_damaged_file_says_where(content: bytes, where: str, expected: str) -> None:
    damaged = refused(content)
    assert (damaged.where, damaged.expected) == (where.removeprefix("."), expected)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"[]", b"{}", exported("outcome", at_work().room)])
def test_a_file_that_is_no_export_is_told_which_one_is_wanted(content: bytes) -> None:
    assert refused(content).sentence(words, "en") == (
        "This is no workshop exported from Talkoot. The file to choose is the JSON export: talkoot-….json."
    )


def test_the_command_says_it_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for content, said in (
        (b"PK\x03\x04", "talkoot-….json."),
        (GOOD[:-20], "expected JSON (Input data was truncated)."),
    ):
        (tmp_path / "file").write_bytes(content)
        assert cli.main(["import", str(tmp_path / "file"), "--data", str(tmp_path / "data")]) == 1
        assert f"{said} Nothing was changed." in capsys.readouterr().err


def test_every_id_that_is_looked_up_by_its_form_has_one_owner() -> None:
    looked_up: dict[str, str] = {}
    for source in Path(sessions.__path__[0]).rglob("*.py"):
        looked_up |= dict.fromkeys(re.findall(r'f"([a-z]+)-\{', source.read_text("utf-8")), source.name)
    assert looked_up.keys() == import_related.OWNERS.keys()
    assert set(import_related.OWNERS.values()) <= KINDS.keys()


def test_work_that_a_step_waits_for_is_begun_again_once() -> None:
    play = Play(plan("clustering"))
    play.open("clustering")
    play.hosts("suggest_piles", play.step("clustering").round)
    content = exported("json", play.room)
    assert b'"kind":"errand"' in content and exported("json", brought_in(content)) == content
    file: File = json.loads(content)
    errand = next(r for r in file["records"] if r["kind"] == "errand")
    file["records"].append(errand | {"id": "another"})
    assert refused(packed(file)).expected == "never"


def test_twice_the_same_id() -> None:
    file, n = file_and("idea")
    file["records"].append(file["records"][n])
    damaged = refused(packed(file))
    assert damaged.where == f"records[{len(file['records']) - 1}].id"
    assert damaged.args_ == {"first": f"records[{n}]"}


def test_steps_do_not_share_keys_or_rounds_and_take_from_earlier_ones() -> None:
    file, a = file_and("step", key="brainstorm")
    b = next(n for n, r in enumerate(file["records"]) if r["kind"] == "step" and r["key"] == "next_steps")
    first, last = file["records"][a], file["records"][b]
    for edit, field in (
        ({"key": "brainstorm"}, "key"),
        ({"round": first["round"]}, "round"),
        ({"takes": ["nowhere"]}, "takes[0]"),
        ({"takes": ["next_steps"]}, "takes[0]"),
        ({"order": -1.0}, "takes[0]"),
    ):
        was = dict(last)
        last.update(edit)
        assert refused(packed(file)).where in {f"records[{b}].{field}", f"records[{a}].{field}"}
        last.clear()
        last.update(was)
    read(packed(file))


def test_records_that_no_outcome_can_be_told_from() -> None:
    play = played(False)
    file: File = json.loads(exported("json", play.room))
    scales = next(r for r in file["records"] if r["kind"] == "scales")
    scales["spread"] = {"content": {"five": 1}}
    n = next(n for n, r in enumerate(file["records"]) if r["kind"] == "step" and r["key"] == "feedback")
    damaged = refused(packed(file))
    assert (damaged.where, damaged.expected) == (f"records[{n}]", "outcome")


def test_the_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_room, "LARGEST", 100)
    assert refused(GOOD).expected == "size"
    monkeypatch.undo()
    monkeypatch.setattr(import_room, "MOST_RECORDS", 2)
    assert refused(GOOD).expected == "records"
    monkeypatch.undo()
    monkeypatch.setattr(import_room, "LARGEST_RECORD", 20)
    assert refused(GOOD).expected == "record_size"


@pytest.mark.parametrize("one", [b"0,", b"[],", b"{},"])
def test_a_file_of_very_many_small_things_takes_little_memory(one: bytes) -> None:
    many = one * (4 * 1024 * 1024 // len(one))
    body = b'{"format":"talkoot-room","version":1,"records":[' + many[:-1] + b"]}"
    tracemalloc.start()
    try:
        assert refused(body).expected in ("type", "records")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 60 * 1024 * 1024, f"{most >> 20} MB"


def test_the_sentence_is_in_the_persons_language() -> None:
    file, n = file_and("idea")
    file["records"][n]["text"] = 7
    damaged = refused(packed(file))
    assert damaged.sentence(words, "en") == f"records[{n}].text: expected str, not int."
    assert damaged.sentence(words, "fi") == f"records[{n}].text: odotettiin str, ei int."
    assert str(damaged).startswith(f"records[{n}].text")


def mangled(rng: random.Random) -> bytes:
    """The good file with something in it changed, as carelessly or as slyly as it comes."""
    if rng.random() < 0.4:
        raw = bytearray(GOOD)
        for _ in range(rng.randint(1, 4)):
            at = rng.randrange(len(raw))
            if rng.random() < 0.5:
                raw[at] = rng.randrange(256)
            else:
                del raw[at : at + rng.randint(1, 40)]
        return bytes(raw)
    file: File = json.loads(GOOD)
    others: list[Any] = [
        None,
        True,
        -1,
        1e18,
        2**70,
        "",
        "x",
        "person:x",
        [],
        {},
        [[]],
        {"a": {}},
        "\x00",
        "workshop",
        "all",
    ]
    for _ in range(rng.randint(1, 3)):
        record = rng.choice(file["records"])
        if not record:
            continue
        field = rng.choice([*record, "extra"])
        match rng.randrange(3):
            case 0:
                record.pop(field, None)
            case 1:
                record[field] = rng.choice(others)
            case _:
                record[field] = rng.choice(file["records"]).get(field)
    return packed(file)


@settings(max_examples=120)
@given(st.integers(0, 2**32))
def test_whatever_comes_it_is_taken_whole_or_refused(seed: int) -> None:
    content = mangled(random.Random(seed))
    try:
        room = brought_in(content)
    except Damaged:
        return
    assert {record.see.partition(":")[0] for record in room} <= {"all", "hosts", "group"}
    assert not room.every(Key)
    for record in room:
        assert msgspec.msgpack.encode(to_map(record)), "the journal can hold each of them"
    assert exported("json", brought_in(exported("json", room))) == exported("json", room)
    assert exported("md", room)
