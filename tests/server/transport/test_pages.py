"""The pages and their files: strict, small, cached as they may be."""

from __future__ import annotations

import gzip
import os
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from starlette.responses import FileResponse

from server import words
from server.transport.statics import Statics
from tests.server.transport.conftest import Web

PAGES = ["/", "/K7RMX4", "/host/K7RMX4", "/screen/K7RMX4", "/report/K7RMX4"]
HTML = {"Accept": "text/html"}


class Shell(HTMLParser):
    """What a shell would have a browser do."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in ("script", "style") and data.strip():
            self.inline.append(data)
        self.text += data

    def first(self, tag: str) -> dict[str, str | None]:
        return next(attrs for name, attrs in self.tags if name == tag)


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_a_strict_shell(web: Web, path: str) -> None:
    async with web.http() as http:
        answer = await http.get(path, headers={"Accept-Language": "fi"})
    assert answer.status_code == 200
    shell = Shell(answer.text)
    page = path.split("/")[1] if path.count("/") == 2 else "join" if path != "/" else "start"
    html = shell.first("html")
    assert html["lang"] == "fi" and html["data-page"] == page
    assert html["data-words"] == f"/words/{{lang}}.ftl?v={words.version()}"
    assert html.get("data-code") == (None if path == "/" else "K7RMX4")
    assert not shell.inline
    for tag, attrs in shell.tags:
        assert "style" not in attrs and not any(name.startswith("on") for name in attrs)
        for name in ("src", "href"):
            assert (attrs.get(name) or "/").startswith("/"), f"{tag} leaves the origin"
    headers = answer.headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'" and policy["script-src"] == "'self'" and policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'" and policy["base-uri"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert f"ws://127.0.0.1:{web.port}" in policy["connect-src"]
    assert "unsafe" not in headers["content-security-policy"] and "*" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "set-cookie" not in headers


async def test_a_page_says_when_the_session_has_ended(web: Web) -> None:
    async with web.http() as http:
        assert "data-ended" not in (await http.get("/K7RMX4")).text
        web.hub.rooms["K7RMX4"].ended = True
        assert 'data-ended="yes"' in (await http.get("/K7RMX4")).text


async def test_over_plain_http_no_header_is_sent_that_browsers_complain_about(web: Web) -> None:
    async with web.http() as http:
        plain = (await http.get("/K7RMX4", headers={"host": "talkoot.test"})).headers
        secure = (await http.get("/K7RMX4", headers={"host": "talkoot.test", "x-forwarded-proto": "https"})).headers
    assert "cross-origin-opener-policy" not in plain
    assert secure["cross-origin-opener-policy"] == "same-origin"


async def test_a_page_names_the_files_of_its_build(web: Web) -> None:
    async with web.http() as http:
        text = (await http.get("/K7RMX4")).text
    assert '<script type="module" src="/static/join-ABCDEFGH.js"></script>' in text
    assert '<link rel="stylesheet" href="/static/join-ABCDEFGH.css">' in text
    assert '<link rel="modulepreload" href="/static/chunk-ABCDEFGH.js">' in text


async def test_before_the_first_build_a_page_says_what_to_do(web: Web) -> None:
    async with web.http() as http:
        assert "make build" in (await http.get("/host/K7RMX4")).text


@pytest.mark.parametrize(
    ("typed", "shown"), [("AAAAAA", "AAAAAA"), ("no such!", "no such!"), ("&lt;b&gt;", "&amp;lt;b"), ("xx", "xx")]
)
@pytest.mark.parametrize("page", ["", "host/"])
async def test_an_unknown_code_is_said_in_words_before_any_script(web: Web, typed: str, shown: str, page: str) -> None:
    async with web.http() as http:
        answer = await http.get(f"/{page}{typed}", headers={"Accept-Language": "fi"}, follow_redirects=True)
    assert answer.status_code == 404
    assert "ei löydy työpajaa" in answer.text and 'data-problem="unknown_room"' in answer.text
    assert shown in answer.text or shown.upper() in answer.text
    assert "<b>" not in answer.text.split("<body>")[1]


@pytest.mark.parametrize("typed", ["k7rmx4", "K7R-MX4", "k7r-mx4"])
async def test_a_code_as_it_is_spoken_leads_to_its_room(web: Web, typed: str) -> None:
    async with web.http() as http:
        for page in ("", "host/", "screen/"):
            answer = await http.get(f"/{page}{typed}")
            assert (answer.status_code, answer.headers["location"]) == (308, f"/{page}K7RMX4")


async def test_a_server_that_starts_again_still_gives_the_page(web: Web) -> None:
    async with web.http() as http:
        assert (await http.get("/LATER")).status_code == 200
        broken = await http.get("/BROKE")
        assert broken.status_code == 500 and 'data-problem="room_broken"' in broken.text


async def test_an_address_with_nothing_is_a_page_with_words(web: Web) -> None:
    async with web.http() as http:
        answer = await http.get("/a/b/c", headers=HTML | {"Accept-Language": "sv"})
    assert answer.status_code == 404 and answer.headers["content-type"].startswith("text/html")
    assert "Det finns ingenting på den här adressen." in answer.text


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "encoding", "body"),
    [
        ("br, gzip", "br", b"br"),
        ("gzip", "gzip", b"gz"),
        ("gzip, deflate, br;q=0", "gzip", b"gz"),
        ("identity", None, b"console.log(1)" * 50),
        ("", None, b"console.log(1)" * 50),
    ],
)
async def test_files_come_as_they_were_compressed(web: Web, accept: str, encoding: str | None, body: bytes) -> None:
    async with (
        web.http() as http,
        http.stream("GET", "/static/join-ABCDEFGH.js", headers={"Accept-Encoding": accept}) as answer,
    ):
        assert b"".join([part async for part in answer.aiter_raw()]) == body
        assert answer.headers.get("content-encoding") == encoding
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["vary"] == "accept-encoding"
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_files_without_a_hash_are_asked_for_again(web: Web) -> None:
    async with web.http() as http:
        first = await http.get("/static/licences.txt")
        assert first.headers["cache-control"] == "no-cache"
        again = await http.get("/static/licences.txt", headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304 and not again.content


@pytest.mark.parametrize(
    "name",
    [
        "nothing.js",
        "manifest.json",
        "join-ABCDEFGH.js.br",
        "../manifest.json",
        "%2e%2e/secret",
        "..%5csecret",
        "/etc/passwd",
        "",
        "join-ABCDEFGH.js%00",
    ],
)
async def test_nothing_else_is_served(web: Web, name: str, dist: Path) -> None:
    (dist.parent / "secret").write_text("secret", encoding="utf-8")
    async with web.http() as http:
        answer = await http.get(f"/static/{name}")
    assert answer.status_code == 404 and "secret" not in answer.text


async def test_with_names_joined_to_a_path_something_else_would_be_served(
    web: Web, dist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: the listing is what keeps requests inside."""

    class Joined(dict[str, Path]):
        def get(self, name: str, default: Path | None = None) -> Path | None:  # type: ignore[override]
            return path if (path := dist / name).is_file() else default

        def __getitem__(self, name: str) -> Path:
            return dist / name

    (dist.parent / "secret").write_text("secret", encoding="utf-8")
    look = Statics._look

    def looks(statics: Statics) -> None:
        look(statics)
        statics._paths = Joined(statics._paths)

    monkeypatch.setattr(Statics, "_look", looks)
    async with web.http() as http:
        assert (await http.get("/static/%2e%2e/secret")).text == "secret"


