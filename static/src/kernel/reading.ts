/**
 * Lists that change while people read them: what came new waits until it is asked for, an edit makes nothing jump, and
 * a list of any length is drawn without the page standing still.
 *
 * They come in handfuls, of which only the top one grows: one in which nothing changed is the same array as before, so a
 * `steady` component draws it once.
 */
import { effect, signal, untracked, useSignal } from "@preact/signals";
import type { ComponentChild } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { AnyRecord } from "./contract";
import { ownOrder } from "./order";

export type Handfuls<R> = readonly (readonly R[])[];

interface Reading<R> {
  /** What lies before the reader, in a steady order: their own at first, later ones on top. */
  readonly shown: Handfuls<R>;
  /** How many have come since. */
  readonly fresh: number;
  /** Lay those on top. */
  readonly lay: () => void;
}

/** A list that stays as it is while one reads. `onFresh` is told how many wait, so that it can be said. */
export function useReading<R extends AnyRecord>(records: readonly R[], person: string, onFresh: (n: number) => void): Reading<R> {
  const order = useSignal<Handfuls<string>>([]);
  const known = useMemo(() => new Set(order.value.flat()), [order.value]);
  const fresh = records.filter((record) => !known.has(record.id));
  const lay = () => void (order.value = onTop(idsOf(ownOrder(fresh, person)), order.peek()));
  const first = order.value.length === 0 && fresh.length > 0;
  useEffect(() => {
    if (first) lay();
    else if (fresh.length > 0) onFresh(fresh.length);
  }, [fresh.length, first]);
  return { shown: useLaid(order.value, records), fresh: first ? 0 : fresh.length, lay };
}

/** Newest first, by when this page first saw each. */
export function useNewestFirst<R extends AnyRecord>(records: readonly R[]): Handfuls<R> {
  const order = useRef<Handfuls<string>>([]);
  const known = useRef(new Set<string>()).current;
  const fresh = records.filter((record) => !known.has(record.id)).sort((a, b) => a.rev - b.rev);
  if (fresh.length > 0) order.current = onTop(idsOf(fresh.reverse()), order.current);
  for (const { id } of fresh) known.add(id);
  return useLaid(order.current, records);
}

const PACE = 300;

/** What `read` gives of the room, looked at anew at most three times a second: for what changes faster than people read. */
export function usePaced<T>(read: () => T, round: string): T {
  const latest = useRef(read);
  latest.current = read;
  const seen = useMemo(() => signal(untracked(read)), [round]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const look = () => {
      timer = undefined;
      last = Date.now();
      seen.value = untracked(latest.current);
    };
    const stop = effect(() => {
      latest.current();
      timer ??= setTimeout(look, Math.max(0, last + PACE - Date.now()));
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [seen]);
  return seen.value;
}

/**
 * A long list, drawn from the top: one handful more for each frame, so that the page answers meanwhile; whole in the end.
 * `draw` gets the handful and its key. Handfuls in which nothing changed must be the same arrays as before.
 */
export function useInTurn<R>(handfuls: Handfuls<R>, draw: (some: readonly R[], key: number) => ComponentChild): ComponentChild[] {
  const drawn = useRef(new Map<number, readonly R[]>()).current;
  const keys = handfuls.map((_, at) => handfuls.length - at);
  const next = keys.find((key) => !drawn.has(key));
  const grown = keys.some((key, at) => drawn.has(key) && drawn.get(key) !== handfuls[at]); // that is enough for one frame
  useNextFrame(next !== undefined);
  return keys.map((key, at) => {
    if (!drawn.has(key) && (grown || key !== next)) return null;
    drawn.set(key, handfuls[at] ?? []);
    return draw(handfuls[at] ?? [], key);
  });
}

/** How many to draw of a list that grows and shrinks anywhere: so many more for each frame, and once it was whole, all. */
export function useGrowing(length: number, by = HANDFUL): number {
  const drawn = useRef(0);
  if (drawn.current < length) drawn.current += by;
  const whole = drawn.current >= length;
  if (whole) drawn.current = Infinity;
  useNextFrame(!whole);
  return drawn.current;
}

/** Draws the component again after the next frame, if there is more. */
function useNextFrame(more: boolean): void {
  const turn = useSignal(0);
  void turn.value;
  useEffect(() => {
    if (!more) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => (timer = setTimeout(() => (turn.value += 1))));
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  });
}

/** So many that they make full rows of two, three or four. */
export const HANDFUL = 12;

/** New ones on top of the others. All handfuls but the top one are full, and stay as they are. */
export function onTop<T>(fresh: readonly T[], handfuls: Handfuls<T>): Handfuls<T> {
  const full = handfuls[0]?.length === HANDFUL;
  const [top = [], ...rest] = full ? [[], ...handfuls] : handfuls;
  const open = [...fresh, ...top];
  const first = open.length % HANDFUL || HANDFUL;
  const made = open.length > 0 ? [open.slice(0, first)] : [];
  for (let at = first; at < open.length; at += HANDFUL) made.push(open.slice(at, at + HANDFUL));
  return [...made, ...rest];
}

/** The records in this order. */
function useLaid<R extends AnyRecord>(order: Handfuls<string>, records: readonly R[]): Handfuls<R> {
  const before = useRef<Handfuls<R>>([]);
  const here = new Map(records.map((record) => [record.id, record]));
  const grown = order.length - before.current.length;
  before.current = order.map((ids, at) => asBefore(before.current[at - grown], ids.flatMap((id) => here.get(id) ?? [])));
  return before.current;
}

/** The list of before, if the one of now is the same. */
export function asBefore<T>(before: readonly T[] | undefined, now: readonly T[]): readonly T[] {
  return before?.length === now.length && now.every((one, at) => one === before[at]) ? before : now;
}

const idsOf = (records: readonly AnyRecord[]) => records.map((record) => record.id);
