/** What the facilitator's large button offers, and what is still waited for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { StepRecord, StepState } from "../../static/src/kernel/contract";
import { gaveAll, minutesLeft, nextAct } from "../../static/src/pages/host/next";

function agenda(...states: readonly (StepState | "taking")[]): StepRecord[] {
  const steps = states.map((state, order) => ({
    id: String(order), order, state: state === "taking" ? "draft" : state, takes: state === "taking" ? ["0"] : [], minutes: 10, ends: 0, left: 0, stage: "",
  }));
  return steps as unknown as StepRecord[];
}

function says(steps: readonly StepRecord[], viewed: number, current?: number): string {
  const act = nextAct({ steps, viewed: steps[viewed] as StepRecord, current: current === undefined ? undefined : steps[current], module: { reveals: false } });
  return "step" in act ? `${act.act} ${act.step.id}` : act.act;
}

test("a skipped step is passed by, unless nothing comes behind it", () => {
  assert.equal(says(agenda("closed", "skipped", "draft"), 1, 0), "next 2");
  assert.equal(says(agenda("closed", "skipped", "skipped", "taking"), 1, 0), "prepare 3");
  assert.equal(says(agenda("closed", "draft", "skipped"), 2, 0), "open 2");
});

test("a source that was skipped or left behind is waited for no more", () => {
  const steps = agenda("draft", "skipped", "open", "grace", "closed", "draft");
  const done = (current?: number) => steps.filter((step) => gaveAll(step, current === undefined ? undefined : steps[current])).map((step) => step.id);
  assert.deepEqual(done(2), ["0", "1", "4"]);
  assert.deepEqual(done(), ["1", "4"]);
});

test("the time left is that of the open step and of those that come", () => {
  const steps = agenda("draft", "skipped", "open", "draft", "draft");
  const open = { ...(steps[2] as StepRecord), ends: 240_000 };
  assert.equal(minutesLeft(steps.with(2, open), open, 60_000), 23);
  assert.equal(minutesLeft(agenda("draft", "draft"), undefined, 0), 20);
});