RANGES = "bytes=" + ",".join(f"{n}-{n}" for n in range(0, 14_000, 2))


async def test_no_range_is_served(web: Web, dist: Path) -> None:
    """A file comes whole, whatever parts of it are asked for: so nobody can ask for thousands of them."""
    name = next(path.name for path in dist.iterdir() if path.suffix == ".js")
    async with web.http() as http:
        whole = await http.get(f"/static/{name}", headers={"Accept-Encoding": "identity"})
        for asked in ("bytes=0-0", "bytes=-1", "bytes=5-", RANGES, "bytes=0-,0-,0-", "lines=1-2", "bytes=a-b"):
            answer = await http.get(f"/static/{name}", headers={"Range": asked, "Accept-Encoding": "identity"})
            assert (answer.status_code, answer.content) == (200, whole.content)
            assert "content-range" not in answer.headers and "accept-ranges" not in answer.headers


async def test_as_the_framework_serves_files_ranges_would_be(web: Web, dist: Path) -> None:
    """The twin."""
    path = next(path for path in dist.iterdir() if path.suffix == ".js")
    transport = httpx.ASGITransport(FileResponse(path))
    async with httpx.AsyncClient(transport=transport, base_url="http://talkoot.test") as http:
        assert (await http.get("/", headers={"Range": "bytes=0-0"})).status_code == 206


def test_a_new_build_is_seen(dist: Path) -> None:
    statics = Statics(dist)
    assert statics.entry("join") is not None
    (dist / "host-ABCDEFGH.js").write_text("2", encoding="utf-8")
    manifest = dist / "manifest.json"
    manifest.write_text('{"host": {"js": "host-ABCDEFGH.js"}}', encoding="utf-8")
    os.utime(manifest, (1, 1))
    assert statics.entry("join") is None and statics.entry("host") is not None
    manifest.unlink()
    assert statics.entry("host") is None


@pytest.mark.parametrize("lang", words.LANGS)
async def test_words_are_one_file_for_each_language(web: Web, lang: str) -> None:
    async with web.http() as http:
        plain = await http.get(f"/words/{lang}.ftl", headers={"Accept-Encoding": "identity"})
        assert plain.text == words.ftl(lang) and plain.headers["cache-control"] == "no-cache"
        forever = await http.get(f"/words/{lang}.ftl?v={words.version()}")
        assert "immutable" in forever.headers["cache-control"] and forever.headers["content-encoding"] == "gzip"
        assert forever.text == plain.text
        old = await http.get(f"/words/{lang}.ftl?v=old")
        assert old.headers["cache-control"] == "no-cache"
        same = await http.get(f"/words/{lang}.ftl", headers={"If-None-Match": plain.headers["etag"]})
        assert same.status_code == 304
        assert (await http.get("/words/de.ftl")).status_code == 404
    assert gzip.decompress(gzip.compress(plain.content)) == plain.content


async def test_the_small_things(web: Web) -> None:
    async with web.http() as http:
        assert (await http.get("/favicon.ico")).headers["content-type"] == "image/svg+xml"
        assert "Disallow: /" in (await http.get("/robots.txt")).text
        assert (await http.head("/K7RMX4")).status_code == 200


async def test_a_page_says_until_when_the_room_is_kept(web: Web) -> None:
    async with web.http() as http:
        assert "data-delete-on" not in (await http.get("/K7RMX4")).text
        web.hub.rooms["K7RMX4"].delete_on = 1_800_000_000_000
        assert 'data-delete-on="1800000000000"' in (await http.get("/K7RMX4")).text


async def test_a_page_of_a_room_knows_what_it_is_called(web: Web) -> None:
    async with web.http() as http:
        assert "data-title" not in (await http.get("/K7RMX4")).text
        web.hub.rooms["K7RMX4"].title = 'Koulun "talkoot" <nyt>'
        assert 'data-title="Koulun &quot;talkoot&quot; &lt;nyt&gt;"' in (await http.get("/K7RMX4")).text
