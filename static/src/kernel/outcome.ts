/**
 * The outcome tree as `/api/rooms/{code}/result` tells it (sessions/outcome.py): what a workshop gave, step by step.
 */
import type { Phase, StepState, Texts } from "./contract";

export interface Link {
  readonly id: string;
  readonly round: string;
  readonly step: Texts;
  readonly text: string;
  readonly texts: Texts;
  readonly what: string;
}

export interface Entry {
  readonly id: string;
  readonly what: string;
  readonly text: string;
  readonly texts: Texts;
  readonly parent: string;
  readonly group: string;
  readonly members: readonly string[];
  readonly author: string;
  readonly anonymity: string;
  readonly score: number | null;
  readonly votes: number | null;
  readonly rank: number | null;
  readonly tied: boolean;
  readonly tags: readonly string[];
  readonly note: string;
  readonly came_from: readonly Link[];
  readonly led_to: readonly Link[];
  readonly holds: readonly Link[];
}

export interface Fact {
  readonly name: string;
  readonly label: string;
  readonly value: number | string;
}

export interface StepOutcome {
  readonly id: string;
  readonly key: string;
  readonly round: string;
  readonly number: number;
  readonly nth: number;
  readonly latest: boolean;
  readonly phase: Phase;
  readonly activity: string;
  readonly title: Texts;
  readonly question: Texts;
  readonly instruction: Texts;
  readonly state: StepState;
  readonly unrevealed: boolean;
  readonly takes: readonly Texts[];
  readonly counts: { readonly done: number; readonly count: number; readonly voters: number };
  readonly cuts: readonly { readonly took: number; readonly of: number; readonly tied: boolean; readonly by_host: boolean }[];
  readonly facts: readonly Fact[];
  readonly rows: readonly Entry[];
  readonly items: readonly string[];
}

export interface AgendaLine {
  readonly id: string;
  readonly number: number;
  readonly phase: Phase;
  readonly activity: string;
  readonly title: Texts;
  readonly state: StepState;
  readonly minutes: number;
  readonly took: number | null;
  readonly opened: number;
  readonly closed: number;
  readonly rounds: number;
  readonly paper: boolean;
}

export interface Tree {
  readonly title: string;
  readonly lang: string;
  readonly langs: readonly string[];
  readonly model: string;
  readonly created: number;
  readonly ended: boolean;
  readonly public: boolean;
  readonly people: number;
  readonly named: readonly { readonly name: string; readonly role: string; readonly lang: string }[];
  readonly agenda: readonly AgendaLine[];
  readonly steps: readonly StepOutcome[];
  readonly late: readonly { readonly step: Texts; readonly text: string }[];
}

/** An entry and whether it stands under the one above it. */
export interface Placed {
  readonly row: Entry;
  readonly child: boolean;
}

/**
 * Entries as they are read: what belongs to an entry right under it (a reason under its thesis, an idea under the one it was
 * built on). Notes that their pile shows as its cards are not told twice.
 */
export function inPlace(rows: readonly Entry[]): Placed[] {
  const ids = new Set(rows.map((row) => row.id));
  const held = new Set(rows.flatMap((row) => row.holds.map((card) => card.id)));
  const shown = rows.filter((row) => !held.has(row.id));
  const under = new Map<string, Entry[]>();
  for (const row of shown) if (ids.has(row.parent)) under.set(row.parent, [...(under.get(row.parent) ?? []), row]);
  const placed: Placed[] = [];
  const done = new Set<string>();
  const lay = (top: Entry) => {
    const waiting: Placed[] = [{ row: top, child: false }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (done.has(next.row.id)) continue;
      done.add(next.row.id);
      placed.push(next);
      for (const row of [...(under.get(next.row.id) ?? [])].reverse()) waiting.push({ row, child: true });
    }
  };
  for (const row of shown) if (!ids.has(row.parent) || held.has(row.parent)) lay(row);
  for (const row of shown) lay(row); // whose parents go in a circle is told, too
  return placed;
}

/** How a count is said: in the words in which it was given. */
export const COUNTED: Readonly<Record<string, string>> = { option: "dot-vote-on", thesis: "thesis-walk-picks" };
