/**
 * What the kernel and an activity promise each other.
 *
 * An activity's file exports three components, `Participant`, `Host` and `Screen`; each is a function of the records
 * that this browser may see. It opens no socket, fetches nothing and keeps no clock of its own.
 */
import type { ReadonlySignal } from "@preact/signals";
import type { ComponentType } from "preact";

export type Role = "participant" | "host" | "screen";
export type Phase = "open" | "discover" | "define" | "develop" | "deliver" | "close";
export type StepState = "draft" | "open" | "grace" | "closed" | "revealed" | "sealed" | "skipped";

/** Texts by language: `{fi: "…", en: "…"}`. Show one with `pick()` from words.ts. */
export type Texts = Readonly<Record<string, string>>;

/** Every record on the wire: small, flat, typed by `kind`. */
export interface AnyRecord {
  readonly id: string;
  readonly kind: string;
  readonly see: string;
  readonly rev: number;
  /** The round of the step that it belongs to. */
  readonly step?: string;
}

export interface WorkshopRecord extends AnyRecord {
  readonly title: string;
  readonly lang: string;
  readonly langs: readonly string[];
  readonly model: string;
  /** Id of the current Step, or "". */
  readonly now: string;
  readonly line: string;
  readonly line_at: number;
  readonly ended: boolean;
  readonly created: number;
  readonly music: boolean;
  /** When (server ms) the server erases all of it; 0 = not said yet. */
  readonly delete_on: number;
}

export interface StepRecord extends AnyRecord {
  readonly key: string;
  readonly phase: Phase;
  readonly activity: string;
  readonly title: Texts;
  readonly question: Texts;
  readonly instruction: Texts;
  readonly minutes: number;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly takes: readonly string[];
  readonly top: number;
  readonly state: StepState;
  readonly round: string;
  readonly rounds: readonly string[];
  readonly order: number;
  readonly opened: number;
  /** When the timer ends, in server time; 0 = no timer. */
  readonly ends: number;
  /** What is left of a paused timer, in ms. */
  readonly left: number;
  /** The activity's own stage, e.g. "blind" or "build". */
  readonly stage: string;
  readonly due: number;
}

export interface ItemRecord extends AnyRecord {
  readonly text: string;
  readonly texts: Texts;
  readonly order: number;
  readonly from: readonly string[];
  readonly note: string;
  readonly what: string;
}

export interface IdeaRecord extends AnyRecord {
  readonly text: string;
  readonly parent: string;
  readonly proxy: boolean;
  readonly hidden: boolean;
  readonly edited: boolean;
}

export interface ProgressRecord extends AnyRecord {
  readonly done: number;
  readonly count: number;
  readonly voters: number;
}

export interface Me {
  readonly id: string;
  readonly role: Role;
  readonly name: string;
  readonly lang: string;
}

/** Reading the room. Every reader is reactive: a component that reads is drawn again when the answer changes. */
export interface Reader {
  get<R extends AnyRecord = AnyRecord>(id: string): R | undefined;
  /** All records of a kind in a round, by `order` (where there is one), then by id. */
  of<R extends AnyRecord = AnyRecord>(round: string, kind: string): readonly R[];
  /** The first of `of`. */
  one<R extends AnyRecord = AnyRecord>(round: string, kind: string): R | undefined;
  /** All records of a kind, in any round. */
  every<R extends AnyRecord = AnyRecord>(kind: string): readonly R[];
  /** Those of `of` that only this person may see (`see = person:<me>`). */
  mine<R extends AnyRecord = AnyRecord>(round: string, kind: string): readonly R[];
  readonly workshop: WorkshopRecord | undefined;
  steps(): readonly StepRecord[];
}

export type SentState = "waiting" | "kept" | "refused";

/** What became of an own action. Both are signals: read `.value` while drawing. */
export interface Sent {
  readonly state: ReadonlySignal<SentState>;
  /** The sentence for the person when it was refused, else "". */
  readonly say: ReadonlySignal<string>;
  /** The stable code of the refusal, else "". */
  readonly code: ReadonlySignal<string>;
  /** Resolves once it is kept or refused. */
  readonly answered: Promise<SentState>;
}

export type Args = Readonly<Record<string, unknown>>;

/** Sends an action of this step; the step's round is filled in. */
export type Send = (act: string, args?: Args) => Sent;

export interface ActivityProps {
  readonly room: Reader;
  readonly step: StepRecord;
  readonly me: Me;
  readonly send: Send;
}

export interface ActivityModule {
  readonly Participant: ComponentType<ActivityProps>;
  readonly Host: ComponentType<ActivityProps>;
  readonly Screen: ComponentType<ActivityProps>;
  /** `export const endless = true`: nobody is ever "done" with it (a lobby, a break). */
  readonly endless?: boolean;
  /** `export const writes = false`: people choose or sort in it, so who is "writing" and who is quiet says nothing. */
  readonly writes?: boolean;
  /** `export const asks = true`: its Participant draws the step's question itself; otherwise the page does, above it. */
  readonly asks?: boolean;
  /** `export const reveals = false`: everything is in sight while it is open, so closing it leaves nothing to reveal. */
  readonly reveals?: boolean;
}
