"""The HTTP API: what may be asked by whom, and what is answered."""

from __future__ import annotations

import asyncio
import hmac
import importlib.util
import json
import re
import threading
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from server import models, words
from server.hub.ports import Full
from server.transport import asked as of_requests
from server.transport import headers, hosts, results
from sessions import opening
from sessions.model import Model, ModelStep
from sessions.records import Change
from tests.server.transport.conftest import Web
from tests.server.transport.fakes import KEY, SCREEN

AGENDA: dict[str, Any] = {
    "title": {"fi": "Kevät", "en": "Spring", "sv": "Vår"},
    "steps": [
        {
            "key": "hello", "phase": "open", "activity": "anything", "paper": True, "minutes": 5,
            "title": {"fi": "Alku", "en": "Start", "sv": "Början"},
            "script": {"fi": "Hei", "en": "Hello", "sv": "Hej"},
        }
    ],
}  # fmt: skip
HOST = {"Authorization": f"Bearer {KEY}"}
FI = {"Accept-Language": "fi-FI, fi;q=0.9, en;q=0.5"}


async def made(web: Web, **asked: Any) -> dict[str, Any]:
    async with web.http() as http:
        answer = await http.post("/api/rooms", json={"agenda": AGENDA, "lang": "fi"} | asked)
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def test_a_workshop_is_made_from_an_agenda(web: Web) -> None:
    links = await made(web, title="Kirjaston kevät")
    code = links["code"]
    assert links == {
        "code": code,
        "join_url": f"{web.url}/{code}",
        "host_url": f"{web.url}/host/{code}#{KEY}",
        "screen_url": f"{web.url}/screen/{code}#{SCREEN}",
    }
    room = web.hub.states[code]
    assert room.workshop.title == "Kirjaston kevät" and room.workshop.lang == "fi"
    assert [step.key for step in room.steps()] == ["hello"]


async def test_a_workshop_is_made_from_a_model(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    step = ModelStep(key="a", phase="open", activity="talk", title={"fi": "A"})
    monkeypatch.setattr(models, "load", lambda name: Model(name=name, title={"fi": "Malli"}, steps=(step,)))
    links = await made(web, model="double-diamond", agenda=None)
    assert web.hub.states[links["code"]].workshop.model == "double-diamond"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "bad_body"),
        (b"[]", 400, "bad_body"),
        (b'{"title": 5}', 400, "bad_body"),
        (b'{"admin": true}', 400, "bad_body"),
        (b'{"model": "no-such"}', 404, "unknown_model"),
        (b"", 400, "no_model"),
        (b'{"model": " ", "agenda": null}', 400, "no_model"),
        (b'{"model": "../../etc/passwd"}', 404, "unknown_model"),
        (b'{"agenda": {}}', 400, "wrong_model"),
        (b'{"agenda": {"title": {"fi": "x"}, "steps": [{"key": "a"}]}}', 400, "wrong_model"),
        (b'{"model": "double-diamond", "lang": "de"}', 400, "bad_body"),
        (b'{"title": "' + b"x" * 300_000 + b'"}', 413, "too_large"),
        (b"[" * 100_000, 400, "bad_body"),
    ],
)
async def test_what_cannot_be_made_says_why(web: Web, body: bytes, status: int, code: str) -> None:
    async with web.http() as http:
        answer = await http.post("/api/rooms", content=body, headers=FI)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-language"] == "fi"
    assert not re.search(r"error-|\{ ?\$", answer.json()["say"])


@pytest.mark.parametrize("lang", words.LANGS)
async def test_who_names_no_workshop_hears_which_fields_there_are(web: Web, lang: str) -> None:
    async with web.http() as http:
        answer = await http.post("/api/rooms", json={}, headers={"Accept-Language": lang})
        assert answer.status_code == 400 and answer.headers["content-language"] == lang
        said = answer.json()["say"]
        assert all(part in said for part in ('"model"', '"agenda"', "/api/models")), said
        assert (await http.get("/api/models")).status_code == 200


