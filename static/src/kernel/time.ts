/**
 * The server's clock, as near as this browser can know it, and a tick that components may read.
 */
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

const offset = signal(0);
let best = Infinity;
let bestAt = 0;
const STALE = 120_000;

/** Server time in ms. */
export function serverNow(): number {
  return Date.now() + offset.peek();
}

/** The server said `now`; the question took `trip` ms there and back. A short trip is believed over a long one. */
export function learnClock(now: number, trip = 1000): void {
  const at = Date.now();
  if (trip > best && at - bestAt < STALE) return;
  best = trip;
  bestAt = at;
  const next = now + trip / 2 - at;
  if (Math.abs(next - offset.peek()) > 30) offset.value = next;
}

/** Server time, read again each `every` ms while the component is shown. */
export function useNow(every = 250): number {
  const [, turn] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => turn((n) => n + 1), every);
    return () => clearInterval(timer);
  }, [every]);
  return Date.now() + offset.value;
}
