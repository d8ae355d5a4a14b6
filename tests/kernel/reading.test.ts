import "./browserlike";
import assert from "node:assert/strict";
import { test } from "node:test";
import { HANDFUL, asBefore, onTop } from "../../static/src/kernel/reading";
import { effect, signal } from "@preact/signals";
import { alike, whether } from "../../static/src/kernel/steady";

const upTo = (n: number, from = 0) => Array.from({ length: n }, (_, at) => `i${from + at}`);

test("new ones lie on top in handfuls, all in their order, and only the top one is not full", () => {
  const laid = onTop(upTo(2 * HANDFUL + 1), onTop(upTo(HANDFUL + 3, 100), []));
  assert.deepEqual(laid.flat(), [...upTo(2 * HANDFUL + 1), ...upTo(HANDFUL + 3, 100)]);
  assert.deepEqual(laid.map((some) => some.length), [4, HANDFUL, HANDFUL, HANDFUL]);
});

test("handfuls that are full stay the arrays they were", () => {
  const before = onTop(upTo(HANDFUL + 3), []);
  const after = onTop(["new"], before);
  assert.equal(after.at(-1), before.at(-1));
  assert.deepEqual(after[0], ["new", ...upTo(3)]);
  const filled = onTop(upTo(HANDFUL - 4, 50), after);
  assert.equal(filled.length, 2);
  assert.equal(onTop(["next"], filled)[1], filled[0], "a full one is not opened again");
});

test("nothing on top of nothing is nothing", () => {
  assert.deepEqual(onTop([], []), []);
  assert.deepEqual(onTop([], onTop(["a"], [])), [["a"]]);
});

test("a list stays the one of before as long as every record is the same", () => {
  const [a, b] = [{ id: "a" }, { id: "b" }];
  const before = [a, b];
  assert.equal(asBefore(before, [a, b]), before);
  for (const other of [[b, a], [a], [a, { ...b }]]) assert.equal(asBefore(before, other), other);
  assert.deepEqual(asBefore(undefined, [a]), [a]);
});

test("props are alike when the same values stand under the same names", () => {
  const list = [1];
  assert.ok(alike({ list, n: 1 }, { list, n: 1 }));
  assert.ok(!alike({ list }, { list: [1] }));
  assert.ok(!alike<object>({ a: undefined }, { b: undefined }));
  assert.ok(!alike<object>({ a: 1 }, { a: 1, b: 2 }));
});

test("who asks whether it is this one is told only when that changes", () => {
  const held = signal("");
  const holds = whether(held);
  const told: boolean[] = [];
  effect(() => void told.push(holds("a")));
  for (const id of ["b", "c", "a", "a", "b", ""]) held.value = id;
  assert.deepEqual(told, [false, true, false]);
});
