/**
 * What the one large button does: the next act of a step, worked out from its state alone.
 */
import type { ActivityModule, StepRecord, StepState } from "../../kernel/contract";
import { hides, stageAfter } from "../../kernel/stage";

export { hides, stageAfter };

export type NextAct =
  | { readonly act: "open" | "reopen" | "again" | "close" | "close-now" | "reveal"; readonly step: StepRecord }
  | { readonly act: "advance"; readonly step: StepRecord; readonly stage: string }
  /** `prepare`: it takes from earlier steps, so it is looked at first. */
  | { readonly act: "next" | "prepare"; readonly step: StepRecord }
  | { readonly act: "end" };

export interface Seen {
  readonly steps: readonly StepRecord[];
  readonly viewed: StepRecord;
  readonly current: StepRecord | undefined;
  readonly module: Pick<ActivityModule, "endless" | "reveals"> | undefined;
}

/** The first step behind this one that waits to be opened. */
export function following(steps: readonly StepRecord[], step: StepRecord): StepRecord | undefined {
  return steps.find((other) => other.order > step.order && other.state === "draft");
}

export function before(steps: readonly StepRecord[], step: StepRecord): StepRecord | undefined {
  return [...steps].reverse().find((other) => other.order < step.order);
}

export function nextAct(seen: Seen): NextAct {
  const { viewed: step, current } = seen;
  if (step.state === "draft") return { act: "open", step };
  if (step.state === "skipped") return past(seen);
  if (step.state === "open") return whileOpen(seen);
  if (step.state === "grace") return { act: "close-now", step };
  if (step.state === "closed" && hides(step, seen.module)) return { act: "reveal", step };
  if (step.id !== current?.id) return { act: step.state === "sealed" ? "again" : "reopen", step };
  return onward(seen);
}

function whileOpen(seen: Seen): NextAct {
  const { viewed: step, module } = seen;
  const stage = stageAfter(step);
  if (stage !== undefined) return { act: "advance", step, stage };
  return module?.endless ? onward(seen) : { act: "close", step };
}

function onward({ steps, viewed }: Seen): NextAct {
  const step = following(steps, viewed);
  return step === undefined ? { act: "end" } : goTo(step);
}

/** A skipped step is passed by: the button opens it only where nothing comes behind it. Its menu opens it anywhere. */
function past({ steps, viewed }: Seen): NextAct {
  const step = following(steps, viewed);
  return step === undefined ? { act: "open", step: viewed } : goTo(step);
}

function goTo(step: StepRecord): NextAct {
  return { act: step.takes.length > 0 ? "prepare" : "next", step };
}

const OVER = new Set<StepState>(["closed", "revealed", "sealed", "skipped"]);

/** Nothing more comes of this step: it is over, was skipped, or the room went past it without opening it. */
export function gaveAll(step: StepRecord, current: StepRecord | undefined): boolean {
  return OVER.has(step.state) || (step.state === "draft" && current !== undefined && step.order < current.order);
}

/** Minutes still planned: what is left of the open step's clock, and every step that waits behind the current one. */
export function minutesLeft(steps: readonly StepRecord[], current: StepRecord | undefined, now: number): number {
  return steps.reduce((sum, step) => {
    if (step.state === "draft") return current !== undefined && step.order < current.order ? sum : sum + step.minutes;
    if (step.state !== "open") return sum;
    const left = step.left > 0 ? step.left : Math.max(0, step.ends - now);
    return sum + left / 60_000;
  }, 0);
}