@pytest.mark.parametrize("web", [{"create_key": "open sesame"}], indirect=True)
@pytest.mark.parametrize("path", ["/api/rooms", "/api/import", "/api/demo"])
async def test_the_create_key_guards_what_makes_rooms(web: Web, path: str) -> None:
    async with web.http() as http:
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic open sesame"}, HOST):
            answer = await http.post(path, json={}, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (401, "no_create_key")
            assert answer.headers["www-authenticate"] == "Bearer"
        right = await http.post(path, json={}, headers={"Authorization": "Bearer open sesame"})
        assert right.json()["code"] in ("no_model", "wrong_import", "not_found")


@pytest.mark.parametrize("web", [{"create_key": "k", "wrong_codes_at_once": 3.0}], indirect=True)
async def test_create_keys_cannot_be_tried_out(web: Web) -> None:
    async with web.http() as http:
        said = [(await http.post("/api/rooms", headers={"Authorization": f"Bearer {n}"})).status_code for n in range(5)]
    assert said == [401, 401, 401, 429, 429]


async def test_another_sites_page_can_change_nothing(web: Web) -> None:
    async with web.http() as http:
        answer = await http.post("/api/rooms", json={"agenda": AGENDA}, headers={"Origin": "https://evil.example"})
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
        own = await http.post("/api/rooms", json={"agenda": AGENDA}, headers={"Origin": web.url})
        assert own.status_code == 201
        assert "access-control-allow-origin" not in own.headers


async def test_a_set_up_is_copied_by_its_host(web: Web) -> None:
    first = await made(web)
    async with web.http() as http:
        answer = await http.post(f"/api/rooms/{first['code']}/copy", headers=HOST)
    assert answer.status_code == 201
    second = answer.json()["code"]
    assert second != first["code"]
    assert [step.key for step in web.hub.states[second].steps()] == ["hello"]


@pytest.mark.parametrize("path", ["/api/rooms/{code}/export", "/api/rooms/{code}/copy"])
@pytest.mark.parametrize("headers", [{}, {"Authorization": f"Bearer {SCREEN}"}, {"Authorization": "Bearer x"}])
async def test_only_hosts_export_and_copy(web: Web, path: str, headers: dict[str, str]) -> None:
    code = (await made(web))["code"]
    async with web.http() as http:
        answer = await http.request("POST" if "copy" in path else "GET", path.format(code=code), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "no_key")


async def test_the_room_is_exported_and_brought_in_again(web: Web) -> None:
    code = (await made(web, title="Ääkkösiä"))["code"]
    async with web.http() as http:
        answer = await http.get(f"/api/rooms/{code}/export", headers=HOST)
        assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
        assert re.fullmatch(
            rf'attachment; filename="talkoot-{code}-2023-11-14\.json"', answer.headers["content-disposition"]
        )
        again = await http.post("/api/import", content=answer.content)
    assert again.status_code == 201, again.text
    room = web.hub.states[again.json()["code"]]
    assert room.workshop.title == "Ääkkösiä" and room.get("hash-of-host") is not None


async def test_a_damaged_import_changes_nothing_and_says_where(web: Web) -> None:
    async with web.http() as http:
        for body in (b"", b"{}", b"not json", b'{"format":"talkoot-room","version":1,"records":[{"kind":"step"}]}'):
            answer = await http.post("/api/import", content=body, headers=FI)
            assert (answer.status_code, answer.json()["code"]) == (400, "wrong_import")
    assert not web.hub.states


async def test_an_unknown_format_names_those_there_are(web: Web) -> None:
    code = (await made(web))["code"]
    async with web.http() as http:
        answer = await http.get(f"/api/rooms/{code}/export?format=pdf", headers=HOST | {"Accept-Language": "en"})
    assert answer.status_code == 400 and "pdf" in answer.json()["say"] and "json" in answer.json()["say"]


async def test_the_result_is_for_everybody_once_the_workshop_has_ended(web: Web) -> None:
    code = (await made(web))["code"]
    room = web.hub.states[code]
    async with web.http() as http:
        early = await http.get(f"/api/rooms/{code}/result")
        assert (early.status_code, early.json()["code"]) == (409, "not_ended")
        room.apply(Change(put=(msgspec.structs.replace(room.workshop, ended=True),)), room.rev + 1)
        answer = await http.get(f"/api/rooms/{code}/result")
    assert answer.status_code == 200 and "Hei" not in answer.text


async def test_a_hundred_phones_cost_one_result(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (await made(web))["code"]
    room = web.hub.states[code]
    room.apply(Change(put=(msgspec.structs.replace(room.workshop, ended=True),)), room.rev + 1)
    made_: list[bool] = []
    monkeypatch.setattr(results, "tree", lambda *given, public: made_.append(public))
    async with web.http() as http:
        answers = await asyncio.gather(*(http.get(f"/api/rooms/{code}/result") for _ in range(100)))
        assert {answer.status_code for answer in answers} == {200} and made_ == [True]
        monkeypatch.setattr(results, "FRESH", -1.0)
        await http.get(f"/api/rooms/{code}/result")
        assert made_ == [True, True]


async def test_a_result_that_takes_long_is_made_once_at_a_time_and_charged(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (await made(web))["code"]
    room = web.hub.states[code]
    room.apply(Change(put=(msgspec.structs.replace(room.workshop, ended=True),)), room.rev + 1)
    going, most, began, go_on = 0, 0, 0, threading.Event()

    def slow(*given: object, public: bool) -> None:
        nonlocal going, most, began
        going, began = going + 1, began + 1
        most = max(most, going)
        go_on.wait(5)
        going -= 1

    monkeypatch.setattr(results, "tree", slow)
    monkeypatch.setattr(results, "FRESH", 0.0)
    hard, charged = asyncio.Semaphore(1), []
    of = results.Results(web.hub, hard)
    asks = [asyncio.ensure_future(of.of(code, lambda: charged.append(1))) for _ in range(3)]
    await asyncio.sleep(0.05)
    assert hard.locked(), "exports wait for it"
    asks += [asyncio.ensure_future(of.of(code, lambda: charged.append(1))) for _ in range(3)]
    asks[0].cancel()
    await asyncio.sleep(0.05)
    go_on.set()
    assert len(set(await asyncio.gather(*asks[1:]))) == 1 and (most, began, len(charged)) == (1, 1, 1)
    assert await of.of(code) and began == 1, "what took long is told for a while"


async def test_who_asks_for_many_results_is_slowed_like_for_other_hard_work(web: Web) -> None:
    code = (await made(web))["code"]
    async with web.http() as http:
        answers = [(await http.get(f"/api/rooms/{code}/result")).status_code for _ in range(400)]
    assert answers[0] == 409 and answers[-1] == 429


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        ("AAAAAA", 404, "unknown_room"),
        ("BROKE", 500, "room_broken"),
        ("LATER", 503, "unavailable"),
        ("%2e%2e", 404, "unknown_room"),
    ],
)
async def test_a_room_that_is_not_there_says_why(web: Web, code: str, status: int, said: str) -> None:
    async with web.http() as http:
        answer = await http.get(f"/api/rooms/{code}/result")
    assert (answer.status_code, answer.json()["code"]) == (status, said)


async def test_a_mistake_of_ours_is_a_sentence_without_details(web: Web) -> None:
    async with web.http() as http:
        answer = await http.get("/api/rooms/CRASH/result", headers=FI)
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal" and "mistake" not in answer.text


async def test_models_info_and_health(web: Web) -> None:
    async with web.http() as http:
        listed = (await http.get("/api/models")).json()
        assert {one["name"] for one in listed} == set(models.names())
        info = (await http.get("/api/info?lang=sv")).json()
        assert info["url"] == web.url and info["create_key"] is False and info["demo"] is False
        assert info["warnings"][0]["code"] == "loopback"
        assert info["warnings"][0]["say"].startswith("Telefoner")
        assert (await http.get("/livez")).json()["ok"]
        assert (await http.get("/readyz")).json() == {"ok": True, "checks": {"journal": True}}
        web.hub.drained = True
        assert (await http.get("/readyz")).status_code == 503
        assert (await http.get("/livez")).status_code == 200


@pytest.mark.parametrize("web", [{"public_url": "https://workshop.example.org", "passing_data": True}], indirect=True)
async def test_the_public_address_goes_into_every_link(web: Web) -> None:
    links = await made(web)
    assert links["join_url"] == f"https://workshop.example.org/{links['code']}"
    async with web.http() as http:
        info = (await http.get("/api/info")).json()
    assert info["url"] == "https://workshop.example.org"
    assert [one["code"] for one in info["warnings"]] == ["passing_data"]


async def test_a_qr_code_holds_the_join_address(web: Web) -> None:
    async with web.http() as http:
        answer = await http.get("/qr/k7r-mx4.svg")
        assert answer.headers["content-type"] == "image/svg+xml" and answer.text.startswith("<svg")
        assert "script" not in answer.text and "style=" not in answer.text
        assert (await http.get("/qr/K7RMX4.svg")).text == answer.text
        assert (await http.get("/qr/AB2CD3.svg")).text != answer.text
        assert (await http.get("/qr/a!.svg")).status_code == 404


async def test_the_openapi_document_describes_what_is_there(web: Web) -> None:
    async with web.http() as http:
        document = (await http.get("/api/openapi.json")).json()
        assert document["openapi"] == "3.1.0"
        text = json.dumps(document)
        for name in re.findall(r"#/components/schemas/([^\"]+)", text):
            assert name in document["components"]["schemas"], name
        described = {(path, method) for path, of in document["paths"].items() for method in of}
        assert ("/api/rooms", "post") in described and ("/api/rooms/{code}/export", "get") in described
        for path, method in described:
            operation = document["paths"][path][method]
            assert operation["summary"] and operation["responses"]["default"]
            answer = await http.request(method.upper(), path.replace("{code}", "K7RMX4"))
            assert answer.status_code not in (405, 501)
            if answer.status_code == 404:
                assert answer.json()["code"] != "not_found" or path == "/api/demo"


async def test_unknown_addresses_and_methods(web: Web) -> None:
    async with web.http() as http:
        for method, path in [("GET", "/api/nothing"), ("POST", "/api/nothing"), ("GET", "/a/b/c"), ("GET", "/x.php")]:
            answer = await http.request(method, path, headers=FI)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
            assert answer.json()["say"] == "Tässä osoitteessa ei ole mitään."
        wrong = await http.delete("/K7RMX4")
        assert (wrong.status_code, wrong.json()["code"]) == (405, "not_allowed")


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil example",
        "a" * 300,
        "evil.example/path",
        "evil.example?x",
        "evil.example#x",
        "user@evil.example",
        "a..b",
        "<x>",
        'x"y',
        "[::1",
        "evil.example:99999999",
        "é.example",
    ],
)
async def test_a_bad_host_gets_no_further(web: Web, host: str) -> None:
    async with web.http() as http:
        answer = await http.get("/livez", headers={b"Host": host.encode("latin-1")})
    assert answer.status_code == 400
    assert host not in answer.text or not host


