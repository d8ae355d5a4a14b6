import "./browserlike";
import assert from "node:assert/strict";
import { test } from "node:test";
import { codeIn } from "../../static/src/kernel/place";
import { softened } from "../../static/src/kernel/hyphens";
import { foldAt, pieces } from "../../static/src/kernel/text";

const links = (text: string) => pieces(text).filter((piece) => piece.href !== undefined).map((piece) => piece.href);

test("S3-19: nothing of a text is lost or added", () => {
  for (const text of ["", "a", "<b>as typed</b>\n&amp; kept", "see www.kunta.fi, then mail a@b.fi.", "https://x.fi/(a)b)"]) {
    assert.equal(pieces(text).map((piece) => piece.text).join(""), text);
  }
});

test("S3-19: web and mail addresses become links, the sentence's own signs do not", () => {
  assert.deepEqual(links("Katso https://kunta.fi/a?b=1&c=2."), ["https://kunta.fi/a?b=1&c=2"]);
  assert.deepEqual(links("(www.kunta.fi)"), ["http://www.kunta.fi"]);
  assert.deepEqual(links("https://fi.wikipedia.org/wiki/Talkoot_(perinne)"), ["https://fi.wikipedia.org/wiki/Talkoot_(perinne)"]);
  assert.deepEqual(links("Kirjoita: aino.mäki@kunta.fi, kiitos"), ["mailto:aino.mäki@kunta.fi"]);
});

test("S3-19: nothing else ever becomes a link", () => {
  for (const text of ["javascript:alert(1)", "data:text/html,x", "<a href=x>y</a>", "1.5.2026 klo 13.10", "a@b", "kunta.fi"]) assert.deepEqual(links(text), []);
});

test("a long text folds at a space, a slightly long one does not", () => {
  assert.equal(foldAt("a".repeat(300)), 300);
  const long = "sana ".repeat(100);
  assert.ok(foldAt(long) <= 280 && long[foldAt(long)] === " ");
  assert.equal(foldAt("x".repeat(1000)), 280);
});

test("codes are read as people type and paste them", () => {
  assert.equal(codeIn(" k7r-mx4 "), "K7RMX4");
  assert.equal(codeIn("K7R MX4"), "K7RMX4");
  assert.equal(codeIn("https://talkoot.kunta.fi/K7RMX4"), "K7RMX4");
  assert.equal(codeIn("http://10.0.0.5:8000/host/K7RMX4#secret"), "K7RMX4");
});

test("a long Finnish word may break between its syllables, and nothing else does", () => {
  const shown = (text: string, lang: string) => softened(text, lang).replaceAll("\u00AD", "-");
  assert.equal(shown("Henkilöstöhallinto voi", "fi"), "Hen-ki-lös-tö-hal-linto voi");
  assert.equal(shown("kahviautomaatti", "fi"), "kah-viau-to-maatti");
  assert.equal(shown("Henkilöstöhallinto", "sv"), "Henkilöstöhallinto");
  assert.equal(shown("lyhyt sana", "fi"), "lyhyt sana");
});
