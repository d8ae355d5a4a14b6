/**
 * Which step this phone shows. A new step takes over by itself only while its owner does nothing: nobody is torn away
 * from a half-written sentence. Otherwise the page offers to go there.
 */
import { useEffect, useState } from "preact/hooks";
import type { Reader, StepRecord } from "../../kernel/contract";
import { draftsOf } from "../../kernel/draft";

const QUIET = 8000;
const QUIET_WHILE_WRITING = 25_000;
let touched = 0;

if (typeof document !== "undefined") {
  for (const kind of ["pointerdown", "keydown", "input", "touchmove"]) {
    document.addEventListener(kind, () => (touched = Date.now()), { passive: true, capture: true });
  }
}

/** Is nobody reading, writing or choosing right now? */
export function isIdle(now = Date.now()): boolean {
  const focus = document.activeElement;
  const writing = focus instanceof HTMLTextAreaElement || (focus instanceof HTMLInputElement && focus.type === "text");
  const half = (writing && focus.value !== "") || document.querySelector("dialog[open]") !== null;
  return now - touched > (half ? QUIET_WHILE_WRITING : QUIET);
}

/** Seconds in which a text that is half written here would still count: it stays in sight, however long its writer thinks. */
function mayStillFinish(step: StepRecord): boolean {
  return step.state === "grace" && draftsOf(step.round).some((draft) => draft.text.value.trim() !== "");
}

export interface Shown {
  readonly step: StepRecord | undefined;
  /** The step that everybody else is on, while this phone still shows an earlier one. */
  readonly next: StepRecord | undefined;
  readonly go: () => void;
}

const SHOWN = new Set(["open", "grace", "closed", "revealed", "sealed"]);

export function currentStep(room: Reader): StepRecord | undefined {
  const now = room.workshop?.now ?? "";
  const step = now === "" ? undefined : room.get<StepRecord>(now);
  return step !== undefined && SHOWN.has(step.state) ? step : undefined;
}

export function useShownStep(room: Reader): Shown {
  const current = currentStep(room);
  const [shownId, show] = useState(current?.id ?? "");
  const shown = shownId === "" ? undefined : room.get<StepRecord>(shownId);
  const id = current?.id ?? "";
  const differs = id !== shownId;
  useEffect(() => {
    if (!differs) return undefined;
    const go = () => (shown === undefined || (isIdle() && !mayStillFinish(shown))) && show(id);
    go();
    const timer = setInterval(go, 1000);
    return () => clearInterval(timer);
  }, [differs, id, shown?.state]);
  return { step: shown, next: differs ? current : undefined, go: () => show(id) };
}
