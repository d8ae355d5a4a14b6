import "./browserlike";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Frames } from "../../static/src/kernel/frames";
import { Store } from "../../static/src/kernel/store";
import type { ChangeFrame, Welcome } from "../../static/src/kernel/wire";

const record = (id: string, rev: number, see = "all") => ({ id, kind: "idea", see, rev, step: "r1" });
const welcome = (more: Partial<Welcome> = {}): Welcome => ({
  t: "welcome", you: { id: "p1", role: "participant" }, epoch: "e1", rev: 10, now: 0, full: true, drop: [], put: [], ...more,
});
const change = (since: number, rev: number, more: Partial<ChangeFrame> = {}): ChangeFrame => ({ t: "change", topic: "all", since, rev, ...more });

function joined() {
  const store = new Store();
  const frames = new Frames(store);
  frames.welcome(welcome({ put: [record("mine", 3, "person:p1")] }));
  frames.change(change(0, 8, { put: [record("a", 4), record("b", 8)], more: true }));
  const verdict = frames.change(change(8, 10, { put: [record("c", 10)], count: 3, sum: 22 }));
  return { store, frames, verdict };
}

test("a welcome, a snapshot in parts and its delta: everything is held, and only then the rev moves", () => {
  const store = new Store();
  const frames = new Frames(store);
  assert.equal(frames.since(), undefined);
  frames.welcome(welcome({ put: [record("mine", 3, "person:p1")] }));
  frames.change(change(0, 8, { put: [record("a", 4)], more: true }));
  assert.deepEqual(frames.since(), ["e1", 0, []], "a broken catch-up counts for nothing");
  assert.equal(frames.change(change(0, 10, { put: [record("b", 10)], count: 2, sum: 14 })), "fine");
  assert.deepEqual(frames.since(), ["e1", 10, ["person:p1", "all"]]);
});

test("a shared snapshot that is a little old is followed by a delta, which is no gap", () => {
  const { store, frames, verdict } = joined();
  assert.equal(verdict, "fine");
  assert.equal(store.of("r1", "idea").length, 4);
  assert.equal(frames.since()?.[1], 10);
});

test("private frames of a flush do not move the rev; its all frame does", () => {
  const { frames } = joined();
  assert.equal(frames.change(change(10, 11, { topic: "person:p1", put: [record("x", 11, "person:p1")] })), "fine");
  assert.equal(frames.since()?.[1], 10);
  assert.equal(frames.change(change(10, 11)), "fine");
  assert.equal(frames.since()?.[1], 11);
});

test("a gap is said, and the rev stays", () => {
  const { frames } = joined();
  assert.equal(frames.change(change(12, 13, { put: [record("z", 13)] })), "gap");
  assert.equal(frames.since()?.[1], 10);
});

test("a wrong count or sum is said", () => {
  const { frames } = joined();
  assert.equal(frames.change(change(10, 11, { put: [record("d", 11)], count: 5, sum: 33 })), "differs");
  assert.equal(frames.change(change(11, 12, { count: 4, sum: 33 })), "fine");
});

test("a record that moves from a private topic to all survives, in either order of the frames", () => {
  for (const turned of [false, true]) {
    const { store, frames } = joined();
    const parts = [
      change(10, 12, { topic: "person:p1", del: [["mine", 12]], more: turned }),
      change(10, 12, { put: [record("mine", 12)], }),
    ];
    for (const part of turned ? [parts[1], parts[0]] : parts) frames.change(part as ChangeFrame);
    assert.equal(store.get("mine")?.see, "all");
  }
});

test("dropped topics are forgotten whole", () => {
  const { store, frames } = joined();
  frames.change(change(10, 11, { topic: "group:g1", put: [record("g", 11, "group:g1")] }));
  frames.change(change(10, 11));
  assert.ok(frames.since()?.[2].includes("group:g1"));
  frames.welcome(welcome({ full: false, drop: ["group:g1"] }));
  assert.equal(store.get("g"), undefined);
  assert.ok(!frames.since()?.[2].includes("group:g1"));
  assert.ok(store.get("a"), "the rest stays");
});

test("a topic sent whole again loses what is not in it any more", () => {
  const { store, frames } = joined();
  frames.change(change(0, 12, { put: [record("a", 4)], more: true }));
  assert.ok(store.get("b"), "nothing flickers while the parts come");
  frames.change(change(12, 12, { put: [record("c", 10)], count: 2, sum: 14 }));
  assert.deepEqual(store.of("r1", "idea").map((one) => one.id), ["a", "c", "mine"]);
});

test("another epoch starts over, and what was in sight stays until the new is whole", () => {
  const { store, frames } = joined();
  frames.welcome(welcome({ epoch: "e2" }));
  assert.deepEqual(frames.since(), ["e2", 0, []]);
  assert.equal(store.of("r1", "idea").length, 4);
  frames.change(change(0, 2, { put: [record("c", 2)], more: true }));
  frames.change(change(2, 2, { count: 1, sum: 2 }));
  assert.deepEqual(store.of("r1", "idea").map((one) => [one.id, one.rev]), [["c", 2]], "even where its rev is lower now");
  assert.deepEqual(frames.since(), ["e2", 2, ["person:p1", "all"]]);
});