async def test_without_the_look_at_hosts_a_bad_one_gets_into_pages(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: what a page may load is composed with the host, so a bad one would write into that."""
    monkeypatch.setattr(headers, "host_of", lambda scope: hosts.header(scope, b"host"))
    async with web.http() as http:
        answer = await http.get("/livez", headers={"Host": "evil.example; script-src *"})
    assert answer.status_code == 200 and "script-src *" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/api/rooms", "/api/import", "/api/demo"])
async def test_a_form_is_never_taken_apart(web: Web, path: str) -> None:
    """A body is JSON or nothing: no parts, no fields, no files are looked for in it."""
    parts = (
        b"".join(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' for _ in range(1_000)) + b"--x--\r\n"
    )
    for form in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        async with web.http() as http:
            answer = await http.post(path, content=parts, headers={"Content-Type": form})
        assert answer.status_code in (400, 404) and answer.json()["code"] in ("bad_body", "wrong_import", "not_found")


def test_nothing_here_can_take_a_form_apart() -> None:
    """The twin is a library that is not there: Starlette reads multipart with `python-multipart` alone."""
    assert importlib.util.find_spec("python_multipart") is None and importlib.util.find_spec("multipart") is None


@pytest.mark.parametrize("given", ["", "o", "open sesam", "open sesame ", "open sesame\0", "x" * 10_000])
async def test_secrets_are_compared_as_hashes_of_one_length(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much of a guess is right, the same 32 bytes are compared, all of them."""
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return hmac.compare_digest(one, other)

    monkeypatch.setattr(of_requests, "hmac", SimpleNamespace(compare_digest=compare))
    same = of_requests.same
    assert not same(given, "open sesame") and same("open sesame", "open sesame")
    assert [len(part) for pair in compared for part in pair] == [32] * 4
    assert len(compared) == 2, "a comparison that this test does not see would be the twin"


@pytest.mark.parametrize(
    "host", ["workshop.lan", "192.168.1.5:8000", "[fe80::1]:8000", "my_box.local.", "WORKSHOP.LAN"]
)
async def test_a_strange_but_sound_host_shapes_its_own_links_only(web: Web, host: str) -> None:
    async with web.http() as http:
        theirs = (await http.get("/api/info", headers={"Host": host})).json()
        ours = (await http.get("/api/info")).json()
        page = await http.get("/K7RMX4", headers={"Host": host})
    assert theirs["url"] == f"http://{host.lower()}" and ours["url"] == web.url
    assert f"ws://{host.lower()} " in page.headers["content-security-policy"]
    assert host not in page.text


def test_a_copy_needs_no_more_than_opening_gives() -> None:
    assert callable(opening.copy)


async def test_a_room_is_erased_by_its_host_who_types_its_code(web: Web) -> None:
    code = (await made(web))["code"]
    async with web.http() as http:
        unsure = await http.request("DELETE", f"/api/rooms/{code}", headers=HOST, json={"code": "K7RMX4"})
        assert (unsure.status_code, unsure.json()["code"]) == (400, "wrong_code") and code in web.hub.rooms
        for headers in ({}, {"Authorization": f"Bearer {SCREEN}"}):
            shut = await http.request("DELETE", f"/api/rooms/{code}", headers=headers, json={"code": code})
            assert shut.status_code == 401 and code in web.hub.rooms
        foreign = await http.request(
            "DELETE", f"/api/rooms/{code}", headers=HOST | {"Origin": "https://evil.example"}, json={"code": code}
        )
        assert foreign.status_code == 403 and code in web.hub.rooms
        spoken = f"{code[:3]}-{code[3:]}".lower()
        gone = await http.request("DELETE", f"/api/rooms/{code}", headers=HOST, json={"code": spoken})
        assert gone.status_code == 200 and gone.json()["why"] == "host" and code not in gone.text
        assert code not in web.hub.rooms
        again = await http.request("DELETE", f"/api/rooms/{code}", headers=HOST, json={"code": code})
        assert again.status_code == 404


async def test_a_room_has_a_date_from_the_start(web: Web) -> None:
    day = 24 * 3600 * 1000
    for asked, days in (({}, 90), ({"keep_days": 7}, 7)):
        workshop = web.hub.states[(await made(web, **asked))["code"]].workshop
        assert workshop.delete_on == workshop.created + days * day
    async with web.http() as http:
        for days in (0, 731):
            refused = await http.post("/api/rooms", json={"agenda": AGENDA, "lang": "fi", "keep_days": days})
            assert refused.status_code == 400
        assert (await http.get("/api/info")).json()["keep_days"] == 90
        room = next(iter(web.hub.states))
        exported = await http.get(f"/api/rooms/{room}/export", headers=HOST)
        links = (await http.post("/api/import", content=exported.content)).json()
        copied = (await http.post(f"/api/rooms/{room}/copy", headers=HOST)).json()
    for code in (links["code"], copied["code"]):
        assert web.hub.states[code].workshop.delete_on == 1_700_000_000_000 + 90 * day, "not that of the other room"


async def test_a_full_disk_is_said_in_words(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(make: Any) -> Any:
        raise Full

    monkeypatch.setattr(web.hub, "create", full)
    async with web.http(headers=FI) as http:
        answer = await http.post("/api/rooms", json={"agenda": AGENDA, "lang": "fi"})
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full") and "tilaa" in answer.json()["say"]


async def test_a_host_makes_a_new_screen_link_and_no_facilitator_link(web: Web) -> None:
    code = (await made(web))["code"]
    path = f"/api/rooms/{code}/link"
    async with web.http() as http:
        made_new = await http.post(path, json={"role": "screen"}, headers=HOST)
        assert made_new.status_code == 201 and made_new.json()["url"].startswith(f"{web.url}/screen/{code}#")
        for body, key in (({"role": "host"}, KEY), ({}, KEY), ({"role": "screen"}, SCREEN), ({"role": "screen"}, "x")):
            answer = await http.post(path, json=body, headers={"Authorization": f"Bearer {key}"})
            assert (answer.status_code, answer.json()["code"]) == (401, "no_key")
        assert (await http.post(path, json={"role": "screen"})).status_code == 401
