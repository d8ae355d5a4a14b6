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
