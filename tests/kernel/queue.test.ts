import { local } from "./browserlike";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Queue } from "../../static/src/kernel/queue";
import type { Act } from "../../static/src/kernel/wire";

beforeEach(() => local.clear());

function queue(tab = "t1") {
  const sent: Act[] = [];
  return { sent, queue: new Queue("ROOM", tab, (act) => sent.push(act)) };
}

test("an act is stored before it is sent, and removed when it is kept", async () => {
  const stored: number[] = [];
  const own = new Queue("ROOM", "t1", () => stored.push(local.length));
  const sent = own.act("add_idea", "r1", { text: "coffee" });
  assert.deepEqual(stored, [1]);
  assert.equal(sent.state.value, "waiting");
  assert.equal(own.waiting.value, 1);
  own.kept({ t: "kept", tab: "t1", n: 1, rev: 5 });
  assert.equal(sent.state.value, "kept");
  assert.equal(await sent.answered, "kept");
  assert.equal(own.waiting.value, 0);
  assert.equal(local.length, 0);
});

test("after a reconnect everything unanswered goes again, in order, under its old names", () => {
  const { sent, queue: own } = queue();
  own.act("place", "r1", { item: "a" });
  own.act("place", "r1", { item: "b" });
  own.kept({ t: "kept", tab: "t1", n: 1, rev: 5 });
  own.act("place", "r1", { item: "c" });
  sent.length = 0;
  own.sendAgain();
  assert.deepEqual(sent.map((act) => [act.tab, act.n]), [["t1", 2], ["t1", 3]]);
});

test("acts keep their order over reloads, also when the clock is set back in between and all happens at once", () => {
  const real = Date.now;
  try {
    for (const [load, time] of [["a", 5_000_000], ["b", 1_000_000], ["c", 1_000_000]] as const) {
      Date.now = () => time;
      const { queue: own } = queue(load);
      own.act("place", "r1", { said: `${load}1` });
      own.act("place", "r2", { said: `${load}2` });
      own.act("place", "r1", { said: `${load}3` });
    }
    const { sent, queue: own } = queue("d");
    own.sendAgain();
    assert.deepEqual(sent.map((act) => act.args["said"]), ["a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3"]);
  } finally {
    Date.now = real;
  }
});

test("after a reload the acts of the earlier load keep their tab and n", () => {
  queue("old").queue.act("add_idea", "r1", { text: "kept over a reload" });
  const { sent, queue: own } = queue("new");
  assert.equal(own.waiting.value, 1);
  own.act("add_idea", "r1", { text: "second" });
  sent.length = 0;
  own.sendAgain();
  assert.deepEqual(sent.map((act) => [act.tab, act.n, act.args.text]), [["old", 1, "kept over a reload"], ["new", 1, "second"]]);
});

