/**
 * Lists that change while people read them: what came new waits until it is asked for, and an edit makes nothing jump.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { AnyRecord } from "./contract";
import { ownOrder } from "./order";

interface Reading<R> {
  /** What lies before the reader, in a steady order: their own at first, later ones on top. */
  readonly shown: readonly R[];
  /** How many have come since. */
  readonly fresh: number;
  /** Lay those on top. */
  readonly lay: () => void;
}

/** A list that stays as it is while one reads. `onFresh` is told how many wait, so that it can be said. */
export function useReading<R extends AnyRecord>(records: readonly R[], person: string, onFresh: (n: number) => void): Reading<R> {
  const order = useSignal<readonly string[]>([]);
  const here = new Map(records.map((record) => [record.id, record]));
  const known = new Set(order.value);
  const fresh = records.filter((record) => !known.has(record.id));
  const lay = () => void (order.value = [...ownOrder(fresh, person).map((record) => record.id), ...order.peek()]);
  const first = order.value.length === 0 && fresh.length > 0;
  useEffect(() => {
    if (first) lay();
    else if (fresh.length > 0) onFresh(fresh.length);
  }, [fresh.length, first]);
  return { shown: order.value.flatMap((id) => here.get(id) ?? []), fresh: first ? 0 : fresh.length, lay };
}

/** Newest first, by when this page first saw each. */
export function useNewestFirst<R extends AnyRecord>(records: readonly R[]): readonly R[] {
  const seen = useRef(new Map<string, number>()).current;
  for (const { id } of [...records].sort((a, b) => a.rev - b.rev)) if (!seen.has(id)) seen.set(id, seen.size);
  return [...records].sort((a, b) => (seen.get(b.id) ?? 0) - (seen.get(a.id) ?? 0));
}
