/** Entries of a result in the order in which they are read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inPlace, type Entry } from "../../static/src/kernel/outcome";

const entry = (id: string, parent = "", holds: readonly string[] = []): Entry =>
  ({ id, parent, holds: holds.map((card) => ({ id: card })) }) as unknown as Entry;
const read = (rows: readonly Entry[]) => inPlace(rows).map(({ row, child }) => (child ? `-${row.id}` : row.id));

test("a reason stands under its thesis", () => {
  assert.deepEqual(read([entry("a"), entry("b"), entry("why a", "a"), entry("why b", "b"), entry("more a", "a")]), ["a", "-why a", "-more a", "b", "-why b"]);
});

test("what was built on an idea stands under it, however deep", () => {
  assert.deepEqual(read([entry("a"), entry("c", "b"), entry("b", "a"), entry("d")]), ["a", "-b", "-c", "d"]);
});

test("the cards of a pile are told once", () => {
  assert.deepEqual(read([entry("pile", "", ["one", "two"]), entry("loner"), entry("one", "pile"), entry("two", "pile")]), ["pile", "loner"]);
});

test("what belongs to something that is not told stands by itself, and nothing is left out", () => {
  assert.deepEqual(read([entry("a", "gone"), entry("x", "y"), entry("y", "x")]), ["a", "x", "-y"]);
  assert.deepEqual(read([entry("pile", "", ["one"]), entry("one", "pile"), entry("on one", "one")]), ["pile", "on one"]);
});
