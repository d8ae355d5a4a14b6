/**
 * The step's clock in server time. Silent but for four moments; what is little is told by shape, word and colour.
 */
import { useEffect, useRef } from "preact/hooks";
import { interrupt, say } from "../announce";
import type { StepRecord } from "../contract";
import { useNow } from "../time";
import { clock, t } from "../words";
import { Icon } from "./icons";

type Clocked = Pick<StepRecord, "ends" | "left" | "minutes" | "id">;

/** What is left of a step's time in ms, or null when there is no clock. */
export function leftOf(step: Clocked, now: number): number | null {
  if (step.left > 0) return step.left;
  return step.ends > 0 ? step.ends - now : null;
}

const MOMENTS: readonly (readonly [number, string])[] = [
  [300_000, "timer-five"],
  [60_000, "timer-one"],
  [10_000, "timer-ten"],
  [0, "timer-out"],
];

interface TimerProps {
  readonly step: Clocked;
  readonly size?: "phone" | "host" | "screen";
  /** Only one clock of a page speaks (default: the phone's header does). */
  readonly speaks?: boolean;
}

export function Timer({ step, size = "phone", speaks = false }: TimerProps) {
  const left = leftOf(step, useNow());
  useMoments(step.id, left, speaks);
  if (left === null) return null;
  const paused = step.left > 0;
  const part = left / Math.max(1, step.minutes * 60_000);
  const state = paused ? "paused" : left <= 0 ? "out" : part <= 0.2 || left <= 60_000 ? "low" : "calm";
  return (
    <span class={`timer ${size} ${state}`} role="timer" aria-live="off" aria-label={t(`timer-${state}`, { time: clock(left) })}>
      {state !== "calm" && <Icon name={paused ? "pause" : state === "out" ? "out" : "time"} size={size === "phone" ? 16 : 28} />}
      <span class="num" aria-hidden="true">
        {clock(left)}
      </span>
    </span>
  );
}

function useMoments(id: string, left: number | null, speaks: boolean): void {
  const before = useRef<{ id: string; left: number | null }>({ id, left });
  useEffect(() => {
    const was = before.current.id === id ? before.current.left : null;
    before.current = { id, left };
    if (!speaks || was === null || left === null || left >= was) return;
    const passed = MOMENTS.filter(([at]) => was > at && left <= at).pop();
    if (passed !== undefined) (passed[0] === 0 ? interrupt : say)(t(passed[1]));
  });
}
