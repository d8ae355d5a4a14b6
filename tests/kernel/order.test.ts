/** Results stand in the order that the server tells. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inRanking } from "../../static/src/kernel/order";

const items = ["a", "b", "c", "d"].map((id) => ({ id }));
const read = (ranking: readonly string[]) => inRanking(items, ranking).map(({ id }) => id).join("");

test("a result is in the order of its ranking", () => {
  assert.equal(read(["c", "a", "d", "b"]), "cadb");
});

test("what it does not name comes last, as it stood", () => {
  assert.equal(read(["d", "gone", "b"]), "dbac");
  assert.equal(read([]), "abcd");
});