test("more than nine acts of a tab are adopted in the order they were done", () => {
  const first = queue("old").queue;
  for (let n = 1; n <= 12; n += 1) first.act("place", "r1", { n });
  const { sent, queue: own } = queue("new");
  own.sendAgain();
  assert.deepEqual(sent.map((act) => act.n), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test("a refused text stays with its author, with the reason, over a reload", () => {
  const { queue: own } = queue();
  const sent = own.act("add_idea", "r1", { text: "too late" });
  own.refused({ t: "refused", tab: "t1", n: 1, code: "late", say: "This step is over." });
  assert.equal(sent.state.value, "refused");
  assert.equal(sent.say.value, "This step is over.");
  const later = queue("t2").queue;
  assert.deepEqual(later.late.value.map(({ text, round, code }) => [text, round, code]), [["too late", "r1", "late"]]);
  later.letGo(later.late.value[0]?.name ?? "");
  assert.equal(later.late.value.length, 0);
  assert.equal(local.length, 0);
});

test("a refused act without words leaves nothing behind", () => {
  const { queue: own } = queue();
  own.act("place_dots", "r1", { item: "a", dots: 2 });
  own.refused({ t: "refused", tab: "t1", n: 1, code: "late", say: "…" });
  assert.equal(own.late.value.length, 0);
  assert.equal(local.length, 0);
});

test("what was only too fast goes again under its old name, alone, and all that came after it in order", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { sent, queue: own } = queue();
  const first = own.act("place", "r1", { item: "a" });
  own.act("place", "r1", { item: "b" });
  own.refused({ t: "refused", tab: "t1", n: 1, code: "slow_down", say: "…" });
  own.refused({ t: "refused", tab: "t1", n: 2, code: "slow_down", say: "…" });
  own.act("place", "r1", { item: "c" });
  assert.equal(first.state.value, "waiting");
  sent.length = 0;
  context.mock.timers.tick(2500);
  assert.deepEqual(sent.map((act) => act.n), [1]);
  own.kept({ t: "kept", tab: "t1", n: 1, rev: 9 });
  assert.equal(first.state.value, "kept");
  assert.deepEqual(sent.map((act) => act.n), [1, 2, 3]);
});

test("a repeat of what was kept is not done anew because it came too fast", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { sent, queue: own } = queue();
  own.act("hand_over", "", { text: "once" });
  own.sendAgain();
  own.refused({ t: "refused", tab: "t1", n: 1, code: "slow_down", say: "…" });
  context.mock.timers.tick(2500);
  assert.equal(new Set(sent.map((act) => `${act.tab} ${act.n}`)).size, 1);
});

test("only so many acts are under way at once, fewer than the names that the server remembers", () => {
  const { sent, queue: own } = queue();
  for (let n = 1; n <= 100; n += 1) own.act("place", "r1", { n });
  assert.equal(sent.length, 32);
  own.sendAgain();
  assert.equal(sent.length, 64);
  for (let n = 1; n <= 100; n += 1) own.kept({ t: "kept", tab: "t1", n, rev: n });
  assert.deepEqual(sent.slice(32).map((act) => act.n), Array.from({ length: 100 }, (_, at) => at + 1));
});

test("acts of several earlier loads go in the order in which they were done, whatever their tabs are called", (context) => {
  context.mock.timers.enable({ apis: ["Date"] });
  for (const tab of ["zz", "mm", "aa"]) {
    queue(tab).queue.act("place", "r1", { tab });
    context.mock.timers.tick(5);
  }
  const { sent, queue: own } = queue("new");
  own.sendAgain();
  assert.deepEqual(sent.map((act) => act.args.tab), ["zz", "mm", "aa"]);
  assert.deepEqual(Object.keys(sent[0] as Act).sort(), ["args", "do", "n", "step", "t", "tab"]);
});

test("without any storage the queue still works for this page", () => {
  local.full = true;
  const { queue: own } = queue();
  own.act("add_idea", "r1", { text: "in memory" });
  own.kept({ t: "kept", tab: "t1", n: 1, rev: 2 });
  assert.equal(own.waiting.value, 0);
  local.full = false;
});

test("answers to acts of others, or twice, change nothing", () => {
  const { queue: own } = queue();
  own.act("place", "r1", {});
  own.kept({ t: "kept", tab: "else", n: 1, rev: 2 });
  assert.equal(own.waiting.value, 1);
  own.kept({ t: "kept", tab: "t1", n: 1, rev: 2 });
  own.kept({ t: "kept", tab: "t1", n: 1, rev: 2 });
  assert.equal(own.waiting.value, 0);
});

test("every round has a tab of its own, and numbers of its own", () => {
  const { sent, queue: own } = queue();
  for (const round of ["r1", "r1", "", "r2", "r1", "r2"]) own.act("place", round, {});
  const tabs = new Map(sent.map((act) => [act.step, act.tab]));
  assert.equal(new Set(tabs.values()).size, 3);
  assert.deepEqual(sent.map((act) => [act.step, act.n, act.tab === tabs.get(act.step)]), [
    ["r1", 1, true], ["r1", 2, true], ["", 1, true], ["r2", 1, true], ["r1", 3, true], ["r2", 2, true],
  ]);
});
