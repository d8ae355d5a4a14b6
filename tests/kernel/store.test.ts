import "./browserlike";
import assert from "node:assert/strict";
import { test } from "node:test";
import { effect } from "@preact/signals";
import { Store } from "../../static/src/kernel/store";

const idea = (id: string, rev: number, more: object = {}) => ({ id, kind: "idea", see: "all", rev, step: "r1", text: id, ...more });

test("a list follows puts and drops, by order and then by id", () => {
  const store = new Store();
  store.put(idea("b", 1, { order: 1 }));
  store.put(idea("a", 2, { order: 2 }));
  store.put(idea("c", 3, { order: 1 }));
  assert.deepEqual(store.of("r1", "idea").map((one) => one.id), ["b", "c", "a"]);
  store.drop("b");
  assert.deepEqual(store.of("r1", "idea").map((one) => one.id), ["c", "a"]);
  assert.equal(store.of("r2", "idea").length, 0);
});

test("an older record never takes the place of a newer one", () => {
  const store = new Store();
  store.put(idea("a", 5, { text: "new" }));
  store.put(idea("a", 4, { text: "old" }));
  assert.equal(store.get<{ text: string } & ReturnType<typeof idea>>("a")?.text, "new");
});

test("a deletion is ignored when the record is held at that rev or newer", () => {
  const store = new Store();
  store.put(idea("a", 5));
  store.drop("a", 5);
  assert.ok(store.get("a"));
  store.drop("a", 6);
  assert.equal(store.get("a"), undefined);
});

test("count and sum follow every put, move and drop of a topic", () => {
  const store = new Store();
  store.put(idea("a", 1));
  store.put(idea("b", 2));
  store.put(idea("a", 7));
  assert.deepEqual(store.tally("all"), { count: 2, sum: 9 });
  store.put(idea("b", 8, { see: "hosts" }));
  assert.deepEqual(store.tally("all"), { count: 1, sum: 7 });
  assert.deepEqual(store.tally("hosts"), { count: 1, sum: 8 });
  store.dropTopic("hosts");
  assert.deepEqual(store.tally("hosts"), { count: 0, sum: 0 });
});

test("mine is only what this person alone may see", () => {
  const store = new Store();
  store.self.value = "p1";
  store.put(idea("a", 1, { see: "person:p1" }));
  store.put(idea("b", 2, { see: "person:p2" }));
  store.put(idea("c", 3));
  assert.deepEqual(store.mine("r1", "idea").map((one) => one.id), ["a"]);
  assert.deepEqual(store.seen("person:p1").map((one) => one.id), ["a"]);
});

test("readers are drawn again when, and only when, their answer changes", () => {
  const store = new Store();
  let ideas = 0;
  let one = 0;
  effect(() => void (store.of("r1", "idea"), (ideas += 1)));
  effect(() => void (store.get("x"), (one += 1)));
  store.put(idea("a", 1));
  store.put({ id: "t", kind: "thesis", see: "all", rev: 2, step: "r1" });
  assert.deepEqual([ideas, one], [2, 1]);
  store.put(idea("x", 3));
  assert.deepEqual([ideas, one], [3, 2]);
});

test("a record that changes its step leaves the list of the old one", () => {
  const store = new Store();
  store.put(idea("a", 1));
  store.put(idea("a", 2, { step: "r2" }));
  assert.equal(store.of("r1", "idea").length, 0);
  assert.equal(store.of("r2", "idea").length, 1);
});

test("a list that grows, changes and shrinks between two looks is the sorted list of what is there", () => {
  const store = new Store();
  const sorted = () => store.of<ReturnType<typeof idea> & { order: number }>("r1", "idea").map((one) => `${one.order}${one.id}`);
  const there = new Map<string, number>();
  let dice = 7;
  for (let turn = 0; turn < 60; turn += 1) {
    for (let n = 0; n < 9; n += 1) {
      dice = (dice * 48271) % 2147483647;
      const [id, order] = [`i${dice % 40}`, dice % 5];
      if (dice % 4 === 0) [store.drop(id), there.delete(id)];
      else [store.put(idea(id, turn * 9 + n + 1, { order })), there.set(id, order)];
    }
    assert.deepEqual(sorted(), [...there].map(([id, order]) => `${order}${id}`).sort());
  }
});

test("a look at a list that nothing has changed gives the same list", () => {
  const store = new Store();
  store.put(idea("a", 1));
  const before = store.of("r1", "idea");
  store.put({ id: "t", kind: "thesis", see: "all", rev: 2, step: "r1" });
  assert.equal(store.of("r1", "idea"), before);
});
