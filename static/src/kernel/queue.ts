/**
 * What this person did, kept in the browser until the server says *kept* or *refused*.
 *
 * An action's name is `(tab, n)`, with a tab of its own for every round of a step: what the server remembers of how much
 * somebody did in one round then says nothing about another. It is written to storage before it is sent, sent again under the same name after a
 * reconnect or a reload, and removed when it is answered; the server does nothing twice. A text that was refused stays
 * here with the reason, until its author hands it to the facilitators or throws it away.
 */
import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Args, Sent, SentState } from "./contract";
import { forget, keepJson, keptJson, keptUnder, randomName } from "./keep";
import type { Act, Kept, RefusedFrame } from "./wire";

interface Entry {
  readonly act: Act;
  readonly state: Signal<SentState>;
  readonly say: Signal<string>;
  readonly code: Signal<string>;
  readonly answered: Promise<SentState>;
  readonly settle: (state: SentState) => void;
}

/** A text that was not taken, and why. */
export interface LateText {
  readonly name: string;
  readonly text: string;
  readonly round: string;
  readonly code: string;
  readonly say: string;
}

/**
 * Refusals that say nothing about the act itself: it goes again, under its old name, since the refusal may have met a
 * repeat of something that was kept. Everything behind it waits, so that the last word stays the last.
 */
const NOT_NOW = new Set(["slow_down", "unavailable", "disk_full"]);
const LATER = 2000;
/** So many acts are under way at once: the server knows the last 64 names of a tab, and no act may fall behind them. */
const AHEAD = 32;

/** The arguments in which people's own words travel. */
const OWN_WORDS = ["text", "reason", "note", "line", "title"] as const;

export class Queue {
  /** How many acts wait on this phone. */
  readonly waiting: ReadonlySignal<number>;
  /** The acts that wait, oldest first. */
  readonly acts: ReadonlySignal<readonly Act[]>;
  /** Refused texts that their author still has. */
  readonly late = signal<readonly LateText[]>([]);
  private readonly entries = new Map<string, Entry>();
  private readonly count = signal(0);
  private readonly shown = signal<readonly Act[]>([]);
  private readonly tab: string;
  private readonly tabs = new Map<string, { readonly tab: string; last: number }>();
  private readonly room: string;
  private readonly send: (act: Act) => void;
  /** Names of acts that went out over the present connection and were not answered. */
  private readonly out = new Set<string>();
  private most = AHEAD;
  /** The moment of the newest act. A clock that is set back, or acts of one moment, must not change their order. */
  private latest = 0;
  private resting = false;

  constructor(room: string, tab: string, send: (act: Act) => void) {
    this.room = room;
    this.tab = tab;
    this.send = send;
    this.waiting = this.count;
    this.acts = this.shown;
    this.adopt();
    this.readLate();
  }

  /** Do something: stored first, then sent. */
  act(act: string, step: string, args: Args): Sent {
    const entry = this.enter({ t: "act", ...this.name(step), step, do: act, args });
    this.latest = Math.max(Date.now(), this.latest + 1);
    keepJson(this.nameOf(entry.act), { ...entry.act, at: this.latest });
    this.goOn();
    return entry;
  }

  /** After a welcome: everything that was never answered, in order. */
  sendAgain(): void {
    this.out.clear();
    this.goOn();
  }

  kept({ tab, n }: Kept): void {
    this.answer(tab, n, "kept");
  }

  refused({ tab, n, code, say }: RefusedFrame): void {
    if (NOT_NOW.has(code)) return this.rest();
    const entry = this.answer(tab, n, "refused", code, say);
    if (entry === undefined) return;
    const text = ownWords(entry.act.args);
    if (text === "") return;
    const name = `${this.room}:late:${tab}:${n}`;
    keepJson(name, { text, round: entry.act.step, code, say });
    this.readLate();
  }

  /** The author throws a late text away, or it has been handed over. */
  letGo(name: string): void {
    forget(name);
    this.readLate();
  }

  private answer(tab: string, n: number, state: SentState, code = "", say = ""): Entry | undefined {
    const key = `${tab}:${n}`;
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    this.entries.delete(key);
    forget(this.nameOf(entry.act));
    entry.code.value = code;
    entry.say.value = say;
    entry.state.value = state;
    entry.settle(state);
    this.recount();
    this.out.delete(key);
    this.most = Math.min(AHEAD, this.most * 2);
    this.goOn();
    return entry;
  }

  /** Too fast: in a while the oldest goes again, alone at first. */
  private rest(): void {
    this.most = 1;
    if (this.resting) return;
    this.resting = true;
    setTimeout(() => {
      this.resting = false;
      this.sendAgain();
    }, LATER);
  }

  /** Send what may go, oldest first. */
  private goOn(): void {
    if (this.resting) return;
    for (const [name, { act }] of this.entries) {
      if (this.out.size >= this.most) return;
      if (this.out.has(name)) continue;
      this.out.add(name);
      this.send(act);
    }
  }

  /** A name that no act has had: the next number in this round's tab. */
  private name(round: string): { readonly tab: string; readonly n: number } {
    let own = this.tabs.get(round);
    if (own === undefined) {
      own = { tab: this.tabs.size === 0 ? this.tab : randomName().slice(0, 20), last: 0 };
      this.tabs.set(round, own);
    }
    own.last += 1;
    return { tab: own.tab, n: own.last };
  }

  private enter(act: Act): Entry {
    let settle: (state: SentState) => void = () => undefined;
    const answered = new Promise<SentState>((resolve) => (settle = resolve));
    const entry = { act, answered, settle, state: signal<SentState>("waiting"), say: signal(""), code: signal("") };
    this.entries.set(`${act.tab}:${act.n}`, entry);
    this.recount();
    return entry;
  }

  /** Acts of earlier loads of this page that were never answered keep their names, and their order. */
  private adopt(): void {
    const found = keptUnder(`${this.room}:act:`).flatMap((name) => keptJson<Act & { at?: number }>(name) ?? []);
    found.sort((one, other) => (one.at ?? 0) - (other.at ?? 0));
    this.latest = found.at(-1)?.at ?? 0;
    for (const { at: _, ...act } of found) this.enter(act);
  }

  private readLate(): void {
    const names = keptUnder(`${this.room}:late:`);
    this.late.value = names.flatMap((name) => {
      const text = keptJson<Omit<LateText, "name">>(name);
      return text === null ? [] : [{ ...text, name }];
    });
  }

  private recount(): void {
    this.count.value = this.entries.size;
    this.shown.value = [...this.entries.values()].map((entry) => entry.act);
  }

  private nameOf({ tab, n }: Act): string {
    return `${this.room}:act:${tab}:${String(n).padStart(9, "0")}`;
  }
}

/** The longest text among an action's arguments that a person may have typed. */
export function ownWords(args: Args): string {
  const texts = OWN_WORDS.map((name) => args[name]).filter((value): value is string => typeof value === "string");
  return texts.sort((a, b) => b.length - a.length)[0]?.trim() ?? "";
}
