import { local } from "./browserlike";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Queue } from "../../static/src/kernel/queue";
import { dropToken, mended, ownTokens, tokenFor, unlessRefused } from "../../static/src/kernel/tokens";

beforeEach(() => local.clear());

const texts = () => ownTokens().map((own) => own.text);

test("each text has a token of its own, which stays on this device with its words", () => {
  const one = tokenFor("r1", " Coffee with the neighbours ");
  const two = tokenFor("r1", "A day without meetings");
  assert.match(one, /^[0-9a-f]{32}$/);
  assert.notEqual(one, two);
  assert.deepEqual(new Map(ownTokens().map((own) => [own.text, own.token])), new Map([["Coffee with the neighbours", one], ["A day without meetings", two]]));
});

test("a reason that is changed keeps its token, and the device shows the words as they are now", () => {
  const token = tokenFor("r1", "because of last spring", "why");
  assert.equal(tokenFor("r1", "because of this spring", "why"), token);
  assert.deepEqual(texts(), ["because of this spring"]);
  assert.notEqual(tokenFor("r2", "another walk", "why"), token);
});

test("a reason that is emptied is not offered any more; written again it has the token that the room knows", () => {
  assert.equal(tokenFor("r1", "", "why"), "");
  assert.deepEqual(texts(), []);
  const token = tokenFor("r1", "because of last spring", "why");
  assert.equal(tokenFor("r1", " ", "why"), "");
  assert.deepEqual(texts(), []);
  assert.equal(tokenFor("r1", "after all", "why"), token);
  assert.deepEqual(texts(), ["after all"]);
});

test("a mended text takes its token along; one that was used or refused has none", async () => {
  const token = tokenFor("r1", "Cofee");
  mended("r1", "Cofee", "Coffee");
  assert.deepEqual(ownTokens().map((own) => [own.token, own.text]), [[token, "Coffee"]]);
  ownTokens().forEach(dropToken);
  assert.deepEqual(ownTokens(), []);
  const queue = new Queue("ROOM", "t1", () => undefined);
  const sent = unlessRefused(queue.act("add_idea", "r1", { text: "late" }), tokenFor("r1", "late"));
  queue.refused({ t: "refused", tab: "t1", n: 1, code: "late", say: "Too late" });
  await sent.answered;
  assert.deepEqual(ownTokens(), []);
});
